"""Leaves and who approves them, reports to the border, examinations, devices, plans, and the end of a term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator import texts
from data.generator.builder import Builder
from data.generator.legal_calendar import add_months
from data.generator.planted.registry import in_good_order, plant, received, sentenced
from data.generator.world import NIGHTS, Term


@plant("on leave, not back on its last day: never, or three days later → S07")
def not_back_from_leave(b: Builder) -> None:
    for county, back in (("150102", None), ("150203", date(2025, 9, 17)), ("150221", None)):
        term = in_good_order(b, county)
        b.leave(term, date(2025, 9, 10), 5, "150602", returned_date=back)
        # reports from where he is: otherwise the contacts themselves would show that he is back
        term.contacts = [one for one in term.contacts if not date(2025, 9, 10) <= one.day <= date(2025, 9, 16)]


@plant("back on the last day; refused; or the next leave begins the day after → nothing")
def back_from_leave(b: Builder) -> None:
    b.leave(in_good_order(b, "150104"), date(2025, 9, 10), 5, "150602")
    b.leave(in_good_order(b, "150202"), date(2025, 9, 10), 5, "150602", approved=False, returned_date=None)
    term = in_good_order(b, "150105")
    b.leave(term, date(2025, 9, 10), 3, "150602", returned_date=None)
    b.leave(term, date(2025, 9, 13), 3, "150602")


@plant("leave beyond the authority of who approved it: 9 days by the office, 33 by the county → S08")
def leave_beyond_authority(b: Builder) -> None:
    b.leave(in_good_order(b, "150103"), date(2025, 8, 11), 9, "150602", approval_level="justice_office")
    b.leave(in_good_order(b, "150207"), date(2025, 8, 11), 33, "150602", approval_level="county")


@plant("8 days by the office, 31 by the county: whether the first day counts is open; so is one free day between")
def leave_at_the_limit(b: Builder) -> None:
    reason = "nothing says whether the day of leaving is counted (刑诉法105 would leave it out)"
    for county, days, level in (("150105", 8, "justice_office"), ("150202", 31, "county")):
        leave = b.leave(in_good_order(b, county), date(2025, 8, 11), days, "150602", approval_level=level)
        b.tolerate("S08", leave, reason)
    term = in_good_order(b, "150204")
    for start, days in ((date(2025, 8, 11), 5), (date(2025, 8, 17), 4)):
        leave = b.leave(term, start, days, "150602", approval_level="justice_office")
        b.tolerate("S08", leave, "a gap of one day may mean the next day or one day at home between")


@plant("adjoining leaves that jointly pass a limit, or over 30 days within two months → S08")
def leave_split_up(b: Builder) -> None:
    for county in ("150102", "150203"):
        term = in_good_order(b, county)
        b.leave(term, date(2025, 8, 11), 5, "150602", approval_level="justice_office")
        b.leave(term, date(2025, 8, 16), 4, "150602", approval_level="justice_office")
    often = in_good_order(b, "150123")
    b.leave(often, date(2025, 7, 21), 18, "150602", approval_level="county")
    b.leave(often, date(2025, 8, 18), 16, "150602", approval_level="county")


@plant("7 days by the office, 30 by the county, 31 by the city; two days between; two leaves far apart → nothing")
def leave_within_authority(b: Builder) -> None:
    b.leave(in_good_order(b, "150104"), date(2025, 8, 11), 7, "150602", approval_level="justice_office")
    b.leave(in_good_order(b, "150202"), date(2025, 8, 11), 30, "150602", approval_level="county")
    b.leave(in_good_order(b, "150105"), date(2025, 8, 11), 31, "150602", approval_level="prefecture")
    apart = in_good_order(b, "150221")
    b.leave(apart, date(2025, 8, 11), 5, "150602", approval_level="justice_office")
    b.leave(apart, date(2025, 8, 18), 4, "150602", approval_level="justice_office")
    seldom = in_good_order(b, "150222")
    b.leave(seldom, date(2025, 4, 7), 20, "150602", approval_level="county")
    b.leave(seldom, date(2025, 8, 11), 20, "150602", approval_level="county")
    refused = in_good_order(b, "150203")
    b.leave(refused, date(2025, 8, 11), 40, "150602", approval_level="county", approved=False, returned_date=None)


def _ended(b: Builder, county: str, end: date, ended: date, **given: Any) -> Term:
    """Twelve months of probation to `end`, over on `ended`."""
    effective = add_months(end + timedelta(1), -12)
    handed = sentenced(b, county, effective, penalty=("imprisonment", 8), probation=12)
    return received(b, handed, ended=ended, **given)


def _open_report(b: Builder, term: Term, until: date) -> None:
    """The report to the border authority is not withdrawn."""
    for record in b.world.records["justice.exit_control"]:
        if record.values["correction_no"] == term.number:
            record.values.update(withdrawn_date=None, end_date=until)


@plant("discharged, and still reported to the border authority → E04, S10")
def reported_after_the_end(b: Builder) -> None:
    for county in ("150102", "150222"):
        term = _ended(b, county, date(2025, 8, 20), date(2025, 8, 20))
        _open_report(b, term, date(2026, 8, 20))


@plant("discharged, and the device is still on → E04, S12")
def monitored_after_the_end(b: Builder) -> None:
    term = _ended(b, "150203", date(2025, 9, 9), date(2025, 9, 9))
    b.device(term, date(2025, 8, 4))


@plant("discharged; the report ran out with the term, the device was taken off the same day → nothing")
def nothing_open_after_the_end(b: Builder) -> None:
    _open_report(b, _ended(b, "150105", date(2025, 8, 20), date(2025, 8, 20)), date(2025, 8, 20))
    term = _ended(b, "150202", date(2025, 9, 9), date(2025, 9, 9))
    b.device(term, date(2025, 8, 4), removed=date(2025, 9, 9))


@plant("temporary release on medical grounds, no examination for more than three months → S11")
def not_examined(b: Builder) -> None:
    _examined(b, "150104", date(2025, 5, 20))
    _examined(b, "150207", None)


@plant("examined within three months, or the next examination put off → nothing")
def examined_in_time(b: Builder) -> None:
    _examined(b, "150102", date(2025, 8, 12))
    _examined(b, "150203", date(2025, 6, 24), date(2025, 12, 23))


def _examined(b: Builder, county: str, last: date | None, due: date | None = None) -> None:
    handed = sentenced(b, county, date(2025, 2, 11), kind="temporary_release")
    medical = b.world.records["justice.medical"]
    kept = len(medical)
    term = received(b, handed)
    del medical[kept:]
    while last is not None and last > term.record.values["reported_date"]:
        b.examination(term, last, due or add_months(last, 3))
        last, due = last - timedelta(70), None


@plant("device: open longer than three months, without renewal; without a ground → S12")
def monitored_too_long(b: Builder) -> None:
    b.device(in_good_order(b, "150105"), date(2025, 5, 12), months=6)
    b.device(in_good_order(b, "150202"), date(2025, 6, 3))  # ended on 2025-09-02 by its own approval, never removed
    b.device(in_good_order(b, "150121"), date(2025, 9, 2), ground=None)


@plant("device: renewed after three months; taken off after exactly three months → nothing")
def monitored_in_order(b: Builder) -> None:
    term = in_good_order(b, "150103")
    b.device(term, date(2025, 6, 10), removed=date(2025, 9, 9))
    b.device(term, date(2025, 9, 10))
    b.device(in_good_order(b, "150204"), date(2025, 6, 10), removed=date(2025, 9, 9))


def _plans(b: Builder, counties: tuple[str, ...], office: str) -> None:
    """The same text for each, with their own name, age and date in it."""
    text = texts.plan_text(b.rng, "某某")
    for place, county in enumerate(counties):
        term = in_good_order(b, county, office_name=office)
        plan = next(
            one for one in reversed(b.world.records["justice.plans"]) if one.values["correction_no"] == term.number
        )
        plan.values["text"] = (
            text.replace("某某", term.person.name)
            + f"自2024年{7 + place}月{10 + place}日起执行，每月评估{3 + place}次。"
        )


@plant("one text for three people of one office, but for names, numbers and dates → S13")
def plans_alike(b: Builder) -> None:
    _plans(b, ("150104", "150104", "150104"), "小召前街司法所")
    _plans(b, ("150204", "150204", "150204", "150204"), "先锋道司法所")


@plant("one text for two people of one office, or for three in three offices → nothing")
def plans_alike_elsewhere(b: Builder) -> None:
    _plans(b, ("150105", "150105"), "人民路司法所")
    _plans(b, ("150221", "150222", "150223"), "城关司法所")


@plant("discharged at the end of term two days too early, or months → E02")
def discharged_early(b: Builder) -> None:
    for county, ended in (("150203", date(2025, 9, 8)), ("150104", date(2025, 6, 2)), ("150123", date(2025, 8, 20))):
        _ended(b, county, date(2025, 9, 10), ended)


@plant("over one day early, which is tolerated; pardoned; or revoked → nothing")
def ended_otherwise_early(b: Builder) -> None:
    _ended(b, "150102", date(2025, 9, 10), date(2025, 9, 9))
    _ended(b, "150202", date(2025, 9, 10), date(2025, 6, 2), end_reason="special_pardon")


@plant("died on 09-15: the thirtieth day is 10-15; still in correction a day later → E03 from 10-16")
def died_thirty_days_ago(b: Builder) -> None:
    term = in_good_order(b, "150122")
    term.person.died = date(2025, 9, 15)
    term.contacts = [one for one in term.contacts if one.day <= date(2025, 9, 14)]
    for night in NIGHTS[1:]:
        b.tolerate("E03", term.record, "no register of 10-16 came, and data may lag by days of grace", night)
