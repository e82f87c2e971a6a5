"""The truth files agree with each other and say what the brief of each planted case says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.generator.findings import all_findings
from data.generator.generate import Plan, assert_ordinary_lives_are_clean, build_world
from data.generator.legal_calendar import add_months, band_of, due_day, term_end
from data.generator.planted import ordered_cases
from data.generator.world import World

NIGHTS = ("2025-10-15", "2025-10-16", "2025-10-17")


def _truth(sample: Path, name: str) -> list[dict[str, str]]:
    with (sample / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        (date(2025, 9, 22), date(2025, 10, 9)),
        (date(2025, 10, 1), date(2025, 10, 11)),
        (date(2024, 10, 23), date(2024, 11, 4)),
        (date(2025, 3, 3), date(2025, 3, 13)),
    ],
)
def test_ten_days_roll_to_a_working_day(trigger: date, due: date) -> None:
    assert due_day(trigger, 10) == due


def test_published_terms_end_the_day_before() -> None:
    assert term_end(date(2024, 11, 5), 12) == date(2025, 11, 4)
    assert term_end(date(2022, 6, 28), 24) == date(2024, 6, 27)
    assert add_months(date(2025, 6, 30), 1) == date(2025, 7, 31)


def test_bands_exclude_the_number_itself() -> None:
    limit = date(2025, 3, 14)
    days = {0: "", 1: "1_10_days", 10: "1_10_days", 11: "11_days_to_month", 31: "11_days_to_month", 32: "over_month"}
    assert {beyond: band_of(limit, limit + timedelta(beyond)) for beyond in days} == days


def test_an_ordinary_person_out_of_contact_would_be_noticed(world: World) -> None:
    term = next(term for term in world.terms if not term.record.planted and term.row(date(2025, 10, 15)))
    kept = list(term.contacts), term.record.values["reported_date"], term.record.values["ended_date"]
    term.contacts.clear()
    term.record.values.update(reported_date=date(2024, 1, 1), ended_date=None, end_date=date(2026, 1, 1))
    with pytest.raises(AssertionError):
        assert_ordinary_lives_are_clean(world)
    term.contacts.extend(kept[0])
    term.record.values.update(reported_date=kept[1], ended_date=kept[2], end_date=kept[2])


def test_one_disposition_a_sentence_a_night(sample: Path) -> None:
    keys = Counter((row["night"], row["case_no"], row["defendant_no"]) for row in _truth(sample, "dispositions.csv"))
    assert max(keys.values()) == 1
    assert min(Counter(night for night, *_ in keys).values()) > 1400


def test_findings_follow_from_dispositions_and_states(sample: Path) -> None:
    found = Counter((row["night"], row["rule_id"]) for row in _truth(sample, "findings.csv"))
    sentences = _truth(sample, "dispositions.csv")
    releases = _truth(sample, "release_dispositions.csv")
    states = _truth(sample, "contact_states.csv")
    for night in NIGHTS:
        missing = sum(row["night"] == night and row["disposition"] == "never_received" for row in sentences + releases)
        late = sum(row["night"] == night and row["disposition"] == "received_late" for row in sentences + releases)
        lost = sum(row["night"] == night and row["state"] == "lost" for row in states)
        assert found[night, "H01"] + found[night, "H06"] + found[night, "H07"] == missing
        assert found[night, "H02"] == late
        assert found[night, "S01"] == lost


def test_no_clue_about_the_silent_county(sample: Path) -> None:
    assert [row for row in _truth(sample, "findings.csv") if row["record_id"].split("/")[1].startswith("150125")] == []


def test_every_band_and_every_explanation_is_planted(sample: Path) -> None:
    findings = _truth(sample, "findings.csv")
    bands = {"1_10_days", "11_days_to_month", "over_month"}
    for rule in ("H01", "H02", "S01"):
        for night in NIGHTS:
            assert {row["band"] for row in findings if (row["rule_id"], row["night"]) == (rule, night)} == bands
    explained = {row["explanation"] for row in _truth(sample, "dispositions.csv")}
    assert explained == {"", "died", "custody", "revoked", "absorbed", "transferred"}
    states = {row["explanation"] for row in _truth(sample, "contact_states.csv")}
    assert states == {"", "leave", "custody", "transfer", "died", "term_over"}
    names = {row["disposition"] for row in _truth(sample, "dispositions.csv")}
    assert len(names) == 11


def test_a_persons_mentions_are_named_once(sample: Path) -> None:
    rows = _truth(sample, "identity.csv")
    assert len({row["record_id"] for row in rows}) == len(rows)


def test_the_person_of_the_missing_night_is_no_clue_before_the_register_comes(sample: Path) -> None:
    rows = [row for row in _truth(sample, "dispositions.csv") if row["planted"] == "register_missing_on_grace_day"]
    by_night = {night: {row["disposition"] for row in rows if row["night"] == night} for night in NIGHTS}
    assert by_night == {NIGHTS[0]: {"not_provable"}, NIGHTS[1]: {"not_provable"}, NIGHTS[2]: {"never_received"}}


RULES = {
    *(f"H{number:02}" for number in range(1, 11)),
    *(f"S{number:02}" for number in range(1, 14)),
    *(f"P{number:02}" for number in range(1, 8)),
    *(f"E{number:02}" for number in range(1, 5)),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_every_rule_of_the_catalogue_has_something_to_find_on_every_night(sample: Path, night: str) -> None:
    assert {row["rule_id"] for row in _truth(sample, "findings.csv") if row["night"] == night} == RULES
    assert {row["rule_id"] for row in _truth(sample, "two_of_one.csv") if row["night"] == night} == {"D01"}


def test_every_finding_is_planted_and_what_is_tolerated_has_its_reason_and_is_not_demanded(sample: Path) -> None:
    findings, tolerated = _truth(sample, "findings.csv"), _truth(sample, "tolerated.csv")
    assert [row for row in findings if not row["planted"]] == []
    assert [row for row in tolerated if len(row["reason"]) < 20 or row["rule_id"] not in RULES] == []
    demanded = {(row["night"], row["rule_id"], row["record_id"]) for row in findings}
    assert demanded & {(row["night"], row["rule_id"], row["record_id"]) for row in tolerated} == set()


def test_a_case_says_which_rules_it_is_for(sample: Path) -> None:
    """The words of a case and its truth agree: a rule it announces is raised, and "nothing" means none."""
    raised: dict[str, set[str]] = {}
    for row in (*_truth(sample, "findings.csv"), *_truth(sample, "two_of_one.csv")):
        raised.setdefault(row["planted"], set()).add(row["rule_id"])
    optional = {(row["planted"], row["rule_id"]) for row in _truth(sample, "tolerated.csv")}
    for case in ordered_cases():
        told = case.text.rsplit("→", 1)[-1]
        rules = raised.get(case.name, set())
        if told.strip() == "nothing" and "→" not in case.text.rsplit("→", 1)[0]:
            assert rules == set(), case.name
        denied = set(re.findall(r"(?:no|never) ([HSPE]\d\d)\b", case.text))
        assert denied & rules == set(), case.name
        announced = set(re.findall(r"\b[HSPE]\d\d\b", case.text)) - denied
        assert {rule for rule in announced - rules if (case.name, rule) not in optional} == set(), case.name


def test_a_larger_world_holds_each_case_as_often_as_asked() -> None:
    once, twice = (
        Counter(
            (one.planted, one.rule)
            for one in all_findings(
                build_world(Plan(seed=3, sentences=1300, times=times, nights=1)), date(2025, 10, 15)
            )
        )
        for times in (1, 2)
    )
    fixed = {case.name for case in ordered_cases() if case.build.__module__.endswith(".identities")}
    assert twice == {key: count if key[0] in fixed else 2 * count for key, count in once.items()}
