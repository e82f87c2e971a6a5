"""From the judgment to the register: never received, and everything that only looks like it."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.legal_calendar import effective_of_first_instance
from data.generator.lives import accompany
from data.generator.planted.registry import plant, received, sentenced


@plant("缓刑 nobody ever registered → H01, every band of days")
def never_received_probation(b: Builder) -> None:
    for county, effective in (("150102", date(2024, 3, 12)), ("150104", date(2025, 6, 17)), ("150203", date(2025, 9, 2)),
                              ("150121", date(2025, 9, 23)), ("150222", date(2025, 8, 20)), ("150202", date(2025, 9, 9)),
                              ("150223", date(2025, 7, 1))):  # fmt: skip
        sentenced(b, county, effective)


@plant("管制 nobody ever registered → H01")
def never_received_public_surveillance(b: Builder) -> None:
    for county, effective in (("150103", date(2025, 5, 20)), ("150207", date(2025, 9, 10)), ("150123", date(2024, 11, 5))):
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
        handed = sentenced(b, county, date(2025, 6, 25))
        handed.record.values["effective_date"] = None


@plant("no effective date, no service: counted from pronouncement; never registered → H01")
def effective_from_pronouncement(b: Builder) -> None:
    handed = sentenced(b, "150122", date(2025, 5, 14))
    values = handed.record.values
    values.update(effective_date=None, served_date=None)
    handed.effective = handed.trigger = effective_of_first_instance(values["pronounced_date"])


@plant("no effective date on a decision of second instance: effective when pronounced; never registered → H01")
def effective_of_second_instance(b: Builder) -> None:
    sentenced(b, "150205", date(2025, 7, 7), served_date=None).record.values["effective_date"] = None


@plant("published case: pronounced 2024-10-23, tenth day a Saturday, effective 2024-11-05 computed; reported in time → received")
def effective_published_case(b: Builder) -> None:
    person = b.person("150203")
    handed = b.sentence(person, "150203", effective=date(2024, 11, 5), penalty=("imprisonment", 6), probation=12,
                        pronounced_date=date(2024, 10, 23), served_date=None)  # fmt: skip
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


@plant("status 已生效 but the effective date lies ahead (2025-10-20) → not_in_force")
def effective_tomorrow(b: Builder) -> None:
    handed = sentenced(b, "150203", date(2025, 10, 20), pronounced_date=date(2025, 9, 29), served_date=date(2025, 10, 9))
    handed.record.born = date(2025, 10, 10)
    handed.announced = True


@plant("died before the deadline, never registered → explained (died)")
def died_before_deadline(b: Builder) -> None:
    for county in ("150105", "150207"):
        sentenced(b, county, date(2025, 6, 10)).person.died = date(2025, 6, 15)


@plant("died on the day of the deadline, never registered → explained (died)")
def died_on_deadline(b: Builder) -> None:
    handed = sentenced(b, "150202", date(2025, 7, 8))
    handed.person.died = handed.deadline


@plant("died a week after the deadline had passed unreceived → H01")
def died_after_deadline(b: Builder) -> None:
    handed = sentenced(b, "150102", date(2025, 5, 13))
    assert handed.deadline is not None
    handed.person.died = handed.deadline + timedelta(7)


@plant("in criminal detention or under arrest on the deadline and still → explained (custody)")
def in_custody_on_deadline(b: Builder) -> None:
    for county, kind in (("150203", "criminal_detention"), ("150104", "arrest"), ("150121", "compulsory_drug_isolation")):
        handed = sentenced(b, county, date(2025, 7, 15))
        handed.custody.append(b.custody(handed.person, kind, date(2025, 7, 20), None, county))


@plant("custody ended before the deadline, never registered → H01")
def custody_ended_before_deadline(b: Builder) -> None:
    handed = sentenced(b, "150105", date(2025, 7, 15))
    day = date(2025, 7, 17)
    handed.custody.append(b.custody(handed.person, "administrative_detention", day, day + timedelta(5), "150105"))


@plant("in custody on the deadline but released weeks ago, never registered → H01")
def custody_over_since(b: Builder) -> None:
    handed = sentenced(b, "150206", date(2025, 7, 15))
    handed.custody.append(b.custody(handed.person, "criminal_detention", date(2025, 7, 18), date(2025, 8, 20), "150206"))


@plant("on bail (取保候审), which does not excuse; never registered → H01")
def on_bail(b: Builder) -> None:
    handed = sentenced(b, "150204", date(2025, 7, 15))
    handed.custody.append(b.custody(handed.person, "bail", date(2025, 7, 10), None, "150204"))


@plant("moved before reporting: the transfer to a county outside was accepted → explained (transferred)")
def transferred_before_reporting(b: Builder) -> None:
    for county in ("150102", "150203"):
        handed = sentenced(b, county, date(2025, 5, 6))
        term = b.register(handed, unreported=True, ended_date=date(2025, 5, 19), final_status="transferred_out",
                          end_reason="transferred_out")  # fmt: skip
        b.transfer(term, "150602", date(2025, 5, 13), date(2025, 5, 19))


@plant("probation revoked before the person was ever registered → explained (revoked)")
def revoked_before_reporting(b: Builder) -> None:
    for county in ("150204", "150103"):
        handed = sentenced(b, county, date(2025, 3, 11))
        b.revocation(handed, "revoke_probation", date(2025, 4, 10), date(2025, 5, 6), "granted", date(2025, 5, 8))
        b.custody(handed.person, "arrest", date(2025, 5, 8), date(2025, 5, 30), county)


@plant("the petition to revoke was refused, never registered → H01 all the same")
def revocation_refused(b: Builder) -> None:
    handed = sentenced(b, "150221", date(2025, 3, 11))
    b.revocation(handed, "revoke_probation", date(2025, 4, 10), date(2025, 5, 6), "refused", None)


@plant("a later sentence combined the punishments (数罪并罚) → the earlier one explained (absorbed), the later received")
def absorbed(b: Builder) -> None:
    for county in ("150105", "150202"):
        first = sentenced(b, county, date(2025, 2, 18))
        second = b.sentence(first.person, county, effective=date(2025, 4, 22), penalty=("combined", 30), probation=42)
        first.absorbed_by = second
        received(b, second)


@plant("executes outside the region, nobody registered here → outside_region")
def outside_region(b: Builder) -> None:
    for county in ("150602", "130102", "150302"):
        sentenced(b, county, date(2025, 4, 15))


@plant("papers arrived, a file was opened (未报到), the person never came → H01, file opened")
def file_opened(b: Builder) -> None:
    for county, day in (("150104", date(2025, 6, 24)), ("150207", date(2025, 9, 11)), ("150223", date(2025, 4, 1))):
        b.register(sentenced(b, county, day), unreported=True)


@plant("a file was opened for a parolee who never came → H07, file opened")
def file_opened_parole(b: Builder) -> None:
    b.register(b.release("150205", "parole", date(2025, 7, 22)), unreported=True)


@plant("sentenced again after the first term had ended in good order: two sentences, two register rows → both received")
def second_sentence(b: Builder) -> None:
    for county, other in (("150102", "150105"), ("150202", "150202"), ("150221", "150207")):
        first = sentenced(b, county, date(2023, 3, 14), penalty=("imprisonment", 6), probation=12)
        received(b, first)
        second = b.sentence(first.person, other, effective=date(2025, 3, 11), penalty=("imprisonment", 10), probation=24)
        received(b, second)


@plant("received, and the second of two sentences never: the person's old register row must not stand in → H01")
def second_sentence_never_received(b: Builder) -> None:
    first = sentenced(b, "150203", date(2023, 5, 16), penalty=("imprisonment", 6), probation=12)
    received(b, first)
    b.sentence(first.person, "150203", effective=date(2025, 6, 10), penalty=("imprisonment", 8), probation=18)


@plant("papers late or never noted, person received in time → H03 (later rule) only")
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
