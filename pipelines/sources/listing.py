"""Everything on offer tonight: the declared sources, and the inbox folder for datasets nobody declares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from pipelines.settings import Night
from pipelines.sources import inbox
from pipelines.sources.connections import connection
from pipelines.sources.declarations import Declared, declarations, kinds
from pipelines.sources.faults import DeclarationError, SourceError, raise_failures
from pipelines.sources.offers import Listing, Offer, Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Expected:
    """One dataset a declaration expects every day; `by` is a moment in Shanghai."""

    dataset: str
    by: datetime
    source: str
    owner: str


def available(night: Night, source: str | None = None) -> Listing:
    """Everything on offer up to the night's business date, sorted; one failing source keeps no other out.

    Args:
        night: settings, contracts and business date D; later deliveries are not offered.
        source: the system `court`, `police` or `justice` alone; all of them when left away.

    Raises:
        SourceError: an unknown system is asked for.
        DeclarationError: a declaration is wrong.
    """
    systems = night.contracts.sources if source is None else (source,)
    if unknown := set(systems) - set(night.contracts.sources):
        raise SourceError(f"unknown source {sorted(unknown)}; known: {', '.join(night.contracts.sources)}")
    declared = declarations(night)
    claimed = {dataset: each.name for each in declared for dataset in each.datasets}
    offers: list[Offer] = []
    problems: list[Problem] = []
    failures: list[SourceError] = []
    if any(dataset.id not in claimed for system in systems for dataset in night.contracts.of_source(system)):
        _collect(lambda: inbox.offers(night, systems, claimed), offers, problems, failures)
    for each in declared:
        if each.terms.system in systems:
            _collect(partial(kinds()[each.terms.kind].offers, night, each), offers, problems, failures)
    problems.extend(_awaited(night, declared, systems, offers))
    return Listing(
        tuple(sorted(offers, key=lambda offer: (offer.dataset, offer.business_date, offer.known_from or date.min))),
        tuple(sorted(problems, key=lambda found: (found.dataset, found.business_date or date.min, found.path))),
        tuple(failures),
    )


def expected(night: Night, source: str | None = None) -> list[Expected]:
    """What the declarations expect for business date D, and by when; for whoever waits or asks."""
    return _expected(night, [each for each in declarations(night) if source in (None, each.terms.system)])


def run(night: Night, source: str | None = None) -> dict[str, int]:
    """Look at what is on offer; lands nothing.

    Returns:
        Counts: offered, problems.

    Raises:
        SourceError: as `available`, or a source as a whole cannot be read; `SourceUnreachableError` (which is a
            ConnectionError) where a retry may help.
    """
    listing = available(night, source)
    raise_failures(listing.failures)
    return {"offered": len(listing.offers), "problems": len(listing.problems)}


def standing(night: Night) -> list[tuple[str, bool, str]]:
    """Each declared source for `doctor`: name, in order or not, and what it is; no server is asked.

    A wrong declaration is one entry that says so.
    """
    try:
        declared = declarations(night)
    except DeclarationError as error:
        return [("sources", False, str(error))]
    found = []
    for each in declared:
        terms = each.terms
        hour = f", expected by {terms.expected_by:%H:%M}" if terms.expected_by else ""
        days = terms.schedule if isinstance(terms.schedule, str) else "on " + ", ".join(map(str, terms.schedule))
        text, in_order = f"{terms.kind}: {', '.join(each.datasets)}; {days}{hour}; owner: {terms.owner}", True
        if named := getattr(terms, "connection", None):
            try:
                connection(named)
            except SourceError as error:
                text, in_order = str(error), False
        found.append((f"source {each.name}", in_order, text))
    return found


def uses_inbox(night: Night) -> bool:
    """True where some dataset is in no declaration, so that the inbox folder has to be there."""
    try:
        claimed = {dataset for each in declarations(night) for dataset in each.datasets}
    except DeclarationError:
        return True
    return not claimed >= set(night.contracts.datasets)


def _collect(
    ask: Callable[[], Listing], offers: list[Offer], problems: list[Problem], failures: list[SourceError]
) -> None:
    try:
        listing = ask()
    except SourceError as error:
        failures.append(error)
        return
    offers.extend(listing.offers)
    problems.extend(listing.problems)


def _expected(night: Night, declared: Sequence[Declared]) -> list[Expected]:
    day = night.business_date + timedelta(days=1)
    return [
        Expected(dataset, datetime.combine(day, each.terms.expected_by, SHANGHAI), each.name, each.terms.owner)
        for each in declared
        if each.terms.expected_by is not None and each.terms.due(night.business_date)
        for dataset in each.datasets
    ]


def _awaited(
    night: Night, declared: Sequence[Declared], systems: Sequence[str], offers: Sequence[Offer]
) -> list[Problem]:
    there = {offer.dataset for offer in offers if offer.business_date == night.business_date}
    asked = [each for each in declared if each.terms.system in systems]
    day = night.business_date.isoformat()
    return [
        Problem(
            each.dataset,
            night.business_date,
            f"{each.source}:{each.dataset}/{day}",
            "awaited",
            f"{each.dataset} of {day} is not there; source {each.source} is expected by "
            f"{each.by:%Y-%m-%d %H:%M} (Shanghai); ask {each.owner}",
        )
        for each in _expected(night, asked)
        if each.dataset not in there
    ]
