"""Splink 5 as a rival in `benchmarks/identity.py`: with its usual levels, and with the best Chinese ones we found.

Training is part of the measured time, as for any user; (d) also makes normal forms of names, with our tables.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.identity_peers import write
from pipelines.identity.names import name_forms

#: probabilities from which (c) and (d) join: the best of eight tried at 10,000 people against the truth
USUAL_JOIN, CHINESE_JOIN = 0.9999, 0.999
SEED, PAIRS_FOR_U = 1, 2e6

_RECORDS = """
CREATE TABLE records AS
SELECT record_id AS unique_id, source_dataset, person_name_key AS name, former_name_key AS former_name, sex,
    birth_date AS birth, id_no, id_no_18 AS valid, former_id_no_18 AS former_valid, case_no_key AS case_no,
    effective_date AS effective,
    household_county AS county
FROM (
    SELECT *, 'court' AS source_dataset FROM read_parquet('{folder}/court_sentences.parquet')
    UNION ALL BY NAME SELECT *, 'justice' FROM read_parquet('{folder}/justice_register.parquet')
    UNION ALL BY NAME SELECT *, 'police' FROM read_parquet('{folder}/police_population.parquet')
)
"""


def usual(folder: Path, answer: Path) -> None:
    """(c) Splink with the comparisons its library offers for such fields."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    connection = _connection(folder)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("id_no", [1, 2]),
            cl.DateOfBirthComparison("birth", input_is_string=False),
            cl.ExactMatch("sex"),
            cl.ExactMatch("case_no"),
            cl.ExactMatch("effective"),
            cl.ExactMatch("county").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_no"), block_on("name", "birth"), block_on("case_no"), block_on("birth", "county"),
            block_on("name", "effective"),
        ],
        retain_matching_columns=False,
    )  # fmt: skip
    _link(connection, settings, ["id_no", "name,birth", "case_no"], USUAL_JOIN, answer)


def chinese(folder: Path, answer: Path) -> None:
    """(d) Splink with levels for Chinese names, numbers with check digits, case numbers, and blocks that fit them."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    connection = _connection(folder)
    _add_name_forms(connection)

    def custom(name: str, *levels: tuple[str, str]) -> Any:
        made = [cll.CustomLevel(condition, label) for condition, label in levels]
        return cl.CustomComparison([made[0].configure(is_null_level=True), *made[1:], cll.ElseLevel()], name)

    name = cl.CustomComparison(
        [
            cll.CustomLevel("name_l IS NULL OR name_r IS NULL", "missing").configure(is_null_level=True),
            cll.CustomLevel("folded_l = folded_r", "same").configure(
                tf_adjustment_column="folded", disable_tf_exact_match_detection=True
            ),
            cll.CustomLevel(
                "former_folded_l = folded_r OR folded_l = former_folded_r OR former_folded_l = former_folded_r",
                "former",
            ),
            cll.CustomLevel("sounds_l = sounds_r", "homophone").configure(
                tf_adjustment_column="sounds", disable_tf_exact_match_detection=True
            ),
            cll.CustomLevel("looks_l = looks_r", "look-alike"),
            cll.CustomLevel(
                "length(folded_l) = length(folded_r) AND length(folded_l) >= 3"
                " AND (substr(folded_l, 1, 2) = substr(folded_r, 1, 2)"
                " OR substr(folded_l, 2, 2) = substr(folded_r, 2, 2))",
                "one character",
            ),
            cll.ElseLevel(),
        ],
        "name",
    )  # fmt: skip
    slip = "damerau_levenshtein(id_no_l, id_no_r) = 1"
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            name,
            custom(
                "number",
                ("id_no_l IS NULL OR id_no_r IS NULL", "missing"),
                ("valid_l = valid_r", "equal"),
                ("valid_l = former_valid_r OR former_valid_l = valid_r", "replaced"),
                ("valid_l IS NOT NULL AND valid_r IS NOT NULL", "both valid, different"),
                (f"id_no_l = id_no_r OR {slip}", "one slip"),
            ),
            custom(
                "birth",
                ("birth_l IS NULL OR birth_r IS NULL", "missing"),
                ("birth_l = birth_r", "equal"),
                (
                    "year(birth_l) = year(birth_r) AND (month(birth_l) = month(birth_r) OR day(birth_l) = day(birth_r))"
                    " OR month(birth_l) = month(birth_r) AND day(birth_l) = day(birth_r)",
                    "near",
                ),
            ),
            cl.ExactMatch("sex"),
            custom(
                "case_no",
                ("case_no_l IS NULL OR case_no_r IS NULL", "missing"),
                ("case_no_l = case_no_r", "equal"),
                ("damerau_levenshtein(case_no_l, case_no_r) = 1", "one slip"),
            ),
            custom(
                "effective",
                ("effective_l IS NULL OR effective_r IS NULL", "missing"),
                ("abs(date_diff('day', effective_l, effective_r)) <= 1", "equal"),
            ),
            custom(
                "county",
                ("county_l IS NULL OR county_r IS NULL", "missing"),
                ("county_l = county_r", "equal"),
                ("substr(county_l, 1, 4) = substr(county_r, 1, 4)", "prefecture"),
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("valid"), block_on("sounds", "birth"), block_on("case_no", "surname"),
            block_on("folded", "effective"), block_on("sounds", "number_start"), block_on("sounds", "number_end"),
            block_on("surname", "birth", "number_tail"),
            "l.former_valid = r.valid",
        ],
        retain_matching_columns=False,
    )  # fmt: skip
    _link(connection, settings, ["valid", "sounds,birth", "case_no,surname"], CHINESE_JOIN, answer)


def _connection(folder: Path) -> Any:
    import duckdb

    logging.getLogger("splink").setLevel(logging.ERROR)
    config = {"threads": 2, "memory_limit": "6GB", "max_temp_directory_size": "20GB"}
    connection = duckdb.connect(":memory:", config=config)  # type: ignore[arg-type]
    connection.execute(_RECORDS.format(folder=folder))
    return connection


def _add_name_forms(connection: Any) -> None:
    names = connection.sql(
        """
        SELECT DISTINCT name FROM (SELECT name FROM records UNION ALL SELECT former_name FROM records)
        WHERE name IS NOT NULL ORDER BY name
        """
    ).fetchall()
    forms = [(name, name_forms(name)) for (name,) in names]
    table = pa.table(
        {"name": [name for name, _ in forms]}
        | {field: [getattr(form, field) for _, form in forms] for field in ("folded", "sounds", "looks")}
    )
    connection.register("forms", table)
    connection.execute(
        """
        CREATE OR REPLACE TABLE records AS
        SELECT records.*, forms.folded, forms.sounds, forms.looks, former.folded AS former_folded,
            substr(forms.folded, 1, 1) AS surname, substr(id_no, 1, 9) AS number_start,
            right(id_no, 8) AS number_end, right(id_no, 4) AS number_tail
        FROM records
        INNER JOIN forms ON forms.name = records.name
        LEFT JOIN forms AS former ON former.name = records.former_name
        """
    )


def _link(connection: Any, settings: Any, training: list[str], join: float, answer: Path) -> None:
    """Train, predict and cluster; `training` names the columns EM blocks on, one rule after the other."""
    from splink import DuckDBAPI, Linker, block_on

    api = DuckDBAPI(connection)
    linker = Linker(api.register("records"), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on(*training[1].split(","))], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_U, seed=SEED)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule.split(",")))
    predicted = linker.inference.predict(threshold_match_probability=min(0.5, join))
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=join)
    table = clusters.as_pyarrow_table()
    write(answer, table["unique_id"], table["cluster_id"])
