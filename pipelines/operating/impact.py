"""Which recorded nights would be computed from something else now, and from what: said before anything is redone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines import answers, landing, ledger, rules
from pipelines.landing.retiring import horizon
from pipelines.settings import Night, Settings

#: what the manifest names one by one → in words
VERSIONS = {
    "contract_version": "contract",
    "law_version": "law",
    "model": "identity model",
    "settings": "settings",
}


@dataclass(frozen=True, order=True)
class Change:
    """One input of a night that differs: `kind` of input, and which; never a value of a row."""

    kind: str
    what: str


@dataclass(frozen=True)
class Impact:
    """A recorded night and what it would be computed from that it was not."""

    night: date
    changes: tuple[Change, ...]


def changes(night: Night) -> tuple[Change, ...]:
    """What a recorded night would be computed from now that differs from its manifest.

    Raises:
        LedgerError: the night is not recorded.
    """
    recorded = ledger.manifest(night)
    found = set()
    before = {(each["dataset"], each["delivery_id"]): each["sequence"] for each in recorded["deliveries"]}
    now = {(each.dataset, each.delivery_id): each.sequence for each in landing.deliveries(night)}
    for dataset, delivery in before.keys() | now.keys():
        if before.get((dataset, delivery)) != now.get((dataset, delivery)):
            gone = "" if (dataset, delivery) in now else ", no longer there"
            found.add(Change("delivery", f"{dataset} {delivery}{gone}"))
    for key, value in ledger.versions(night).items():
        if recorded.get(key) != value:
            found.add(Change(VERSIONS[key], f"{recorded.get(key, 'none')} → {value}"))
    if recorded["answers"]["all"] != answers.fingerprint(night.settings, night.business_date):
        found.add(Change("answers", "people have said something since that counts for the night"))
    shipped = {rule.id: rule.version for rule in rules.load_rules(night.contracts)}
    for rule in shipped.keys() | recorded["rules"].keys():
        if shipped.get(rule) != recorded["rules"].get(rule):
            versions = [str(each.get(rule, "none")) for each in (recorded["rules"], shipped)]
            found.add(Change("rule", f"{rule} {' → '.join(versions)}"))
    return tuple(sorted(found))


def changed_nights(settings: Settings) -> list[Impact]:
    """Every recorded night with a change, oldest first: these, and no others, would come out differently recorded.

    Nights that retention has put out of reach cannot be computed again and are left out.
    """
    nights = [Night.of(settings, day) for day in _within_reach(settings)]
    return [Impact(night.business_date, found) for night in nights if (found := changes(night))]


def nights_of_delivery(settings: Settings, business_date: date, received: date | None = None) -> list[date]:
    """The recorded nights that would know a delivery of a business date, had it come on night `received`.

    Where no night is given it counts as come in time: every night from its business date on knows it.
    """
    first = max(business_date, received or business_date)
    return [day for day in _within_reach(settings) if day >= first]


def _within_reach(settings: Settings) -> list[date]:
    first = horizon(Night.of(settings, date.min).landing)
    return [day for day in ledger.known_nights(settings) if first is None or day >= first]
