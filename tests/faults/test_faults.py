"""Nights under faults that really happen: afterwards, and after the next run, nothing is lost, double or half there.

Twenty seeds here, two of each kind and more; `make faults` runs 300 (CROSSCHECK_FAULT_SEEDS=300, or 20:40 for some).
A seed is a fault for good: see `plan.fault`.
"""

from __future__ import annotations

import multiprocessing.forkserver
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from pipelines import ledger
from tests.faults import checking, region
from tests.faults.disk_calls import Point, supported
from tests.faults.plan import KINDS, fault
from tests.faults.scenes import Scenes
from tests.faults.striking import Strike, Struck
from tests.faults.working import STEPS, Work, run
from tests.sources.servers import PostgresServer, restartable_postgres

#: so many from 0 on, or `from:to`
_FIRST, _, _LAST = os.environ.get("CROSSCHECK_FAULT_SEEDS", "20").rpartition(":")
SEEDS = range(int(_FIRST or 0), int(_LAST))
#: of so many seeds one is also computed anew from the landed bytes and compared, as `crosscheck verify` does
VERIFIED = 25

pytestmark = pytest.mark.skipif(not supported(), reason="holding calls needs Linux on x86-64")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> Iterator[Scenes]:
    multiprocessing.forkserver._forkserver._stop()  # another module's may have loaded other things
    yield Scenes(tmp_path_factory.mktemp("scenes"))
    multiprocessing.forkserver._forkserver._stop()


@pytest.fixture(scope="module")
def server() -> Iterator[object]:
    """Starts a PostgreSQL server when first called."""
    with ExitStack() as stack:
        started: list[PostgresServer] = []

        def asked() -> PostgresServer:
            if not started:
                started.append(stack.enter_context(restartable_postgres()))
            return started[0]

        yield asked


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """How each kind of fault ended, printed at the end."""
    counted: Counter[str] = Counter()
    yield counted
    for line in sorted(counted):
        print(f"\n{counted[line]:4d} {line}", end="")
    print()


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_fault_the_next_run_leads_to_the_undisturbed_end(seed, scenes, server, tally, tmp_path):
    planned = fault(seed)
    struck = Strike(planned, scenes, tmp_path, server)()
    tally[f"{planned.kind} {planned.variant}: {struck.outcome.how} {struck.outcome.error}".strip()] += 1
    assert struck.half == [], f"{planned}: neither as before nor as after"
    for turn in ("next", "one after"):
        outcome = run(Work(struck.home, scenes.region, struck.inbox, struck.nights, ledger_url=struck.ledger_url))
        assert outcome.how == "done", f"{planned}, the {turn} run: {outcome}"
        assert_as_undisturbed(struck, f"{planned}, the {turn} run")
    checking.check_rows(struck.settings, struck.inbox)
    checking.check_findings(struck.settings)
    if seed % VERIFIED == 0:
        again = Work(struck.home, scenes.region, struck.inbox, struck.nights[-1:], ledger_url=struck.ledger_url)
        assert run(replace(again, verify=True)).how == "done", planned
    shutil.rmtree(tmp_path)


def assert_as_undisturbed(struck: Struck, when: str) -> None:
    assert checking.leftovers(struck.home) == [], when
    if struck.clues_of is not None:
        undisturbed = region.settings(struck.clues_of, struck.inbox)
        for night in struck.nights:
            assert checking.clues(struck.settings, night) == checking.clues(undisturbed, night), when
        return
    found = checking.units(struck.home, struck.ledger_url)
    assert [
        unit for unit in sorted(found.keys() | struck.after.keys()) if found.get(unit) != struck.after.get(unit)
    ] == [], when
    if struck.ledger_url is None:
        assert ledger.content_digest(struck.settings) == struck.digest, when


def half_done_on_the_way(scenes: Scenes, tmp_path, first=STEPS[0], last=STEPS[-1], **changes) -> set[str]:
    """Run a night again and look, at every call that changes the disk, at what was changed before: as if killed there.

    At the ledger where something is made to last: what is not yet, its journal takes back.
    """
    scene = scenes["again"]
    home = scene.home(first, tmp_path / "home")
    wrong: set[str] = set()
    changed = ""

    def look(_: int, point: Point) -> None:
        nonlocal changed
        if changed:
            of_unit = [
                {name: each[name] for name in each if name.startswith(changed)} for each in (scene.before, scene.after)
            ]
            wrong.update(checking.half_done(checking.unit(home, changed), *of_unit))
        if point.path.startswith("ledger.db"):
            changed = "ledger" if point.operation in ("flush", "remove") else ""
        else:
            changed = checking.unit_of(point.path) or ""

    work = Work(home, scenes.region, scene.inbox, (scene.night,), first, last, **changes)
    assert run(work, look).how == "done"
    return wrong


def test_at_no_write_of_a_night_anything_shows_half_done(scenes, tmp_path):
    assert half_done_on_the_way(scenes, tmp_path) == set()


@pytest.mark.parametrize(
    ("broken", "step", "shows"), [("publishing", "sentences", "nights/"), ("recording", "ledger", "ledger/")]
)
def test_the_checker_sees_a_night_without_atomicity(broken, step, shows, scenes, tmp_path):
    """Folders published file by file; every statement its own transaction."""
    wrong = half_done_on_the_way(scenes, tmp_path, step, step, broken=broken)
    assert any(unit.startswith(shows) for unit in wrong)


def test_ten_seeds_hold_every_kind_and_a_seed_is_one_fault():
    assert {fault(seed).kind for seed in range(10)} == set(KINDS)
    assert [fault(seed) for seed in range(300)] == [fault(seed) for seed in range(300)]
    assert len({fault(seed).place for seed in range(300) if fault(seed).kind == "killed"}) == 60
