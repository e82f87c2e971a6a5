"""A nation's night as Parquet: one generated region laid out many times, each with people and counties of its own.

What the rules read of a night (facts, persons, links, dispositions) is copied once per replica, every key and region
county renamed, so that n replicas must give n times the findings of the region. Then come those who fill the tables of
a real night and break no rule: position fixes at home, journeys and lodgings of people not in correction, old leaves.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipelines.rules.running import RELATIONS

#: Columns that name one thing of one replica.
KEYS = re.compile(
    r"record_id|record_[ab]|person_id|correction_no|(former_)?id_no(_18)?|(original_)?(case|ruling)_no(_key)?|"
    r"execution_notice_no|counties|(explanation|register|review|sentence|last_contact|anchor|search)_record"
)
COUNTIES = re.compile(r"((execution|household|from|to|destination)_)?county|zone|prefecture")
#: Whatever the replica, one of each.
SHARED = frozenset({"calendar", "deadlines", "term_ends", "parameters", "balance", "quarantined", "verdicts", "alarms"})
#: Counties of the region once per replica, the others once.
PLACES = frozenset({"counties", "county_points", "coverage"})
#: What the rules read, by step.
STEPS = {"facts": None, **RELATIONS}
#: What a nation's night holds, in rows.
POSITIONS, EVENTS, LEAVES = 67_000_000, 50_000_000, 3_000_000


def lay_out(region: Path, nation: Path, replicas: int, told: Callable[[str], None]) -> dict[str, int]:
    """Write the nation's night beside the region's; returns rows per relation.

    `region` and `nation` are folders of one night. Replica 117 calls county 150102 `B17102`; there are at most 999.
    """
    if not 1 <= replicas <= 999:
        raise ValueError("between 1 and 999 replicas")
    shutil.rmtree(nation, ignore_errors=True)
    rows: dict[str, int] = {}
    limits = {"threads": 2, "memory_limit": "4GB", "temp_directory": str(nation.parent / "spill")}
    with duckdb.connect(config=limits) as db:
        db.execute("SET preserve_insertion_order = false")
        known = f"'{region}/facts/counties.parquet'"
        db.execute(f"CREATE TABLE inside AS SELECT county FROM {known} WHERE in_region AND NOT retired")
        for step, names in STEPS.items():
            (nation / step).mkdir(parents=True)
            for file in sorted((region / step).glob("*.parquet")):
                if names is not None and file.stem not in names:
                    continue
                rows[file.stem] = _copies(db, file, nation / step / file.name, replicas)
            told(f"{step}: {sum(rows.values()):,} rows so far")
        for relation, wanted, sql in (
            ("justice_positions", POSITIONS, _positions),
            ("police_lodging", EVENTS // 2, _lodgings),
            ("police_travel", EVENTS // 2, _journeys),
            ("justice_leaves", LEAVES, _leaves),
        ):
            # a smaller nation has its share of them
            rows[relation] = _filled(db, nation / "facts", relation, wanted * replicas // 233, rows, sql)
            told(f"{relation}: {rows[relation]:,} rows")
    return rows


def _copies(db: duckdb.DuckDBPyConnection, file: Path, target: Path, replicas: int) -> int:
    """One file, once per replica; region counties and keys renamed."""
    if file.stem in SHARED or file.parent.name == "quality":
        shutil.copyfile(file, target)
        return int(pq.ParquetFile(file).metadata.num_rows)
    columns = pq.read_schema(file).names
    chosen = ", ".join(f'{_renamed(name)} AS "{name}"' for name in columns)
    places = file.stem in PLACES
    once = " UNION ALL SELECT base.* FROM base WHERE county NOT IN (FROM inside)" if places else ""
    only = " WHERE county IN (FROM inside)" if places else ""
    # a row's replicas stand together: files stay sorted by record_id, as a night's are
    db.execute(
        f"COPY (WITH base AS (SELECT * FROM '{file}'), "
        f"each AS (SELECT base.*, unnest(range({replicas})) AS n FROM base{only}) "
        f"SELECT {chosen} FROM each{once}) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000)"
    )
    return int(pq.ParquetFile(target).metadata.num_rows)


def _renamed(column: str) -> str:
    replica = "lpad(CAST(n AS VARCHAR), 3, '0')"
    if KEYS.fullmatch(column):
        return f"\"{column}\" || '~' || {replica}"
    if COUNTIES.fullmatch(column):
        # a county of the region, or the zone or prefecture of one
        prefectures = "(SELECT substr(county, 1, 4) FROM inside)"
        inside = f'"{column}" IN (FROM inside) OR substr("{column}", 1, 4) IN {prefectures}'
        # a letter first: no county of the country is called so
        called = "chr(CAST(65 + n // 100 AS INTEGER)) || lpad(CAST(n % 100 AS VARCHAR), 2, '0')"
        return f'CASE WHEN {inside} THEN {called} || substr("{column}", 4) ELSE "{column}" END'
    return f'"{column}"'


def _filled(
    db: duckdb.DuckDBPyConnection, facts: Path, relation: str, wanted: int, rows: dict[str, int],
    select: Callable[[Path, int], str],
) -> int:  # fmt: skip
    """Add harmless rows to a relation until it holds about `wanted`."""
    file, more = facts / f"{relation}.parquet", facts / f"{relation}.more"
    missing = wanted - rows[relation]
    if missing <= 0:
        return rows[relation]
    listed = ", ".join(f'"{name}"' for name in pq.read_schema(file).names)
    db.execute(
        f"COPY (SELECT {listed} FROM '{file}' UNION ALL BY NAME SELECT {listed} FROM ({select(facts, missing)})) "
        f"TO '{more}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000)"
    )
    more.replace(file)
    return int(pq.ParquetFile(file).metadata.num_rows)


def _origin(dataset: str) -> str:
    return f"CAST('0000000000000000' AS VARCHAR) AS delivery_id, '{dataset}' AS file, CAST(1 AS BIGINT) AS line"


def _positions(facts: Path, missing: int) -> str:
    """People in correction whom no trace shows elsewhere and no device follows: a fix at home again and again."""
    return f"""
    WITH quiet AS (
        SELECT r.correction_no, r.county, r.id_no_18, point.longitude, point.latitude
        FROM '{facts}/justice_register.parquet' AS r
        JOIN '{facts}/county_points.parquet' AS point ON point.county = r.county
        WHERE r.status = 'in_correction'
            AND r.correction_no NOT IN (SELECT correction_no FROM '{facts}/justice_positions.parquet')
            AND r.correction_no NOT IN (SELECT correction_no FROM '{facts}/justice_leaves.parquet')
            AND r.id_no_18 NOT IN (SELECT id_no_18 FROM '{facts}/police_lodging.parquet' WHERE id_no_18 IS NOT NULL)
            AND r.id_no_18 NOT IN (SELECT id_no_18 FROM '{facts}/police_travel.parquet' WHERE id_no_18 IS NOT NULL)
    ), each AS (SELECT {missing} // count(*) AS fixes FROM quiet)
    SELECT 'justice.positions/' || correction_no || '~' || CAST(fix AS VARCHAR) AS record_id,
        {_origin("justice.positions")}, correction_no,
        CAST(TIMESTAMP '2025-10-14 00:00:00' + to_minutes(CAST(fix * 2880 // each.fixes AS BIGINT))
            + to_seconds(CAST(hash(correction_no) % 50 AS BIGINT)) AS TIMESTAMP) AS fixed_at,
        'phone' AS device,
        CAST(longitude + CAST(hash(correction_no) % 300 AS DECIMAL(12, 6)) / 100000 AS DECIMAL(12, 6)) AS longitude,
        CAST(latitude + CAST(hash(fix) % 300 AS DECIMAL(12, 6)) / 100000 AS DECIMAL(12, 6)) AS latitude, county
    FROM quiet, each, range(200) AS numbers(fix) WHERE fix < each.fixes
    """


def _at_large(facts: Path, missing: int) -> str:
    """Residents whose correction was over before all this: they may sleep and travel where they like."""
    return f"""
    known AS (
        SELECT id_no_18 FROM '{facts}/justice_register.parquet' WHERE status <> 'discharged' AND id_no_18 IS NOT NULL
        UNION SELECT former_id_no_18 FROM '{facts}/police_population.parquet' WHERE former_id_no_18 IS NOT NULL
    ),
    free AS (
        SELECT id_no, id_no_18, id_no_state, person_name, person_name_key, household_county
        FROM '{facts}/police_population.parquet' WHERE status = 'normal' AND id_no_18 NOT IN (FROM known)
            AND id_no_18 IN (
                SELECT id_no_18 FROM '{facts}/justice_register.parquet'
                WHERE status = 'discharged' AND ended_date < '2025-06-01'
            )
    ), each AS (SELECT ({missing} + count(*) - 1) // count(*) AS events FROM free)
    """


def _lodgings(facts: Path, missing: int) -> str:
    return f"""
    WITH {_at_large(facts, missing)}
    SELECT 'police.lodging/#' || id_no_18 || CAST(event AS VARCHAR) AS record_id, {_origin("police.lodging")},
        id_no, id_no_18, id_no_state, person_name, person_name_key, '平安旅馆' AS hotel_name, '110101' AS county,
        CAST(TIMESTAMP '2025-07-01 20:00:00' + to_days(CAST(event * 7 AS INTEGER)) AS TIMESTAMP) AS checked_in_at,
        CAST(TIMESTAMP '2025-07-02 09:00:00' + to_days(CAST(event * 7 AS INTEGER)) AS TIMESTAMP) AS checked_out_at
    FROM free, each, range(15) AS numbers(event) WHERE event < each.events LIMIT {missing}
    """


def _journeys(facts: Path, missing: int) -> str:
    return f"""
    WITH {_at_large(facts, missing)}
    SELECT 'police.travel/#' || id_no_18 || CAST(event AS VARCHAR) AS record_id, {_origin("police.travel")},
        id_no, id_no_18, id_no_state, person_name, person_name_key, 'rail' AS mode, 'K264' AS service_no,
        household_county AS from_county, '110101' AS to_county,
        CAST(TIMESTAMP '2025-07-03 08:00:00' + to_days(CAST(event * 7 AS INTEGER)) AS TIMESTAMP) AS departed_at,
        CAST(TIMESTAMP '2025-07-03 18:00:00' + to_days(CAST(event * 7 AS INTEGER)) AS TIMESTAMP) AS arrived_at
    FROM free, each, range(15) AS numbers(event) WHERE event < each.events LIMIT {missing}
    """


def _leaves(facts: Path, missing: int) -> str:
    """Leaves of a week, long over, of people whose correction is over, too."""
    return f"""
    WITH over AS (
        SELECT correction_no, county FROM '{facts}/justice_register.parquet'
        WHERE status = 'discharged' AND ended_date < '2025-01-01'
    ), each AS (SELECT greatest(1, {missing} // count(*)) AS leaves FROM over)
    SELECT 'justice.leaves/' || correction_no || '-' || CAST(leave AS VARCHAR) AS record_id,
        {_origin("justice.leaves")}, correction_no || '-' || CAST(leave AS VARCHAR) AS leave_no, correction_no,
        '探亲' AS reason, '110101' AS destination_county,
        CAST(DATE '2023-03-01' + CAST(leave * 30 AS INTEGER) AS DATE) AS start_date,
        CAST(DATE '2023-03-07' + CAST(leave * 30 AS INTEGER) AS DATE) AS end_date, 'justice_office' AS approval_level,
        TRUE AS approved, CAST(DATE '2023-02-25' + CAST(leave * 30 AS INTEGER) AS DATE) AS approved_date,
        CAST(DATE '2023-03-07' + CAST(leave * 30 AS INTEGER) AS DATE) AS returned_date
    FROM over, each, range(10) AS numbers(leave) WHERE leave < each.leaves LIMIT {missing}
    """
