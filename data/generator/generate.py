"""One world from one seed, and everything that is written about it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from data.generator.builder import Builder
from data.generator.dirt import Rates, soil
from data.generator.exports import Exporter
from data.generator.findings import all_findings
from data.generator.lives import ordinary_lives
from data.generator.oracle import contact_state, disposition
from data.generator.places import REGION, SILENT_COUNTY
from data.generator.planted import plant_all
from data.generator.readme import write_readme
from data.generator.traces import population, positions
from data.generator.truth import write_truth
from data.generator.world import NIGHTS, World

SEED = 20251015


@dataclass(frozen=True)
class Plan:
    """What to generate."""

    seed: int = SEED
    sentences: int = 1500
    releases: int = 60
    rates: Rates = field(default_factory=Rates)
    #: counties in which ordinary people live; plants stay where they are
    counties: tuple[str, ...] = tuple(REGION)
    #: how often each case is planted
    times: int = 1
    #: share of the ordinary sentences that were served long ago
    finished: float = 0.0
    #: how many of the nights are written
    nights: int = len(NIGHTS)

    @classmethod
    def of_size(cls, sentences: int, **given: Any) -> Plan:
        """A plan with everything in proportion: a tenth of the people in correction, plants by the thousand."""
        if sentences < 10_000:
            return cls(sentences=sentences, **given)
        in_proportion = {"releases": sentences // 25, "times": sentences // 6000, "finished": 0.85}
        return cls(sentences=sentences, **(in_proportion | given))


def build_world(plan: Plan) -> World:
    """The world of a plan: plants first, ordinary lives around them, noise last.

    Raises:
        AssertionError: an ordinary person would be mentioned by a rule.
    """
    world = World(Random(plan.seed), NIGHTS[: plan.nights])
    builder = Builder(world)
    plant_all(builder, plan.times)
    ordinary_lives(builder, plan.sentences, plan.releases, plan.counties, plan.finished)
    population(builder)
    positions(builder)
    soil(world, plan.rates)
    assert_ordinary_lives_are_clean(world)
    return world


def assert_ordinary_lives_are_clean(world: World) -> None:
    """Nobody who was not planted is late, missing, out of contact or kept too long on any night."""
    fine = {"received", "not_in_force", "not_due", "outside_region"}
    for night in world.nights:
        for handed in [*world.sentences, *world.releases]:
            state = disposition(handed, night)
            if handed.record.planted or state is None or handed.kind == "sentence_served":
                continue
            silent = handed.county == SILENT_COUNTY or night == NIGHTS[1]
            assert state.name in fine or (silent and state.name == "not_provable"), (night, handed.key, state)
        for term in world.terms:
            held = contact_state(term, night)
            if term.record.planted or held is None:
                continue
            assert held.name == "in_contact" or held.explanation in ("leave", "term_over"), (night, term.number, held)
        for one in all_findings(world, night):
            assert one.planted, (night, one.rule, one.record_id)


def write_sample(plan: Plan, out: Path) -> World:
    """Build the world and replace inbox, truth and README under `out`."""
    world = build_world(plan)
    for folder in ("inbox", "truth"):
        shutil.rmtree(out / folder, ignore_errors=True)
    broken = Exporter(world, out / "inbox", plan.seed).write()
    found = {night: all_findings(world, night) for night in world.nights}
    write_truth(world, broken, found, out / "truth")
    write_readme(world, broken, found, plan.seed, out / "README.md")
    return world
