"""Documents and their due dates, both adoption rates, precision: derived from answers and nights, as tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import answers, ledger
from pipelines.answers import Answer
from pipelines.law.instruments import instruments
from pipelines.settings import Night
from tests.ledger.nights import DAY1, DAY2, finding, leave_night, settings_at

SERVED = date(2025, 9, 1)
WHEN = datetime.fromisoformat("2025-12-01T09:00:00")


def word(kind: str, subject: str, other: str = "", night: date = DAY1, **details: str) -> Answer:
    return Answer(kind, subject, other, details.pop("reason", "理由"), "王检察官", WHEN, night, None, details)


def document(
    instrument: str, served: date = SERVED, reply: tuple[str, date] | None = None, **more: str
) -> list[Answer]:
    """A document on clue `k`, and its reply."""
    said = [
        word("issued", "d1", night=served, instrument=instrument, number="1", served_on=str(served), **more),
        word("cited", "H01-k", "d1", night=served),
    ]
    if reply:
        said.append(word(reply[0], "d1", night=reply[1], replied_on=str(reply[1])))
    return said


DUE = [
    # sentence, instrument, served, said in the document, due (worked by hand from the calendar)
    ("a notice of correction: fifteen days", "correction_notice", date(2025, 9, 1), {}, date(2025, 9, 16)),
    ("its last day in the National Day holidays rolls", "correction_notice", date(2025, 9, 18), {}, date(2025, 10, 9)),
    ("a day set in the notice wins", "correction_notice", date(2025, 9, 1), {"reply_by": "2025-09-10"},
     date(2025, 9, 10)),
    ("a suggestion: two months by day number", "suggestion", date(2025, 9, 1), {}, date(2025, 11, 3)),
    ("two months from the last day of a month", "suggestion", date(2025, 6, 30), {}, date(2025, 9, 1)),
    ("an oral correction: seven days", "oral", date(2025, 9, 1), {}, date(2025, 9, 8)),
    ("an opinion that sets no day has none", "written_opinion", date(2025, 9, 1), {}, None),
]  # fmt: skip


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("sentence", "instrument", "served", "more", "due"), DUE, ids=[case[0] for case in DUE])
def test_due_day(sentence: str, instrument: str, served: date, more: dict[str, str], due: date | None) -> None:
    (found,) = ledger.documents(document(instrument, served, **more), {}, date(2025, 12, 31))
    assert found.due == due


STATES = [
    # sentence, instrument, reply, night, state, days
    ("not yet served on that night", "correction_notice", None, date(2025, 8, 31), None, None),
    ("waiting on its last day", "correction_notice", None, date(2025, 9, 16), "awaiting", None),
    ("overdue the day after", "correction_notice", None, date(2025, 9, 17), "overdue", 1),
    ("answered on the last day", "correction_notice", ("adopted", date(2025, 9, 16)), date(2025, 10, 1), "answered",
     None),
    ("answered late", "correction_notice", ("rejected", date(2025, 9, 18)), date(2025, 10, 1), "answered_late", 2),
    ("a reply of a later night is not there yet", "correction_notice", ("adopted", date(2025, 9, 18)),
     date(2025, 9, 17), "overdue", 1),
    ("a review asked for: seven days to answer", "correction_notice", ("review_requested", date(2025, 9, 10)),
     date(2025, 9, 17), "review", None),
    ("a review not answered in time", "correction_notice", ("review_requested", date(2025, 9, 10)),
     date(2025, 9, 18), "review_overdue", 1),
]  # fmt: skip


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("sentence", "instrument", "reply", "night", "state", "days"), STATES, ids=[case[0] for case in STATES]
)
def test_state_of_a_document(
    sentence: str, instrument: str, reply: Any, night: date, state: str | None, days: int | None
) -> None:
    found = ledger.documents(document(instrument, reply=reply), {}, night)
    assert [(each.state, each.days) for each in found] == ([] if state is None else [(state, days)])


def test_the_data_say_what_became_of_the_clues_of_a_document(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("k"), finding("gone"), finding("dark", county="150202")]))
    behind = {("justice.register", "150202"): DAY1}
    night = leave_night(at, DAY2, [finding("k")], reach=behind)
    ledger.run(night)
    said = document("correction_notice", reply=("adopted", date(2025, 9, 10)))
    said += [word("cited", "H01-gone", "d1"), word("cited", "H01-dark", "d1"), word("cited", "H01-never", "d1")]
    (found,) = ledger.documents(said, ledger.statuses(night), DAY2)
    assert (found.resolved, found.there, found.unknown) == (("H01-gone",), ("H01-k",), ("H01-dark", "H01-never"))
    figures = ledger.adoption([found])
    assert (figures.clues, figures.clues_resolved, figures.clues_there, figures.clues_unknown) == (4, 1, 1, 2)
    assert figures.adopted_yet_there == 1


def test_a_clue_gone_because_its_rule_changed_is_no_success_of_a_document(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("k")]))
    night = leave_night(at, DAY2, [], rules={"H01": 2})
    ledger.run(night)
    (found,) = ledger.documents(document("correction_notice"), ledger.statuses(night), DAY2)
    assert (found.resolved, found.unknown) == ((), ("H01-k",))


def test_an_oral_correction_is_to_be_followed_by_a_notice_on_the_eighth_day_while_its_clue_is_there(
    tmp_path: Path,
) -> None:
    at, served = settings_at(tmp_path), DAY1 - timedelta(days=8)
    there = leave_night(at, DAY1, [finding("k")])
    ledger.run(there)
    gone = leave_night(at, DAY2, [])
    ledger.run(gone)
    said = document("oral", served)
    assert [d.state for d in ledger.documents(said, ledger.statuses(there), DAY1)] == ["escalate"]
    assert [d.state for d in ledger.documents(said, ledger.statuses(gone), DAY2)] == ["settled"]


@pytest.mark.sqlite_only
def test_both_adoption_rates_and_oral_corrections_apart() -> None:
    said: list[Answer] = []
    for number, reply in enumerate(["adopted", "adopted_in_part", "rejected", "review_requested", None, None]):
        said.append(word("issued", f"d{number}", instrument="suggestion", served_on=str(DAY1)))
        if reply:
            said.append(word(reply, f"d{number}", replied_on=str(DAY1)))
    said.append(word("issued", "o", instrument="oral", served_on=str(DAY1)))
    said += [word("issued", "typo", instrument="suggestion", served_on=str(DAY1)), word("voided", "typo")]
    figures = ledger.adoption(ledger.documents(said, {}, DAY2))
    assert (figures.issued, figures.replied, figures.oral) == (6, 4, 1)
    assert (figures.adopted, figures.adopted_in_part, figures.rejected, figures.review_requested) == (1, 1, 1, 1)


def test_precision_counts_the_last_word_by_rule_dataset_county_and_reason(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(
        leave_night(
            at,
            DAY1,
            [
                finding("a"),
                finding("b", finding_key="court.sentences/b|justice.register/b"),
                finding("c", county="150202"),
                finding("d", rule="S01", finding_key="justice.register/d|county"),
            ],
        )
    )
    answers.record(
        at,
        word("unfounded", "H01-a", reason="wrong_person"),
        word("confirmed", "H01-a"),
        word("unfounded", "H01-b", reason="source_error"),
        word("corrected", "H01-c"),
        word("confirmed", "H01-c", night=DAY2),
        word("retracted", "H01-c", night=DAY2),
        word("unfounded", "S01-d", reason="source_error"),
        word("unfounded", "H01-unknown", reason="source_error"),
    )
    night = Night.of(at, DAY1)
    lines = {(line.dimension, line.key): line for line in ledger.precision(ledger.verdicts(night, answers.history(at)))}
    shares = {key: (line.confirmed + line.corrected, line.judged, line.share) for key, line in lines.items()}
    assert shares == {
        ("all", ""): (2, 4, "50.0"),
        ("rule", "H01"): (2, 3, "66.7"),
        ("rule", "S01"): (0, 1, "0.0"),
        ("dataset", "court.sentences"): (2, 3, "66.7"),
        ("dataset", "justice.register"): (0, 2, "0.0"),
        ("county", "150102"): (1, 3, "33.3"),
        ("county", "150202"): (1, 1, "100.0"),
    }
    assert lines["all", ""].reasons == (("source_error", 2),)
    later = {
        (line.dimension, line.key): line
        for line in ledger.precision(ledger.verdicts(Night.of(at, DAY2), answers.history(at)))
    }
    assert ("county", "150202") not in later  # taken back
    of_county = ledger.precision(ledger.verdicts(night, answers.history(at)), "150202")
    assert [(line.dimension, line.judged) for line in of_county] == [
        ("all", 1),
        ("rule", 1),
        ("dataset", 1),
        ("county", 1),
    ]


@pytest.mark.sqlite_only
def test_every_instrument_says_when_or_that_the_document_says() -> None:
    for each in instruments().values():
        assert each.settable or each.days or each.months
        assert each.gist


MARKED = [
    # sentence, instrument, said in the document, whether its term is told with 〔待核〕
    ("a term from law nobody has read", "correction_notice", {}, True),
    ("months from law nobody has read", "suggestion", {}, True),
    ("a term from law that was read", "oral", {}, False),
    ("a day set in the document rests on no law", "correction_notice", {"reply_by": "2025-09-10"}, False),
    ("no term at all", "written_opinion", {}, False),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("sentence", "instrument", "more", "marked"), MARKED, ids=[case[0] for case in MARKED])
def test_a_term_tells_whether_its_law_was_read(
    sentence: str, instrument: str, more: dict[str, str], marked: bool
) -> None:
    (found,) = ledger.documents(document(instrument, **more), {}, date(2025, 12, 31))
    assert (found.arithmetic.endswith("〔待核〕"), found.verified) == (marked, not marked)
