"""Weights estimated from a night's own records by expectation maximisation; never adopted by themselves.

*m*, how often a level occurs between two records of one person, is estimated on the pairs that share a valid number:
most are one person, some carry somebody else's number, and which is which is the hidden class of the mixture. A field
empty on a side says nothing of its pair: it takes no part in the pair's likelihood, and a field's *m* rests on the
pairs that state it. (Counting empty as a level makes the estimate fail: court and register alone state case numbers.)

*u*, how often a level occurs between two different people, is counted: exactly where two values collide by chance, on
drawn pairs of different people for the rest. A name's *u* is who bears it tonight and stays out of the file.

What the data cannot tell keeps its weight: levels with too few pairs, and those of the number itself, since a number
one slip off repeats birth date and county, so that it may not count as if it were independent of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.engine import Session
from pipelines.identity.combinations import levels_of
from pipelines.identity.comparing import compare, sql_file
from pipelines.identity.elsewhere import nothing_elsewhere
from pipelines.identity.mentions import define_mentions
from pipelines.identity.resolve import settle
from pipelines.identity.weights import MISSING, Model, ModelError

#: Fields whose *m* the pairs of one number tell; the number itself is what makes them pairs.
ESTIMATED = ("name", "birth", "sex", "case", "effective", "county")
#: Levels that are one name in different spelling: how it is written tells nothing about whose it is.
ONE_WRITING, ONE_SOUND = ("exact", "spelling", "variant"), ("homophone", "transliteration")
#: A level is estimated from this many pairs on either side, weighted by their class.
FEWEST_PAIRS = 20
ROUNDS, SETTLED = 200, 1e-9
DRAWN_PAIRS = 200_000
MOST_BITS = 20

Pattern = tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """Weights in milli-bits by field and level, what was kept and why, and how it was reached."""

    weights: dict[str, dict[str, int]]
    kept: dict[str, str]
    pairs: int
    share_of_one_person: float
    rounds: int


def estimate(session: Session, model: Model) -> Estimate:
    """Estimate weights from the relations of `relations.READS`.

    A function of the rows and the model in use, which it starts from.
    """
    define_mentions(session, model, history=False)
    nothing_elsewhere(session)
    forms = settle(session, model, ()).forms
    session.define(
        "sharing",
        f"""
        SELECT x.mention AS a, y.mention AS b FROM numbers AS x
        INNER JOIN numbers AS y ON y.number = x.number AND x.mention < y.mention
        INNER JOIN (SELECT number FROM numbers GROUP BY number HAVING count(*) <= {model.records_per_number}) AS few
            ON few.number = x.number
        """,
    )
    compare(session, forms, "sharing", "sharing_levels")
    session.define("drawn", sql_file("drawn_pairs", pairs=DRAWN_PAIRS), source="drawn_pairs.sql")
    compare(session, forms, "drawn", "drawn_levels")
    sharing, drawn = _patterns(session, "sharing_levels"), _patterns(session, "drawn_levels")
    collisions = session.query(sql_file("collisions"), source="collisions.sql").to_pylist()[0]
    chance = _by_chance(drawn, {name: float(value) for name, value in collisions.items()})
    one, other, share, rounds = maximise(sharing, model)
    return _weigh(model, sharing, one, other, share, rounds, chance)


def maximise(
    patterns: Mapping[Pattern, int], model: Model
) -> tuple[dict[str, dict[str, float]], dict[Pattern, float], float, int]:
    """Split pairs into two classes, each with its own frequency of every level of `ESTIMATED`.

    Starts from the weights in use. Returns the frequencies in the class of one person, each pattern's share of that
    class, the class's share of all pairs, and the rounds it took.
    """
    ordered = sorted(patterns.items())
    belongs = {pattern: _first_guess(pattern, model) for pattern, _ in ordered}
    share, rounds = 0.0, 0
    while rounds < ROUNDS:
        rounds += 1
        one = _frequencies(ordered, belongs)
        other = _frequencies(ordered, {pattern: 1 - part for pattern, part in belongs.items()})
        whole = sum(count for _, count in ordered)
        before, share = share, sum(count * belongs[pattern] for pattern, count in ordered) / whole
        belongs = {pattern: _posterior(pattern, share, one, other) for pattern, _ in ordered}
        if abs(share - before) < SETTLED:
            break
    return one, belongs, share, rounds


def _first_guess(pattern: Pattern, model: Model) -> float:
    weight = sum(model.weights[field].get(level, 0) for field, level in zip(ESTIMATED, pattern, strict=True))
    return 0.99 if weight > model.weights["name"]["one_character"] else 0.01


def _frequencies(
    ordered: Sequence[tuple[Pattern, int]], belongs: Mapping[Pattern, float]
) -> dict[str, dict[str, float]]:
    """Share of every level among the pairs that state its field, in one class; no level is impossible."""
    found: dict[str, dict[str, float]] = {}
    for place, field in enumerate(ESTIMATED):
        sums: dict[str, float] = {}
        for pattern, count in ordered:
            if pattern[place] != MISSING:
                sums[pattern[place]] = sums.get(pattern[place], 0.0) + count * belongs[pattern]
        whole = sum(sums.values())
        found[field] = {level: (sums[level] + 0.01) / (whole + 0.01 * len(sums)) for level in sums}
    return found


def _posterior(
    pattern: Pattern, share: float, one: Mapping[str, Mapping[str, float]], other: Mapping[str, Mapping[str, float]]
) -> float:
    same, different = share, 1 - share
    for field, level in zip(ESTIMATED, pattern, strict=True):
        if level != MISSING:
            same *= one[field][level]
            different *= other[field][level]
    return same / (same + different) if same + different else 0.5


def _by_chance(drawn: Mapping[Pattern, int], collisions: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """How often each level occurs between two people; NaN where too few pairs tell."""
    chance: dict[str, dict[str, float]] = {}
    for place, field in enumerate(ESTIMATED):
        counts: dict[str, int] = {}
        for pattern, count in sorted(drawn.items()):
            if pattern[place] != MISSING:
                counts[pattern[place]] = counts.get(pattern[place], 0) + count
        whole = sum(counts.values())
        chance[field] = {level: n / whole if n >= FEWEST_PAIRS else math.nan for level, n in counts.items()}
        people = collisions.get(f"{field}_people", 0.0)
        if people > 1:
            met = collisions[f"{field}_equal"] / 2  # counted both ways
            chance[field]["equal"] = met / (people * (people - 1) / 2) if met >= FEWEST_PAIRS else math.nan
    return chance


def _weigh(
    model: Model,
    sharing: Mapping[Pattern, int],
    one: Mapping[str, Mapping[str, float]],
    belongs: Mapping[Pattern, float],
    share: float,
    rounds: int,
    chance: Mapping[str, Mapping[str, float]],
) -> Estimate:
    weights = {field: dict(levels) for field, levels in model.weights.items()}
    kept = {f"id.{level}": "the number is what makes the pairs" for level in model.weights["id"]}
    for place, field in enumerate(ESTIMATED):
        told: dict[str, float] = {}
        for pattern, count in sorted(sharing.items()):
            told[pattern[place]] = told.get(pattern[place], 0.0) + count * belongs[pattern]
        for level in model.weights[field]:
            writing = next((group for group in (ONE_WRITING, ONE_SOUND) if field == "name" and level in group), None)
            if sum(told.get(each, 0.0) for each in writing or (level,)) < FEWEST_PAIRS:
                kept[f"{field}.{level}"] = "too few pairs of one person have it"
            elif writing is not None:
                # who bears the name is counted each night; of N people the start is 1/N, and N cancels
                bits = math.log2(sum(one[field].get(each, 0.0) for each in writing))
                weights[field][level] = -model.prior + round(1000 * bits)
            elif math.isnan(u := chance[field].get(level, math.nan)):
                kept[f"{field}.{level}"] = "too few pairs of two people have it"
            else:
                bits = math.log2(one[field][level] / u)
                weights[field][level] = round(1000 * max(-MOST_BITS, min(MOST_BITS, bits)))
    return Estimate(weights, kept, sum(sharing.values()), share, rounds)


def _patterns(session: Session, compared: str) -> dict[Pattern, int]:
    """Combinations of levels of the estimated fields, with the number of pairs that have each."""
    rows = session.query(
        f"SELECT combination, count(*) AS pairs FROM {compared} GROUP BY combination ORDER BY combination",
        source="patterns",
    )
    found: dict[Pattern, int] = {}
    for number, pairs in zip(rows["combination"].to_pylist(), rows["pairs"].to_pylist(), strict=True):
        levels = levels_of(number)
        pattern = tuple(getattr(levels, field) for field in ESTIMATED)
        found[pattern] = found.get(pattern, 0) + pairs
    return found


def trained_model(base: Path, found: Estimate, version: str, night: date) -> dict[str, Any]:
    """A model file like `base` with the estimated weights under a version of its own.

    Raises:
        ModelError: the version is the one of `base`.
    """
    raw: dict[str, Any] = json.loads(base.read_text("utf-8"))
    if version == raw["version"]:
        raise ModelError(f"version '{version}' is the one in use; give the new weights another: --version")
    told = {
        "night": night.isoformat(),
        "from_version": raw["version"],
        "pairs": found.pairs,
        "share_of_one_person": round(found.share_of_one_person, 6),
        "rounds": found.rounds,
        "kept": dict(sorted(found.kept.items())),
    }
    return raw | {"version": version, "weights": found.weights, "trained": told}
