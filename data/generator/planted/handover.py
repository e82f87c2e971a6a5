"""From the judgment to the register: never received, and everything that only looks like it."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.legal_calendar import effective_of_first_instance
from data.generator.planted.registry import plant, received, sentenced
from data.generator.supervision import accompany


@plant("缓刑 nobody ever registered → H01, every band of days")
def never_received_probation(b: Builder) -> None:
    for county, effective in (
        ("150102", date(2024, 3, 12)),
        ("150104", date(2025, 6, 17)),
        ("150203", date(2025, 9, 2)),
        ("150121", date(2025, 9, 23)),
        ("150222", date(2025, 8, 20)),
        ("150202", date(2025, 9, 9)),
        ("150223", date(2025, 7, 1)),
    ):
        sentenced(b, county, effective)


@plant("管制 nobody ever registered → H01")
def never_received_public_surveillance(b: Builder) -> None:
    for county, effective in (
        ("150103", date(2025, 5, 20)),
        ("150207", date(2025, 9, 10)),
        ("150123", date(2024, 11, 5)),
    ):
        sentenced(b, county, effective, kind="public_surveillance")


@plant("the band of an H01 changes with the nights: 10 → 11 days, one month → one month and a day")
def never_received_band_edges(b: Builder) -> None:
    sentenced(b, "150105", date(2025, 9, 25))  # deadline 10-09 (rolled): 6, 7, 8 days
    sentenced(b, "150204", date(2025, 9, 6))  # deadline 09-16: 10-16 is exactly one month, 10-17 is beyond it
    sentenced(b, "150221", date(2025, 9, 7))  # deadline 09-17


@plant("parole from a prison, never registered → H07")
def never_received_parole(b: Builder) -> None:
    for county, day in (("150102", date(2025, 8, 12)), ("150203", date(2025, 4, 8)), ("150124", date(2025, 9, 16))):
        b.release(county, "parole", day, left=30)


@plant("prison-approved temporary release, never registered → H06")
def never_received_temporary_release(b: Builder) -> None:
    for county, day in (("150105", date(2025, 7, 8)), ("150202", date(2025, 9, 11))):
        b.release(county, "temporary_release", day, left=30)


@plant("court-decided temporary release, never registered → H06, counted from the day the decision was received")
def never_received_temporary_release_by_court(b: Builder) -> None:
    sentenced(b, "150104", date(2025, 8, 5), kind="temporary_release")
    sentenced(b, "150207", date(2025, 6, 3), kind="temporary_release")


@plant("released at the end of the sentence (刑满释放): nobody has to register → nothing")
def sentence_served(b: Builder) -> None:
    for county in ("150102", "150204"):
        b.release(county, "sentence_served", date(2025, 9, 3))


@plant("the tenth day falls into the October holiday and rolls to 10-09; reported on 10-09 → received")
def rolled_deadline_met(b: Builder) -> None:
    for county in ("150105", "150203"):
        received(b, sentenced(b, county, date(2025, 9, 22)), date(2025, 10, 9))


@plant("the same deadline 10-09, reported on 10-10 → H02, one day")
def rolled_deadline_missed_by_a_day(b: Builder) -> None:
    for county in ("150104", "150204"):
        received(b, sentenced(b, county, date(2025, 9, 22)), date(2025, 10, 10))


@plant("deadline on make-up Saturday 2025-10-11, which is a working day; reported that day → received")
def make_up_saturday_met(b: Builder) -> None:
    received(b, sentenced(b, "150102", date(2025, 10, 1)), date(2025, 10, 11))


@plant("deadline on make-up Saturday 2025-10-11; reported Monday 10-13 → H02, two days")
def make_up_saturday_missed(b: Builder) -> None:
    received(b, sentenced(b, "150202", date(2025, 10, 1)), date(2025, 10, 13))


@plant("deadline on make-up Saturday 2025-10-11, never registered; 10-14 is covered → H01 on every night")
def make_up_saturday_never(b: Builder) -> None:
    sentenced(b, "150207", date(2025, 10, 1))


@plant("no effective date; service known → computed and estimated; never registered → H01")
def effective_from_service(b: Builder) -> None:
    for county in ("150103", "150221"):
        handed = sentenced(b, county, date(2025, 6, 27))
        assert handed.record.values["served_date"] == date(2025, 6, 16)
        handed.record.values["effective_date"] = None


@plant("no effective date, no service: counted from pronouncement; never registered → H01")
def effective_from_pronouncement(b: Builder) -> None:
    handed = sentenced(b, "150122", date(2025, 4, 18))
    assert "刑初" in handed.record.values["case_no"]
    values = handed.record.values
    values.update(effective_date=None, served_date=None)
    effective = handed.effective = handed.trigger = effective_of_first_instance(values["pronounced_date"])
    values.update(notified_date=effective + timedelta(2), documents_sent_date=effective + timedelta(6))


@plant("no effective date on a decision of second instance: effective when pronounced; never registered → H01")
def effective_of_second_instance(b: Builder) -> None:
    handed = sentenced(b, "150205", date(2025, 7, 7))
    assert "刑终" in handed.record.values["case_no"]
    handed.record.values["effective_date"] = None


@plant(
    "published case: pronounced 2024-10-23, tenth day a Saturday, so effective 2024-11-05; reported in time → received"
)
def effective_published_case(b: Builder) -> None:
    person = b.person("150203")
    handed = b.sentence(
        person,
        "150203",
        effective=date(2024, 11, 5),
        penalty=("imprisonment", 6),
        probation=12,
        pronounced_date=date(2024, 10, 23),
        served_date=None,
    )
    received(b, handed, date(2024, 11, 12))
    handed.record.values["effective_date"] = None


@plant("no pronouncement, service or effective date at all, nobody registered → clock_unknown")
def clock_unknown(b: Builder) -> None:
    for county in ("150105", "150222"):
        handed = sentenced(b, county, date(2025, 6, 12))
        handed.record.values.update(pronounced_date=None, served_date=None, effective_date=None)
        handed.effective = handed.trigger = None


@plant("temporary release by a court, day of receiving the decision unknown, nobody registered → clock_unknown")
def clock_unknown_temporary_release(b: Builder) -> None:
    handed = sentenced(b, "150203", date(2025, 6, 12), kind="temporary_release")
    handed.record.values["decision_received_date"] = None
    handed.trigger = None


@plant("in force a few days ago, nobody registered yet: the deadline is ahead → not_due")
def not_due(b: Builder) -> None:
    for county, day in (("150102", date(2025, 10, 10)), ("150204", date(2025, 10, 9)), ("150124", date(2025, 10, 13))):
        sentenced(b, county, day)


@plant("status 未生效 → not_in_force")
def not_in_force(b: Builder) -> None:
    for county in ("150104", "150202"):
        sentenced(b, county, date(2025, 8, 12), status="not_in_force", effective_date=None)


@plant("on appeal → not_in_force")
def on_appeal(b: Builder) -> None:
    sentenced(b, "150103", date(2025, 8, 19), status="on_appeal", effective_date=None)


@plant("status 已生效 but the effective date lies ahead (2025-10-21) → not_in_force")
def effective_tomorrow(b: Builder) -> None:
    for county in ("150203", "150104"):
        handed = sentenced(b, county, date(2025, 10, 21))
        handed.record.values["pronounced_date"] = date(2025, 9, 29)
        handed.record.born = date(2025, 10, 13)
        handed.announced = True
        assert "刑初" in handed.record.values["case_no"]
    # Without a day of service, only the date that the court gives says that the appeal is still open.
    handed.record.values["served_date"] = None


@plant(
    "second instance, pronounced 09-29, but the court gives 10-20 as effective date: its date governs → not_in_force"
)
def given_date_governs(b: Builder) -> None:
    handed = sentenced(b, "150207", date(2025, 10, 20))
    assert "刑终" in handed.record.values["case_no"]
    handed.record.values["pronounced_date"] = date(2025, 9, 29)
    handed.record.born = date(2025, 10, 10)
    handed.announced = True


@plant("papers late or never noted, person received in time → H03 only")
def papers_late(b: Builder) -> None:
    for county, column, value in (
        ("150102", "notified_date", date(2025, 3, 20)),
        ("150204", "notified_date", None),
        ("150105", "documents_sent_date", date(2025, 4, 2)),
        ("150207", "documents_sent_date", None),
    ):
        handed = sentenced(b, county, date(2025, 3, 11))
        handed.record.values[column] = value
        given = {}
        if column == "documents_sent_date":
            given = {"documents_received_date": value and value + timedelta(1), "receipt_returned_date": None}
        accompany(b, b.register(handed, born=date(2025, 3, 14), **given))
