"""Never registered, and there is a reason — or something that only looks like one (rules §2)."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.planted.registry import plant, received, sentenced


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
    for county, kind in (
        ("150203", "criminal_detention"),
        ("150104", "arrest"),
        ("150121", "compulsory_drug_isolation"),
    ):
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
    handed.custody.append(
        b.custody(handed.person, "criminal_detention", date(2025, 7, 18), date(2025, 8, 20), "150206")
    )


@plant("on bail (取保候审), which does not excuse; never registered → H01")
def on_bail(b: Builder) -> None:
    handed = sentenced(b, "150204", date(2025, 7, 15))
    handed.custody.append(b.custody(handed.person, "bail", date(2025, 7, 10), None, "150204"))


@plant("moved before reporting: the transfer to a county outside was accepted → explained (transferred)")
def transferred_before_reporting(b: Builder) -> None:
    for county in ("150102", "150203"):
        handed = sentenced(b, county, date(2025, 5, 6))
        term = b.register(
            handed,
            unreported=True,
            ended_date=date(2025, 5, 19),
            final_status="transferred_out",
            end_reason="transferred_out",
        )
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


@plant(
    "a later sentence combined the punishments (数罪并罚) → the earlier one explained (absorbed), the later received"
)
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
        second = b.sentence(
            first.person, other, effective=date(2025, 3, 11), penalty=("imprisonment", 10), probation=24
        )
        received(b, second)


@plant("received, and the second of two sentences never: the person's old register row must not stand in → H01")
def second_sentence_never_received(b: Builder) -> None:
    first = sentenced(b, "150203", date(2023, 5, 16), penalty=("imprisonment", 6), probation=12)
    received(b, first)
    b.sentence(first.person, "150203", effective=date(2025, 6, 10), penalty=("imprisonment", 8), probation=18)
