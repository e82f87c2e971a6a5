"""The made-up people of the identity benchmark are what their truth says of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from benchmarks.identity_measure import measure
from benchmarks.identity_people import IN
from benchmarks.identity_records import DATASETS, FAULT, make
from tests.identity.generated import with_check_digit

PEOPLE, SEED = 4_000, 7


@lru_cache(maxsize=2)
def made(seed=SEED):
    with TemporaryDirectory() as folder:
        make(Path(folder), PEOPLE, seed)
        return {path.stem: pq.read_table(path).to_pylist() for path in sorted(Path(folder).glob("*.parquet"))}


def records():
    rows = {row["record_id"]: row for name in DATASETS for row in made()[name.replace(".", "_", 1)]}
    return [(truth, rows[truth["record_id"]]) for truth in made()["truth"]]


def test_equal_seeds_make_equal_records_and_other_seeds_others():
    first = made()
    made.cache_clear()
    assert made() == first
    assert made(SEED + 1) != first


def test_every_record_has_one_id_and_one_truth():
    ids = [truth["record_id"] for truth, _ in records()]
    assert len(set(ids)) == len(ids) > 2.8 * PEOPLE


def test_numbers_are_valid_but_where_the_truth_says_they_are_not():
    for truth, row in records():
        faults = truth["faults"]
        if faults & FAULT["number missing"]:
            assert row["id_no"] is None
        elif faults & FAULT["number mistyped"]:
            assert row["id_no_18"] is None
            seventeen = row["id_no"][:17]
            assert not seventeen.isdigit() or row["id_no"] != with_check_digit(seventeen)
        else:
            assert row["id_no_18"] == with_check_digit(row["id_no_18"][:17])
            assert len(row["id_no"]) == (15 if faults & FAULT["fifteen digits"] else 18)


def test_only_who_shares_a_number_or_carries_another_s_has_one_with_somebody_else():
    holders = {}
    for truth, row in records():
        if row["id_no_18"] and not truth["faults"] & FAULT["somebody else's number"]:
            holders.setdefault(row["id_no_18"], {})[truth["person"]] = truth["hard"]
    shared = [hard for people in holders.values() if len(people) > 1 for hard in people.values()]
    assert all(hard & IN["shared numbers"] for hard in shared)


def test_every_fault_and_hard_group_occurs():
    faults = hard = 0
    for truth, _ in records():
        faults |= truth["faults"]
        hard |= truth["hard"]
    assert [name for name, bit in FAULT.items() if not faults & bit] in ([], ["name transliterated"])
    assert not [name for name, bit in IN.items() if not hard & bit]


def test_the_measure_knows_a_perfect_answer_and_a_poor_one(tmp_path):
    make(tmp_path, 300, SEED)
    truth = pq.read_table(tmp_path / "truth.parquet")
    pq.write_table(
        truth.select(["record_id", "person"]).rename_columns(["record_id", "person_id"]), tmp_path / "persons.parquet"
    )
    perfect = measure(tmp_path, tmp_path)
    assert (perfect["wrong"], perfect["missed"], perfect["precision"], perfect["recall"]) == (0, 0, 1.0, 1.0)
    everybody = truth.select(["record_id"]).append_column("person_id", truth["person"].combine_chunks().cast("int64"))
    everybody = everybody.set_column(1, "person_id", [[0] * truth.num_rows])
    pq.write_table(everybody, tmp_path / "persons.parquet")
    one = measure(tmp_path, tmp_path)
    assert one["missed"] == 0
    assert one["wrong"] == truth.num_rows * (truth.num_rows - 1) // 2 - one["pairs"]
    assert one["by_hard_group"]["any"]["wrong"] <= one["wrong"]
