"""Out of contact, and the reasons why silence is none (社矫法30)."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import INTERVALS, Builder
from data.generator.legal_calendar import add_months
from data.generator.planted.registry import plant, received, runs_out, sentenced, silent_since, supervised
from data.generator.supervision import accompany, move
from data.generator.world import FIRST_NIGHT

_LEVELS = tuple(INTERVALS)


def _days_before(days: int) -> date:
    return FIRST_NIGHT - timedelta(days)


@plant("out of contact five days beyond the interval, no search → S01 1–10, S02")
def lost_five_days(b: Builder) -> None:
    for county, level in zip(("150102", "150203", "150124"), _LEVELS, strict=True):
        runs_out(b, county, level, _days_before(5))


@plant("beyond by 3, 4 and 5 days on the three nights: overdue within grace, then S01")
def lost_after_grace(b: Builder) -> None:
    for county, level in zip(("150104", "150204", "150221"), _LEVELS, strict=True):
        runs_out(b, county, level, _days_before(3))


@plant("beyond by 1, 2 and 3 days: overdue, within grace on every night → nothing")
def overdue_within_grace(b: Builder) -> None:
    for county, level in zip(("150105", "150202", "150122"), _LEVELS, strict=True):
        runs_out(b, county, level, _days_before(1))


@plant("the interval ends on the night itself: in contact on 10-15, overdue after → nothing")
def due_on_the_night(b: Builder) -> None:
    for county, level in zip(("150103", "150207", "150223"), _LEVELS, strict=True):
        runs_out(b, county, level, FIRST_NIGHT)


@plant("beyond by 10, 11, 12 days → S01, band 1–10, then 11 to a month")
def lost_ten_days(b: Builder) -> None:
    for county, level in zip(("150202", "150105", "150121"), _LEVELS, strict=True):
        runs_out(b, county, level, _days_before(10))


@plant("interval ended 2025-09-16: one month on 10-16, over a month on 10-17 → S01")
def lost_one_month(b: Builder) -> None:
    for county, level in zip(("150203", "150103", "150205"), _LEVELS, strict=True):
        runs_out(b, county, level, add_months(date(2025, 10, 16), -1))


@plant("out of contact for over a month → S01, over a month")
def lost_over_a_month(b: Builder) -> None:
    for county, level in zip(("150204", "150102", "150206"), _LEVELS, strict=True):
        runs_out(b, county, level, _days_before(50))


@plant("contacts go on, but none is positive (no answer, not the person, wrong place) → S01")
def only_failed_contacts(b: Builder) -> None:
    term = runs_out(b, "150104", "ordinary", _days_before(8))
    for day, result in ((9, "not_the_person"), (6, "location_abnormal"), (1, "not_the_person")):
        term.contacts.append(b.contact(_days_before(day), method="app_check_in", result=result))


@plant("supervision level missing: counted as 普管 (15 days) → S01")
def lost_level_missing(b: Builder) -> None:
    term = supervised(b, "150207", "ordinary")
    term.record.values["supervision_level"] = None
    silent_since(b, term, _days_before(15 + 6))


@plant("reported ten days after sentence and never heard of again → S01, counted from the report")
def lost_since_report(b: Builder) -> None:
    handed = sentenced(b, "150105", date(2025, 8, 26))
    accompany(
        b,
        b.register(handed, reported=date(2025, 9, 3), received_date=date(2025, 9, 3), level="ordinary"),
        contacts=False,
    )


@plant("S01 with search, police and procuratorate told → S01 but no S02")
def searched_properly(b: Builder) -> None:
    for county in ("150102", "150222"):
        term = runs_out(b, county, "ordinary", _days_before(9))
        b.search(term, _days_before(8))


@plant("S01, a search was begun but neither police nor procuratorate told → S01 and S02")
def searched_without_notice(b: Builder) -> None:
    term = runs_out(b, "150203", "ordinary", _days_before(9))
    b.search(term, _days_before(8), notices=False)
    other = runs_out(b, "150202", "strict", _days_before(12))
    b.search(other, _days_before(11)).values["procuratorate_notified_date"] = None


@plant("an open search episode although the interval has not run out → S01 at once, no S02")
def open_search_episode(b: Builder) -> None:
    term = supervised(b, "150104", "lenient")
    silent_since(b, term, _days_before(9))
    b.search(term, _days_before(3)).born = _days_before(3)


@plant("an old search episode, the person found after two days; in contact since → nothing")
def search_closed(b: Builder) -> None:
    term = supervised(b, "150204", "ordinary")
    b.contacts(term)
    b.search(term, date(2025, 8, 20), found=date(2025, 8, 22))


@plant("on approved leave and reporting → nothing")
def leave_with_reports(b: Builder) -> None:
    for county in ("150102", "150205"):
        term = supervised(b, county, "ordinary")
        b.contacts(term)
        b.leave(term, date(2025, 10, 8), 14, "130102")


@plant("on approved leave since before the interval ended, no reports: the leave restarts the clock once → explained")
def leave_without_reports(b: Builder) -> None:
    for county in ("150105", "150203"):
        term = supervised(b, county, "ordinary")
        silent_since(b, term, date(2025, 9, 22))
        b.leave(term, date(2025, 10, 4), 20, "150602")


@plant("on leave, but silent for longer than the interval since its start → S01")
def leave_too_quiet(b: Builder) -> None:
    term = supervised(b, "150207", "strict")
    silent_since(b, term, date(2025, 9, 27))
    b.leave(term, date(2025, 10, 2), 21, "150602")


@plant("leave granted only after the interval had long ended → S01 counted from the last contact")
def leave_after_the_fact(b: Builder) -> None:
    term = supervised(b, "150221", "strict")
    silent_since(b, term, date(2025, 9, 24))
    b.leave(term, date(2025, 10, 10), 10, "150602")


@plant("leave refused → S01")
def leave_refused(b: Builder) -> None:
    term = supervised(b, "150103", "ordinary")
    silent_since(b, term, date(2025, 9, 20))
    b.leave(term, date(2025, 10, 1), 20, "150602", approved=False, returned_date=None)


@plant("transfer decided on 10-10, not yet received (7 days not over): silence explained, no H05")
def transfer_under_way(b: Builder) -> None:
    for county, target in (("150104", "150203"), ("150202", "150105")):
        term = supervised(b, county, "strict")
        silent_since(b, term, date(2025, 10, 2))
        b.transfer(term, target, date(2025, 10, 10), None)


@plant("transfer decided weeks ago, the new county never received the person → H05")
def transfer_never_received(b: Builder) -> None:
    term = supervised(b, "150102", "ordinary")
    silent_since(b, term, date(2025, 9, 9))
    b.transfer(term, "150204", date(2025, 9, 12), None)
    gone = supervised(b, "150203", "ordinary")
    silent_since(b, gone, date(2025, 8, 18))
    b.transfer(gone, "150102", date(2025, 8, 19), None)
    gone.record.values.update(ended_date=date(2025, 8, 21), end_reason="transferred_out")
    gone.final_status = "transferred_out"


@plant("transfer received on the sixth day; the old row ends, a new one begins → received once, nothing")
def transfer_received(b: Builder) -> None:
    for county, target in (("150103", "150202"), ("150207", "150102"), ("150223", "150203")):
        handed = sentenced(b, county, date(2024, 8, 13))
        term = b.register(handed)
        move(b, handed, term, target, date(2025, 9, 9), date(2025, 9, 15))


@plant(
    "received in the new county on 2025-10-10 after three weeks of silence: the hand-over restarts the clock → nothing"
)
def transfer_restarts_the_clock(b: Builder) -> None:
    handed = sentenced(b, "150105", date(2024, 8, 13))
    term = b.register(handed, level="ordinary")
    again = move(b, handed, term, "150207", date(2025, 9, 24), date(2025, 10, 10))
    term.contacts = [contact for contact in term.contacts if contact.day < date(2025, 9, 18)]
    again.contacts = []


@plant("an ordinary person in contact whose telephone failed once → nothing")
def one_failed_call(b: Builder) -> None:
    term = received(b, sentenced(b, "150206", date(2025, 2, 11)))
    term.contacts.append(b.contact(_days_before(1), method="telephone", result="no_answer"))
