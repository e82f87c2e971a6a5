"""From answers to what the report says of them: per clue, per document, and in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipelines import ledger
from pipelines.answers import Answer, Effect, effect
from pipelines.answers.contents import said_in_reply, said_of_clue, said_of_document
from pipelines.answers.effects import last_word
from pipelines.answers.form import INSTRUMENTS, REASONS, REPLIES, VERDICTS
from pipelines.answers.marks import NOTHING, UNSHOWN, Mark, content_digest
from pipelines.law.statutes import UNVERIFIED
from pipelines.reports.answered import Answered, Answers, Issued, Proved, Rate, Tally
from pipelines.reports.dossier import Clue
from pipelines.reports.reading import NightData
from pipelines.reports.wording import ANSWER_STATES, DOCUMENT_STATES, SOURCES

#: Answers whose cells are left empty in the workbook: the same answer again is a new one.
TO_BE_GIVEN_ANEW = frozenset({"evidence_changed", "came_back", "still_there", "waiver_over"})
#: Shares of fewer answers than this are said to rest on few.
FEW = 10


def effect_of(data: NightData, finding_id: str, evidence: str) -> Effect:
    """What the answers do to a clue of tonight."""
    status = data.statuses[finding_id]
    days = data.night.settings.corrected_grace_days
    return effect(data.said_of.get(finding_id, ()), data.night.business_date, evidence, status.changed_on, days)


def answered(found: Effect, night: date) -> Answered | None:
    """The answer as the clue shows it; None where nobody said anything that is still to be told."""
    word = found.word
    if word is None:
        return None
    tone, template = ANSWER_STATES[found.state]
    until = word.until.isoformat() if word.until else ""
    said = template.format(days=(night - word.from_night).days, until=until, since=word.from_night)
    if found.evidence_changed and found.state != "evidence_changed":
        said += "；答复后所依据的记录有变化，请复核"
    return Answered(
        state=found.state,
        label=VERDICTS[word.kind],
        tone=tone,
        said=said,
        verdict=word.kind,
        reason=REASONS.get(word.reason, ""),
        note=word.details.get("note", ""),
        owner=word.details.get("owner", ""),
        author=word.author,
        since=word.from_night,
        until=word.until,
        shown=found.state not in TO_BE_GIVEN_ANEW,
    )


def issued_on(data: NightData, finding_id: str) -> tuple[Issued, ...]:
    """Documents that name a clue, newest first."""
    return tuple(_issued(data, each) for each in reversed(data.documents_of.get(finding_id, [])))


def mark_of(data: NightData, finding_id: str, evidence: str, shows: bool, documents: Sequence[Issued]) -> str:
    """The mark of a clue's row, with what `said_*` make of the words that stand; `shows`: it fills its cells."""
    night = data.night.business_date
    word = last_word(data.said_of.get(finding_id, ()), night)
    verdict = content_digest(said_of_clue(word)) if word is not None else NOTHING
    shown = [verdict if shows or word is None else UNSHOWN + verdict]
    newest = documents[0].document_id if documents else ""
    shown += [
        content_digest(said(data.standing[family, newest, ""])) if (family, newest, "") in data.standing else NOTHING
        for family, said in (("document", said_of_document), ("reply", said_in_reply))
    ]
    return Mark(night, finding_id, evidence, tuple(shown)).text()


def answers_of(data: NightData, clues: Sequence[Clue], off_list: Sequence[Clue], county: str) -> Answers:
    """Page one's figures for the region or one county; `clues` and `off_list` are that report's own."""
    states = Counter(clue.answered.state for clue in (*clues, *off_list) if clue.answered)
    tallies = tuple(
        Tally(label, states[state], meaning, ANSWER_STATES[state][0]) for state, (label, meaning) in TALLIES.items()
    )
    documents = [
        each
        for each in data.documents
        if not county or any(_county(data, finding) == county for finding in each.findings)
    ]
    figures = ledger.adoption(documents)
    return Answers(
        tallies=tallies,
        documents=tuple(_issued(data, each) for each in sorted(documents, key=_urgent)),
        rates=_rates(figures),
        notes=_notes(figures),
        proved=tuple(_proved(data, line) for line in ledger.precision(data.verdicts_on_clues, county)),
    )


