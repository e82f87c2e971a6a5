-- Beside Airflow's own database: the ledger's.
CREATE DATABASE crosscheck;
