"""What a rule found and left out on a night, kept: where the relations it reads are the same, it is not asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.engine import write_parquet
from pipelines.engine.reuse import content, digest_of, program
from pipelines.rules.outcomes import LEFT_OUT, Evaluated
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

    def result(self, rule: Rule, evaluate: Callable[[], Evaluated]) -> Evaluated:
        """What `evaluate` gives for the rule; read again where it was evaluated on the same relations before."""
        key = self.key(rule)
        file = self.folder / f"{rule.id}-{key}.parquet"
        left_out = self.folder / f"{rule.id}-{key}-left_out.parquet"
        if file.is_file() and left_out.is_file():
            return Evaluated(pq.read_table(file).cast(RESULT), pq.read_table(left_out).cast(LEFT_OUT))
        both = evaluate()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in [*self.folder.glob(f"{rule.id}-*.parquet"), *self.folder.glob(f".{rule.id}-*.staged")]:
            old.unlink(missing_ok=True)
        for table, target in ((both.left_out, left_out), (both.found, file)):
            staged = target.with_name(f".{target.name}.staged")
            write_parquet(table, staged)
            staged.replace(target)
        return both

    def key(self, rule: Rule) -> str:
        """The rule's two queries, and every relation whose name stands in them or in a support query named there.

        A name that only looks like a relation's costs an evaluation too many; one that is missed would cost a clue.
        """
        words, unread = set[str](), set(_WORD.findall(f"{rule.queries} {self._always}"))
        while unread:
            words.add(word := unread.pop())
            unread |= set(_WORD.findall(self._named.get(word, ""))) - words
        relations = {name: self._hashes[name] for name in sorted(words & self._hashes.keys())}
        shown = {dataset: list(columns) for dataset, columns in rule.shows.items()}
        searched = sorted(search.dataset for search in rule.searched)
        said = [program(), self._night.name, self._night.contracts.version, rule.id, rule.query, rule.left_out]
        return digest_of([said, sorted(rule.needs), searched, rule.audience, shown, relations])[:16]
