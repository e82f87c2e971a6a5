"""Custody that explains silence, and how terms end: on their day, too late, or with the person's death."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.legal_calendar import add_months
from data.generator.planted.registry import plant, received, sentenced, silent_since, supervised
from data.generator.supervision import accompany
from data.generator.world import Term


@plant("in full custody since before the interval ended → explained (custody)")
def custody_explains_silence(b: Builder) -> None:
    for county, kind in (
        ("150102", "criminal_detention"),
        ("150203", "arrest"),
        ("150121", "compulsory_drug_isolation"),
    ):
        term = supervised(b, county, "ordinary")
        silent_since(b, term, date(2025, 9, 18))
        term.custody.append(b.custody(term.person, kind, date(2025, 9, 20), None, county))


@plant("released from detention on 10-09: the clock restarts there → in contact")
def custody_just_ended(b: Builder) -> None:
    term = supervised(b, "150104", "ordinary")
    silent_since(b, term, date(2025, 9, 16))
    term.custody.append(b.custody(term.person, "criminal_detention", date(2025, 9, 18), date(2025, 10, 9), "150104"))


@plant("on bail (取保候审), which does not excuse → S01")
def bail_does_not_excuse(b: Builder) -> None:
    term = supervised(b, "150202", "ordinary")
    silent_since(b, term, date(2025, 9, 18))
    term.custody.append(b.custody(term.person, "bail", date(2025, 9, 20), None, "150202"))


def _kept(b: Builder, county: str, end: date, *, months: int = 12, kind: str = "probation") -> Term:
    """Still in correction although the term ends on `end`."""
    effective = add_months(end + timedelta(1), -months)
    given = (
        {"penalty": ("imprisonment", 8), "probation": months}
        if kind == "probation"
        else {"penalty": ("surveillance", months)}
    )
    handed = sentenced(b, county, effective, kind=kind, **given)
    term = b.register(handed, ended=None, level="ordinary")
    assert term.record.values["end_date"] == end
    accompany(b, term, contacts=False)
    b.contacts(term, since=min(end - timedelta(60), date(2025, 8, 6)), last=end)
    return term


@plant("still in correction after the last day, nothing open → E01 (a wrong against the person)")
def kept_past_the_end(b: Builder) -> None:
    _kept(b, "150105", date(2025, 10, 1))
    _kept(b, "150203", date(2025, 8, 31))
    _kept(b, "150103", date(2025, 5, 20))
    _kept(b, "150222", date(2025, 9, 12), kind="public_surveillance")


@plant("the last day is 10-15, and nobody discharges: E01 only from the night after its register was delivered (10-17)")
def kept_from_the_first_night(b: Builder) -> None:
    _kept(b, "150102", date(2025, 10, 15))


@plant("past the end, but in criminal custody → no E01")
def kept_in_custody(b: Builder) -> None:
    term = _kept(b, "150204", date(2025, 9, 25))
    term.custody.append(b.custody(term.person, "criminal_detention", date(2025, 9, 20), None, "150204"))


@plant("past the end, but a petition to revoke is pending → no E01")
def kept_with_petition(b: Builder) -> None:
    term = _kept(b, "150207", date(2025, 10, 8))
    handed = next(sentence for sentence in b.world.sentences if term in sentence.terms)
    term.petitions.append(
        b.sanction(
            term, "petition_revoke_probation", date(2025, 9, 22), date(2025, 9, 28), "违反监督管理规定，情节严重"
        )
    )
    b.revocation(handed, "revoke_probation", date(2025, 9, 29), None, "pending", None)


@plant("discharged exactly on the last day, on and around the nights → nothing")
def discharged_on_the_day(b: Builder) -> None:
    for county, end in (
        ("150102", date(2025, 10, 14)),
        ("150203", date(2025, 10, 15)),
        ("150104", date(2025, 10, 16)),
        ("150202", date(2025, 10, 17)),
        ("150105", date(2025, 10, 18)),
    ):
        handed = sentenced(b, county, add_months(end + timedelta(1), -12), penalty=("imprisonment", 8), probation=12)
        received(b, handed)


@plant("died weeks ago, still in correction → explained (died); E03")
def died_not_ended(b: Builder) -> None:
    term = supervised(b, "150207", "ordinary")
    silent_since(b, term, date(2025, 8, 26))
    term.person.died = date(2025, 8, 30)


@plant("contacts go on after the death → E03 with a sign of fraud")
def contacts_after_death(b: Builder) -> None:
    term = supervised(b, "150205", "ordinary")
    b.contacts(term)
    term.person.died = date(2025, 9, 3)


@plant("died a week ago, the file still open: within thirty days → nothing")
def died_just_now(b: Builder) -> None:
    term = supervised(b, "150204", "ordinary")
    silent_since(b, term, date(2025, 10, 6))
    term.person.died = date(2025, 10, 8)
