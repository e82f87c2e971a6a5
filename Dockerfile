# The image of every crosscheck service. After the build nothing needs the network.
FROM python:3.11-slim-bookworm

RUN useradd --uid 50000 --create-home --home-dir /opt/crosscheck crosscheck \
    && install -d -o crosscheck -g crosscheck /opt/crosscheck/var /opt/crosscheck/airflow /exports /replies

WORKDIR /opt/crosscheck/program
COPY pyproject.toml constraints.txt README.md ./
COPY pipelines pipelines
# editable: the suites of expectations/ and the DAGs lie beside the package, as in a checkout
RUN pip install --no-cache-dir --constraint constraints.txt --editable ".[postgres,mysql]" \
    && python -m compileall -q pipelines
COPY expectations expectations
COPY dags dags

USER crosscheck
ENV AIRFLOW_HOME=/opt/crosscheck/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/crosscheck/program/dags \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
