"""Every planted case comes out as planted on each of the three nights, and nothing else is raised."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.night.agreement import compare, mentioned
from tests.night.sample import NIGHTS, ROOT, result, truth

#: every rule that has a file, but those about the data themselves, which have truth files of their own
WRITTEN = sorted(path.name[:3] for path in (ROOT / "pipelines/rules").glob("*.sql"))
RULES = [rule for rule in WRITTEN if rule not in ("D02", "D03")]


def sentence_record(row):
    return f"court.sentences/{row['case_no']}~{row['defendant_no']}"


def accepted(row, column):
    """The planted answer, and the others a careful reader could defend."""
    return {row[column], *filter(None, row.get("also_accepted", "").split("|"))}


def shown(got):
    """The fields a difference can be understood from."""
    fields = ("disposition", "state", "explanation", "band", "deadline", "due_date", "as_of", "file_opened")
    return got and {name: str(got[name]) for name in fields if got.get(name)}


def differences(expected, found, agree):
    """Records on which truth and result differ, named with the planted case."""
    wrong = [
        f"{record}: planted {row['planted'] or 'nothing'}, found {shown(found.get(record))}"
        for record, row in expected.items()
        if not agree(row, found.get(record))
    ]
    return wrong + [f"{record}: found, but not in the truth" for record in sorted(set(found) - set(expected))]


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_sentence_has_the_disposition_planted(three_nights, night):
    expected = {
        sentence_record(row): row for row in truth("dispositions", night) if row["disposition"] != "quarantined"
    }
    found = {row["record_id"]: row for row in result(three_nights, night, "sentences", "dispositions")}

    def agree(row, got):
        if got is None or got["disposition"] not in accepted(row, "disposition"):
            return False
        if got["disposition"] != row["disposition"]:
            return True
        same_explanation = (row["explanation"] or "") == (got["explanation"] or "")
        same_band = (row["band"] or "") == (got["band"] or "")
        same_deadline = not row["deadline"] or str(got["deadline"]) == row["deadline"]
        return same_explanation and same_band and same_deadline and bool(int(row["file_opened"])) == got["file_opened"]

    wrong = differences(expected, found, agree)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_release_has_the_disposition_planted(three_nights, night):
    expected = {f"justice.prison_releases/{row['release_no']}": row for row in truth("release_dispositions", night)}
    expected = {record: row for record, row in expected.items() if row["disposition"] != "quarantined"}
    found = {row["record_id"]: row for row in result(three_nights, night, "sentences", "release_dispositions")}
    not_correction = {record for record, row in expected.items() if row["disposition"] == "not_correction"}
    expected = {record: row for record, row in expected.items() if record not in not_correction}
    agree = lambda row, got: got is not None and got["disposition"] in accepted(row, "disposition")  # noqa: E731
    wrong = differences(expected, found, agree)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_everyone_in_correction_has_the_contact_state_planted(three_nights, night):
    expected = {f"justice.register/{row['correction_no']}": row for row in truth("contact_states", night)}
    found = {row["record_id"]: row for row in result(three_nights, night, "sentences", "contact_states")}

    def agree(row, got):
        if got is None or got["state"] not in accepted(row, "state"):
            return False
        if got["state"] != row["state"]:
            return True
        same_band = got["state"] != "lost" or (row["band"] or "") == (got["band"] or "")
        return same_band and (row["explanation"] or "") == (got["explanation"] or "")

    wrong = differences(expected, found, agree)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
@pytest.mark.parametrize("rule", RULES)
def test_the_findings_are_the_planted_ones_and_no_others(three_nights, rule, night):
    expected = truth("two_of_one" if rule == "D01" else "findings", night)
    findings = result(three_nights, night, "rules", "findings")
    told = compare(expected, truth("tolerated", night), findings, [rule])[rule]
    assert not told.faults, "\n".join(told.faults)
    assert told.planted > 0, "no case is planted for this rule"


def test_every_rule_with_truth_is_a_rule_that_runs_or_is_yet_to_be_written():
    planted = {row["rule_id"] for name in ("findings", "two_of_one") for row in truth(name)}
    assert set(RULES) <= planted
    assert {rule[0] for rule in planted} == {"H", "S", "P", "E", "D"}


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_wrong_number_is_told_and_no_right_one(three_nights, night):
    wrong = {row["record_id"] for row in truth("id_errors")}
    told = [mentioned(row) for row in result(three_nights, night, "rules", "findings") if row["rule_id"] == "D02"]
    assert [sorted(records) for records in told if not records & wrong] == []
    there = {
        row["record_id"]
        for dataset in ("court_sentences", "justice_register", "justice_prison_releases")
        for row in result(three_nights, night, "facts", dataset)
    }
    assert sorted(there & wrong - set().union(*told)) == []


def test_the_night_without_a_register_raises_nothing_from_its_absence(three_nights):
    before, without = (
        {
            row["finding_key"]
            for row in result(three_nights, night, "rules", "findings")
            if row["rule_id"] in ("H01", "H06", "H07")
        }
        for night in NIGHTS[:2]
    )
    assert without <= before


def test_the_silent_county_has_nobody_out_of_contact_and_nobody_unreceived(three_nights):
    silent = [
        row["rule_id"]
        for row in result(three_nights, NIGHTS[2], "rules", "findings")
        if row["county"] == "150125" and row["rule_id"] != "D02" and row["rule_id"] != "D03"
    ]
    assert silent == []
    states = Counter(
        row["state"]
        for row in result(three_nights, NIGHTS[2], "sentences", "contact_states")
        if row["county"] == "150125"
    )
    assert states["lost"] == 0
    assert states["not_provable"] > 0


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_the_dispositions_add_up_to_the_rows_received_per_county(three_nights, night):
    from pipelines.settings import Night

    accounted = Counter()
    for row in result(three_nights, night, "sentences", "balance"):
        if row["table"] == "sentences":
            accounted[row["county"]] += row["rows"]
    received = Counter(row["execution_county"] for row in result(three_nights, night, "facts", "court_sentences"))
    for row in result(three_nights, night, "facts", "quarantined"):
        if row["dataset"] == "court.sentences":
            received[row["county"] or ""] += 1
    assert accounted == received
    verdicts = [
        row for row in result(three_nights, night, "quality", "verdicts") if row["dataset"] == "court.sentences"
    ]
    newest = max(verdicts, key=lambda row: (row["business_date"], row["sequence"]))
    assert sum(accounted.values()) == newest["rows_in"], Night.of(three_nights, night).folder("quality")


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_broken_line_is_in_quarantine_with_its_file_and_line(three_nights, night):
    planted = {(row["dataset"], row["file"], int(row["line"])) for row in truth("quarantine", night)}
    standing = {
        (row["dataset"], row["file"], row["line"]) for row in result(three_nights, night, "facts", "quarantined")
    }
    today = {entry for entry in standing if entry[1] in {name for _, name, _ in planted}}
    assert today == planted


def test_nobody_is_merged_with_somebody_else(three_nights):
    """Truth knows who each record is; two people in one group would accuse the wrong one."""
    people: dict[str, set[str]] = {}
    who = {row["record_id"]: row["person"] for row in truth("identity")}
    for row in result(three_nights, NIGHTS[2], "identity", "persons"):
        if row["record_id"] in who:
            people.setdefault(row["person_id"], set()).add(who[row["record_id"]])
    assert {person: really for person, really in people.items() if len(really) > 1} == {}
