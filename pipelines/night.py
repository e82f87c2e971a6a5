"""One night: the steps in their order, and nothing else. The order is the story told in docs/architecture.md."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pipelines import facts, identity, landing, ledger, quality, reports, rules, sentences, sources, standardise
from pipelines.engine.reuse import reused
from pipelines.made_from import READS, inputs
from pipelines.settings import Night

Counts = dict[str, int]


def _standardise(night: Night, source: str | None = None) -> Counts:
    """What was taken in stands in the ledger as soon as it is read, whether or not the night comes to its end."""
    counts = standardise.run(night, source)
    ledger.record_received(night, source)
    return counts


@dataclass(frozen=True)
class Step:
    """One step; `per_source` steps may also run for one delivering system alone."""

    name: str
    title: str
    run: Callable[..., Counts]
    per_source: bool = False


STEPS: tuple[Step, ...] = (
    Step("sources", "查看来源", sources.run, per_source=True),
    Step("landing", "原样接收", landing.run, per_source=True),
    Step("standardise", "统一格式", _standardise, per_source=True),
    Step("quality", "判断可信", quality.run),
    Step("facts", "当晚事实", facts.run),
    Step("identity", "认定同一人", identity.run),
    Step("sentences", "裁判对登记", sentences.run),
    Step("rules", "逐项比对", rules.run),
    Step("ledger", "记入台账", ledger.run),
    Step("reports", "生成报告", reports.run),
)


def run_step(name: str, night: Night, source: str | None = None, *, anew: bool = False) -> Counts:
    """Run one step of a night by name; `source` limits a per-source step to one system.

    A step that was made from the same inputs before is not run again, unless `anew`.

    Raises:
        KeyError: no such step.
        ValueError: a source is named for a step that knows none.
    """
    step = {step.name: step for step in STEPS}[name]
    if source is not None:
        if not step.per_source:
            raise ValueError(f"step {name} runs for the whole night, not for source {source}")
        return step.run(night, source)
    if anew and name == "rules":
        shutil.rmtree(night.folder(rules.KEPT), ignore_errors=True)
    if name == "reports":  # the later nights' are drawn again with them, each where it must
        return reports.run(night, anew=anew)
    if name not in READS:
        return step.run(night)
    return reused(night.folder(name), partial(inputs, night, name), partial(step.run, night), anew=anew)


def run_night(night: Night, *, anew: bool = False) -> Iterator[tuple[Step, Counts]]:
    """Run every step in order, yielding each with its counts as it finishes."""
    for step in STEPS:
        yield step, run_step(step.name, night, anew=anew)