TALLIES = {
    "confirmed": ("属实", "仍列在线索中，等待发文、回复或者消除"),
    "corrected": ("已纠正", "等待数据印证后消除"),
    "still_there": ("已纠正而数据仍在", "答复已纠正，超过期限数据中仍未消除"),
    "came_back": ("答复后再现", "答复后曾不再列出，又再次列出"),
    "evidence_changed": ("不属实后证据有变化", "已退回线索，请重新核查"),
    "waiver_over": ("不予处理已到期", "已退回线索"),
    "unfounded": ("不属实", "已移出线索，证据不变不再列出"),
    "waived": ("不予处理", "到期日前已移出线索"),
}


def _county(data: NightData, finding_id: str) -> str:
    status = data.statuses.get(finding_id)
    return status.county if status else ""


def _urgent(document: ledger.Document) -> tuple[bool, date, str]:
    done = document.state in ("answered", "answered_late", "settled")
    return (done, document.due or date.max, document.document_id)


def _issued(data: NightData, document: ledger.Document) -> Issued:
    tone, template = DOCUMENT_STATES[document.state]
    words: Answer = data.standing["document", document.document_id, ""]
    parts = [("消除", document.resolved), ("仍在", document.there), ("不能判断", document.unknown)]
    return Issued(
        document_id=document.document_id,
        instrument=document.kind,
        label=INSTRUMENTS.get(document.kind, document.kind),
        number=document.number,
        served_on=document.served_on,
        addressee=document.addressee,
        reply_by=words.details.get("reply_by", ""),
        due=document.due,
        arithmetic=document.arithmetic,
        reply=document.reply,
        reply_label=REPLIES.get(document.reply, ""),
        replied_on=document.replied_on,
        state=document.state,
        state_label=_state_label(template, document),
        tone=tone,
        finding_ids=document.findings,
        outcome="、".join(f"{name}{len(findings)}" for name, findings in parts if findings),
    )


def _state_label(template: str, document: ledger.Document) -> str:
    """How it stands; what is said of a term whose law is not verified says so."""
    told = template.format(days=document.days, due=document.due or "（未定）")
    on_the_term = document.due is not None and "{" in template
    return told if document.verified or not on_the_term else told + UNVERIFIED


def _rates(figures: ledger.Adoption) -> tuple[Rate, ...]:
    adopted = figures.adopted + figures.adopted_in_part
    rates = (
        ("采纳率（采纳÷发出）", adopted, figures.issued),
        ("采纳率（采纳÷已回复）", adopted, figures.replied),
        ("回复率（已回复÷发出）", figures.replied, figures.issued),
        ("数据印证（所列线索已消除÷所列线索）", figures.clues_resolved, figures.clues),
    )
    return tuple(Rate(label, part, whole, share_of(part, whole)) for label, part, whole in rates)


def _notes(figures: ledger.Adoption) -> tuple[str, ...]:
    told = (
        (figures.adopted_in_part, "采纳中部分采纳 {} 份"),
        (figures.rejected, "不采纳 {} 份"),
        (figures.review_requested, "单位申请复查 {} 份"),
        (figures.overdue, "逾期 {} 份"),
        (figures.oral, "口头纠正 {} 次，不计入上述各率"),
        (figures.to_escalate, "口头纠正七日后仍未纠正 {} 次，应发出纠正违法通知书"),
        (figures.adopted_yet_there, "回复采纳而数据中仍在的线索 {} 条"),
        (figures.clues_unknown, "所列线索中不能判断是否消除的 {} 条"),
    )
    return tuple(text.format(count) for count, text in told if count)


def _proved(data: NightData, line: ledger.PrecisionLine) -> Proved:
    datasets = data.night.contracts.datasets
    names = {
        "all": "全部",
        "rule": f"{line.key} {data.rule_label(line.key)}",
        "county": data.county_name(line.key) or "县区不明",
        "dataset": f"{SOURCES.get(line.key.split('.')[0], '')}“{datasets[line.key].title}”"
        if line.key in datasets
        else line.key,
    }
    return Proved(
        dimension=line.dimension,
        name=names[line.dimension],
        true=line.confirmed + line.corrected,
        unfounded=line.unfounded,
        waived=line.waived,
        judged=line.judged,
        share=line.share,
        reasons="、".join(f"{REASONS.get(reason, reason)}{count}" for reason, count in line.reasons),
    )


def share_of(part: int, whole: int) -> str:
    """Per cent to one decimal, for reading; empty where the whole is nothing."""
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)) if whole else ""
