"""The page beside the sample: one line per planted case with what to expect on which night."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from data.generator.exports import Broken
from data.generator.findings import Found
from data.generator.oracle import contact_state, disposition
from data.generator.places import SILENT_COUNTY
from data.generator.planted import ordered_cases
from data.generator.world import World

_HEAD = """# The sample: three nights of a synthetic region

Synthetic from end to end: nobody in it exists. Written by
`python -m data.generator --out data/sample --seed {seed}`; the same seed gives the same bytes, and a test holds the
committed files to that.

- `inbox/<source>/<name>/<date>/`: the exports of court (GB18030 CSV, three parts with different headers), police
  (UTF-8 CSV with BOM, lodging as ZIP) and justice (XLSX with a title row, Parquet, one gzip CSV) for the nights of
  2025-10-15, 16 and 17.
- `truth/dispositions.csv`, `release_dispositions.csv`, `contact_states.csv`: where every sentence, release and person
  in correction stands on every night; `also_accepted` names answers that a careful reader could defend as well.
- `truth/findings.csv`: every finding of H01–H10, S01–S13, P01–P07 and E01–E04 on every night. `record_id` is the record
  on which the wrong hangs, `others` are records under which a rule may tell the same finding.
- `truth/tolerated.csv`: where the catalogue leaves open whether a rule speaks, and why.
- `truth/two_of_one.csv`: complete for D01; `truth/id_errors.csv`: records with a wrong number, complete for D02.
- `truth/identity.csv`: who each record really is (population rows stand under their number as received).
- `truth/quarantine.csv`: lines that cannot be read (`ragged`, `quote`, `bytes`, `date`, `code`, `duplicate`,
  `conflict`).
- {sentences} sentences, {releases} prison releases, {terms} register rows, {people} people. {broken} lines are broken.
- No `justice.register` was delivered on 2025-10-16. On 2025-10-17 the rows of {silent} are missing from every dataset
  of justice but `prison_releases`, which the prisons export. A register that does not reach beyond a person's last day
  cannot show that nobody was discharged: no E01.

"""


def write_readme(world: World, broken: list[Broken], found: Found, seed: int, path: Path) -> None:
    """`README.md` of the sample."""
    text = _HEAD.format(
        seed=seed,
        sentences=len(world.sentences),
        releases=len(world.releases),
        terms=len(world.terms),
        people=len(world.people),
        broken=len(broken),
        silent=SILENT_COUNTY,
    )
    expected = [_expectations(world, found, night) for night in world.nights]
    text += f"| planted case | what it is | {' | '.join(f'{night:%m-%d}' for night in world.nights)} |\n"
    text += "|---|---|" + "---|" * len(world.nights) + "\n"
    for case in ordered_cases():
        cells = [_cell(night.get(case.name, Counter())) for night in expected]
        text += f"| `{case.name}` | {case.text} | {' | '.join(cells)} |\n"
    path.write_bytes(text.encode())


def _cell(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in sorted(counts.items())) or "—"


def _expectations(world: World, found: Found, night: date) -> dict[str, Counter[str]]:
    by_case: dict[str, Counter[str]] = {case.name: Counter() for case in ordered_cases()}
    for one in found[night]:
        if one.planted:
            by_case[one.planted][one.rule] += 1
    for handed in [*world.sentences, *world.releases]:
        state = disposition(handed, night)
        if not handed.record.planted or handed.kind == "sentence_served" or state is None:
            continue
        if state.name not in ("never_received", "received_late"):
            by_case[handed.record.planted][state.explanation or state.name] += 1
    for term in world.terms:
        if (
            term.record.planted
            and (held := contact_state(term, night))
            and held.name in ("explained", "overdue", "not_provable")
        ):
            by_case[term.record.planted][f"silence: {held.explanation or held.name}"] += 1
    return by_case
