"""What a rule found in the relations of a night, kept: where those it reads are the same, it is not asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.engine import write_parquet
from pipelines.engine.reuse import content, digest_of, program
from pipelines.rules.result import COMPUTED, RESULT, SUPPORT
from pipelines.rules.rulefile import Rule
from pipelines.settings import Night

#: beside the night's steps; deleted with them, or at any time
FOLDER = "evaluated"
_WORD = re.compile(r"[a-z_]+")


class Kept:
    """The kept results of one night, whose relations stand in the folders of the given steps."""

    def __init__(self, night: Night, steps: tuple[str, ...]) -> None:
        self.folder = night.folder(FOLDER)
        self._night = night
        self._hashes: dict[str, dict[str, str]] = {}
        for step in steps:
            for name, hashed in content(night.folder(step)).items():
                self._hashes.setdefault(Path(name).stem, {})[f"{step}/{name}"] = hashed
        self._named = {file.stem: file.read_text("utf-8") for file in sorted(SUPPORT.glob("*.sql"))}
        self._named |= {name: " ".join(read) for name, (read, _) in COMPUTED.items()}
        # these every rule goes through, whatever its text names
        self._always = "needed_coverage placed reach result_faults"

    def result(self, rule: Rule, evaluate: Callable[[], pa.Table]) -> pa.Table:
        """What `evaluate` gives for the rule; read again where it was evaluated on the same relations before."""
        file = self.folder / f"{rule.id}-{self.key(rule)}.parquet"
        if file.is_file():
            return pq.read_table(file).cast(RESULT)
        found = evaluate()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in [*self.folder.glob(f"{rule.id}-*.parquet"), *self.folder.glob(f".{rule.id}-*.staged")]:
            old.unlink(missing_ok=True)
        staged = file.with_name(f".{file.name}.staged")
        write_parquet(found, staged)
        staged.replace(file)
        return found

    def key(self, rule: Rule) -> str:
        """The rule's text, and every relation whose name stands in it or in a support query named there.

        A name that only looks like a relation's costs an evaluation too many; one that is missed would cost a clue.
        """
        words, unread = set[str](), set(_WORD.findall(f"{rule.query} {self._always}"))
        while unread:
            words.add(word := unread.pop())
            unread |= set(_WORD.findall(self._named.get(word, ""))) - words
        relations = {name: self._hashes[name] for name in sorted(words & self._hashes.keys())}
        shown = {dataset: list(columns) for dataset, columns in rule.shows.items()}
        searched = sorted(search.dataset for search in rule.searched)
        said = [program(), self._night.name, self._night.contracts.version, rule.id, rule.query]
        return digest_of([said, sorted(rule.needs), searched, rule.audience, shown, relations])[:16]
