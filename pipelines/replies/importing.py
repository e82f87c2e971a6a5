"""Takes filled-in workbooks back: all clear answers in one transaction; conflicts and problems listed, not written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines import answers
from pipelines.answers import Answer
from pipelines.answers.marks import Mark, read_mark
from pipelines.replies.filled import Read, RowOf, Statement, read_clue, read_pair
from pipelines.replies.knowledge import Knowledge, digest_of
from pipelines.replies.reading import Filled, FilledRow, Place, ReplyError, read_file
from pipelines.reports.reviews import pair_id
from pipelines.settings import Settings

TORN = "行标识与编号不是同一条：可能只对部分列排了序；请用原工作簿重填"
BROKEN = "行标识被改动，不能确定是哪一条；请从原工作簿复制该行"


@dataclass
class Result:
    """What an import did: `recorded` answers with their places; everything else that was found, by place.

    `untouched`: answers shown in the workbook that nobody changed; `known`: said before, word for word.
    """

    recorded: list[tuple[Place, Answer]] = field(default_factory=list)
    problems: list[tuple[Place, str]] = field(default_factory=list)
    conflicts: list[tuple[Place, str]] = field(default_factory=list)
    remarks: list[tuple[Place, str]] = field(default_factory=list)
    known: int = 0
    untouched: int = 0
    files: list[Filled] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Everything that was filled in has been taken."""
        return not (self.problems or self.conflicts)

    def clean_files(self) -> list[Filled]:
        """Files of which nothing is left to be taken."""
        left = {place.file for place, _ in (*self.problems, *self.conflicts)}
        return [file for file in self.files if file.name not in left]

    @property
    def counts_from(self) -> date | None:
        """The first night that what was recorded counts for; None where nothing was."""
        return min((answer.from_night for _, answer in self.recorded), default=None)

    def counts(self) -> dict[str, int]:
        """For a log: how many of each, nothing personal."""
        return {
            "files": len(self.files),
            "recorded": len(self.recorded),
            "known": self.known,
            "untouched": self.untouched,
            "problems": len(self.problems),
            "conflicts": len(self.conflicts),
        }

    def as_json(self) -> dict[str, Any]:
        """For machines: counts, kinds of what was recorded, and every listed place with its sentence."""
        listed = {
            name: [{"file": place.file, "sheet": place.sheet, "row": place.row, "text": text} for place, text in found]
            for name, found in (("problems", self.problems), ("conflicts", self.conflicts), ("remarks", self.remarks))
        }
        kinds = Counter(answer.kind for _, answer in self.recorded)
        return {"counts": self.counts(), "kinds": dict(sorted(kinds.items())), **listed}


def import_files(
    settings: Settings,
    files: Sequence[Path],
    *,
    given_at: datetime,
    author: str = "",
    accept: Sequence[Path] = (),
    night: date | None = None,
    dry_run: bool = False,
) -> Result:
    """Take filled-in workbooks back.

    Args:
        given_at: the moment of the import, naive Shanghai time, from the edge.
        author: who answered where neither row nor workbook says so.
        accept: files among `files` whose answers win over other copies and over what stands.
        night: of rows that have lost their mark, where the workbook's explanation is gone as well.
        dry_run: list everything, write nothing.

    Raises:
        LedgerError: the ledger cannot be read or written; nothing has been written then.
    """
    while True:
        try:
            return _import(settings, files, given_at, author, {_name(path, files) for path in accept}, night, dry_run)
        except answers.ChainMovedError:  # somebody else answered meanwhile: what stands has to be looked at again
            continue


def _import(
    settings: Settings,
    files: Sequence[Path],
    given_at: datetime,
    author: str,
    wins: set[str],
    night: date | None,
    dry_run: bool,
) -> Result:
    result, known = Result(), Knowledge(settings)
    statements: list[Statement] = []
    for path in sorted(set(files)):
        try:
            filled = read_file(path)
        except ReplyError as error:
            result.problems.append((Place(path.name), str(error).removeprefix(f"{path.name}: ")))
            continue
        filled = Filled(_name(path, files), *(getattr(filled, name) for name in _REST))
        result.files.append(filled)
        result.problems.extend((Place(filled.name, place.sheet), text) for place, text in filled.unreadable)
        for row in filled.rows:
            place = Place(filled.name, row.place.sheet, row.place.row)
            read = _read_row(row, place, filled, known, author, night, given_at)
            statements.extend(read.statements)
            result.untouched += read.untouched
            result.problems.extend((place, text) for text in read.problems)
            result.remarks.extend((place, text) for text in read.remarks)
    chosen = _settled(statements, known, wins, result)
    if chosen and not dry_run:
        answers.record(settings, *(each.answer for each in chosen), seen=len(known.said))
    result.recorded = [(each.place, each.answer) for each in chosen]
    result.remarks.extend(_changed_since(chosen, known))
    return result


_REST = ("sha256", "rows", "filled_in_by", "night", "unreadable")


