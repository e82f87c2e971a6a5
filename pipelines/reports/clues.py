"""From a finding's row and its status to the clue a prosecutor reads."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pipelines.answers import evidence_digest
from pipelines.contracts import Contracts
from pipelines.law.statutes import UNVERIFIED
from pipelines.ledger import Status
from pipelines.reports.answering import answered, effect_of, issued_on, mark_of
from pipelines.reports.comparing import compared, disputed, moments
from pipelines.reports.dossier import Article, Clue, Evidence, Gone, Link, Person, Reach, Value
from pipelines.reports.reading import NightData, Row
from pipelines.reports.weighing import weighing
from pipelines.reports.wording import (
    BANDS,
    COVERAGE_STATES,
    GONE,
    GROUPS,
    ID_NOTES,
    LABELS,
    SOURCES,
    STATUS_NOTES,
    STATUS_ORDER,
    TIERS,
)


def clues(data: NightData) -> list[Clue]:
    """Every finding of the night, wrongs against the person first, then new before old, strong before weak."""
    people = data.records(row["person_record"] for row in data.findings if row["person_record"])
    found = [_clue(data, row, people.get(row["person_record"] or "")) for row in data.findings]
    return sorted(found, key=_order)


def gone(data: NightData, *, since_last_night: bool) -> list[Gone]:
    """Clues that left tonight; or, with `since_last_night` False, those suspended on an earlier night and still so."""
    night = data.night.business_date
    chosen = [
        status
        for status in data.statuses.values()
        if status.status in ("resolved", "suspended")
        and status.finding_id not in data.suspects  # never listed, so it cannot leave the list
        and (status.changed_on == night) is since_last_night
        and (since_last_night or status.status == "suspended")
    ]
    by_night: dict[date, list[Status]] = {}
    for status in chosen:
        by_night.setdefault(status.last_seen, []).append(status)
    listed: list[Gone] = []
    for day, of_day in sorted(by_night.items()):
        rows = data.findings_of(day, [status.finding_id for status in of_day])
        listed.extend(_gone(data, status, rows.get(status.finding_id)) for status in of_day)
    return sorted(listed, key=lambda one: (STATUS_ORDER[one.status], one.rule_id, one.finding_id))


def group_of(rule_id: str, wrong_against_person: bool) -> str:
    """The section of the report a clue stands in."""
    if wrong_against_person:
        return "wrongs"
    return rule_id[0] if rule_id[0] in GROUPS else "other"


def _order(clue: Clue) -> tuple[Any, ...]:
    group = list(GROUPS).index(clue.group)
    return (group, clue.rule_id, STATUS_ORDER[clue.status], clue.tier, -(clue.days or 0), clue.finding_id)


def _clue(data: NightData, row: Row, person: Row | None) -> Clue:
    contracts = data.night.contracts
    document = json.loads(row["document"])
    status = data.statuses[row["finding_id"]]
    evidence = tuple(_evidence(contracts, one) for one in document["evidence"])
    titles = {one.record_id: f"{one.source}“{one.title}”" for one in evidence}
    links = tuple(
        Link(
            (titles.get(link["record_a"], link["record_a"]), titles.get(link["record_b"], link["record_b"])),
            link["exact"],
            link["explanation"] or "",
            weighing(data.cited_pairs.get((link["record_a"], link["record_b"])), data.night.settings.identity_weights),
        )
        for link in document["links"]
    )
    needed = tuple(_reach(contracts, one, covers=bool(one["covers"])) for one in document["coverage"])
    shown = _person(row, person)
    rests_on = evidence_digest(row, data.night.settings.pseudonym_key.get_secret_value())
    effect = effect_of(data, row["finding_id"], rests_on)
    told = answered(effect, data.night.business_date)
    documents = issued_on(data, row["finding_id"])
    return Clue(
        finding_id=row["finding_id"],
        rule_id=row["rule_id"],
        label=row["title"],
        title=document["rule"]["title"],
        question=document["rule"]["question"],
        group=group_of(row["rule_id"], row["wrong_against_person"]),
        wrong_against_person=row["wrong_against_person"],
        county=row["county"] or "",
        county_name=data.county_name(row["county"]),
        status=status.status,
        status_note=STATUS_NOTES.get((status.status, status.why), ""),
        first_seen=status.first_seen,
        nights_seen=status.nights_seen,
        tier=row["tier"],
        tier_reason=_tier_reason(row["tier"], needed, links, shown),
        person=shown,
        case_no=row["case_no"] or "",
        correction_type=_label(contracts, "correction_type", row["correction_type"]),
        since=row["since"],
        days=row["days"],
        band=BANDS.get(row["band"] or "", row["band"] or ""),
        summary=row["summary"],
        arithmetic=row["arithmetic"] or "",
        moments=moments(evidence, row["since"], data.night.business_date),
        evidence=evidence,
        compared=compared(evidence),
        disputed=disputed(row["finding_key"], compared(evidence)),
        links=links,
        law=tuple(_article(one) for one in document["law"]),
        duty=tuple(document["duty"]),
        instrument=document["instrument"],
        clears=tuple(document["clears"]),
        needed=needed,
        searched=tuple(_reach(contracts, one, what=one["what"]) for one in document["searched"]),
        answered=told,
        documents=documents,
        off_list=effect.off_the_list,
        mark=mark_of(data, row["finding_id"], rests_on, bool(told and told.shown), documents),
    )


def _gone(data: NightData, status: Status, row: Row | None) -> Gone:
    label = row["title"] if row else data.night.settings.label(status.rule_id, status.rule_id)
    return Gone(
        finding_id=status.finding_id,
        rule_id=status.rule_id,
        label=label,
        county_name=data.county_name(status.county),
        status=status.status,
        changed_on=status.changed_on,
        last_seen=status.last_seen,
        note=GONE[status.status, status.why],
        name=(row["person_name"] or "") if row else "",
        case_no=(row["case_no"] or "") if row else "",
        summary=row["summary"] if row else "该夜数据已不在，仅存台账记录",
        data=status.audience == "data_engineer",
        county=status.county,
    )


def _person(row: Row, fact: Row | None) -> Person:
    number = (fact or {}).get("id_no") or ""
    state = (fact or {}).get("id_no_state") or ""
    note = ID_NOTES.get(state, "") if number else ""
    if fact is not None and not number:
        note = "无证件号码"
    return Person(row["person_name"] or "", number, note)


def _tier_reason(tier: str, needed: tuple[Reach, ...], links: tuple[Link, ...], person: Person) -> str:
    """What the tier means, and what in this clue is visibly weak."""
    weak = [f"{one.title}只到{one.covered_to or '（从未收到）'}" for one in needed if not one.covers]
    weak.extend(f"{link.sides[0]}与{link.sides[1]}的身份未经有效证件号码确认" for link in links if not link.exact)
    if person.id_note and person.id_note != ID_NOTES["valid_15"]:
        weak.append(f"证件号码：{person.id_note}")
    meaning = TIERS.get(tier, tier)
    return meaning if tier == "A" or not weak else f"{meaning}较弱之处：{'；'.join(weak)}。"


def _evidence(contracts: Contracts, one: dict[str, Any]) -> Evidence:
    dataset = contracts.datasets[one["dataset"]]
    values = tuple(
        Value(
            column=value["column"],
            type=dataset.column[value["column"]].type,
            label=LABELS.get((dataset.id, value["column"]), dataset.column[value["column"]].headers[0]),
            received=value["received"] or "",
            computed=value.get("computed") or "",
        )
        for value in one["values"]
    )
    source = SOURCES.get(dataset.source, dataset.source)
    return Evidence(one["record_id"], source, dataset.id, dataset.title, one["file"], one["line"], values)


def _reach(contracts: Contracts, one: dict[str, Any], *, covers: bool = True, what: str = "") -> Reach:
    dataset = contracts.datasets[one["dataset"]]
    title = f"{SOURCES.get(dataset.source, dataset.source)}“{dataset.title}”"
    state = one["state"] or "missing"
    return Reach(title, what, one["covered_to"] or "", COVERAGE_STATES.get(state, state), covers)


def _article(one: dict[str, Any]) -> Article:
    text = one["text"] or f"《{one['title']}》{one['article']}"
    if not one["verified"] and "待核" not in text:
        text += UNVERIFIED
    since, until = one["in_force_from"] or "", one["in_force_to"] or ""
    in_force = (f"{since}起施行" if since else "") + (f"，至{until}止" if until else "")
    return Article(text, one.get("gist") or "", in_force, bool(one["verified"]))


def _label(contracts: Contracts, code_list: str, term: str | None) -> str:
    if not term:
        return ""
    return contracts.codes[code_list].label_by_term.get(term, term)