def _name(path: Path, files: Sequence[Path]) -> str:
    """The file's name, with its folders where two files have one name."""
    same = [other for other in set(files) | {path} if other.name == path.name]
    return path.name if len(same) == 1 else str(path)


def _read_row(
    row: FilledRow, place: Place, filled: Filled, known: Knowledge, author: str, night: date | None, given_at: datetime
) -> Read:
    cells = {name: text for name, text in row.cells.items() if name != "author"}
    if not any(cells.values()):
        return Read()
    mark = _mark(row, filled.night or night, known)
    if isinstance(mark, str):
        return Read(problems=[mark])
    by = row.cells.get("author") or filled.filled_in_by or author
    bases = tuple(mark.base(group) for group in range(len(mark.shown)))
    missing = len(row.cells) < (3 if row.of_pairs else 13)
    before = known.before(mark.about, bases) if missing else {}
    of = RowOf(place, mark, by, given_at, row.cells, before)
    if not row.of_pairs:
        if mark.about not in known.findings:
            return Read(problems=["台账中没有这条线索：不是本系统发出的，或者该夜尚未记入台账"])
        return read_clue(of, known.issued)
    records = row.records if pair_id(*row.records) == mark.about else known.pair(mark.night, mark.about)
    if records is None:
        return Read(problems=["找不到这一对记录：记录列已删，而该夜的数据不在本机"])
    return read_pair(of, records)


def _mark(row: FilledRow, night: date | None, known: Knowledge) -> Mark | str:
    """The row's mark; made anew from the night's data where it was deleted; a sentence where it cannot be had."""
    if row.mark:
        mark = read_mark(row.mark)
        if mark is None:
            return BROKEN
        return TORN if row.about and row.about != mark.about else mark
    if not row.about:
        return "既没有编号也没有行标识，不能确定是哪一条"
    if night is None:
        return "行标识列已删，也不知道是哪一夜的工作簿；请用 --night 指明"
    if row.of_pairs:
        return Mark(night, row.about) if known.pair(night, row.about) else "该夜没有这一对记录，编号可能有误"
    evidence = known.evidence(night, row.about)
    if evidence is None:
        return "该夜没有这条线索，编号可能有误；或者该夜的数据不在本机"
    return Mark(night, row.about, evidence)


def _settled(statements: Sequence[Statement], known: Knowledge, wins: set[str], result: Result) -> list[Statement]:
    """One statement per thing, where the copies agree and nobody has spoken since; the rest goes to the conflicts."""
    by_thing: dict[tuple[str, str, str], list[Statement]] = {}
    for each in statements:
        by_thing.setdefault(each.answer.about, []).append(each)
    chosen = []
    for about, said in by_thing.items():
        contents = {each.content for each in said}
        preferred = [each for each in said if each.place.file in wins]
        if len(contents) > 1:
            if len({each.content for each in preferred}) != 1:
                text = f"同一{WHAT[about[0]]}有不同答复：{'；'.join(_where(each) for each in said)}"
                result.conflicts.extend((each.place, text) for each in said)
                continue
            said = preferred
        one = max(said, key=lambda each: (each.answer.from_night, each.place.file in wins))
        stands = known.last.get(about)
        current = digest_of(stands) if stands else None
        if stands is not None and current == one.content and not _anew(one, stands, current):
            result.known += 1
        elif stands is not None and current not in (one.content, one.base) and not preferred:
            on = f"{stands.given_at:%Y-%m-%d}"
            told = f"{stands.author}另有答复（{on}），本表没有见到；以本表为准的用 --accept"
            result.conflicts.append((one.place, told))
        else:
            chosen.append(one)
    return sorted(chosen, key=lambda each: ORDER.index(each.answer.family))


WHAT = {"finding": "线索", "identity": "对记录", "document": "文书", "citation": "文书引用", "reply": "文书的回复"}
#: A document before what cites it and before its reply.
ORDER = ("identity", "finding", "document", "citation", "reply")


def _anew(one: Statement, stands: Answer, current: str | None) -> bool:
    """The same answer given again on other evidence by somebody who saw the one that stands."""
    on_other = one.answer.details.get("evidence") != stands.details.get("evidence")
    over = stands.until is not None and one.answer.from_night > stands.until
    return one.answer.family == "finding" and (on_other or over) and one.base == current


def _where(each: Statement) -> str:
    return f"{each.place}（{each.answer.author}）"


def _changed_since(chosen: Sequence[Statement], known: Knowledge) -> list[tuple[Place, str]]:
    """Answers about clues whose evidence is another one by now."""
    if not known.nights:
        return []
    newest = known.nights[-1]
    found = []
    for each in chosen:
        if each.answer.family == "finding" and each.answer.from_night < newest:
            now = known.evidence(newest, each.answer.subject)
            if now is not None and now != each.answer.details.get("evidence"):
                found.append((each.place, f"答复所依据的记录在{newest}已有变化，已记下，但请复核"))
    return found
