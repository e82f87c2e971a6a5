"""The frozen model: what each level of agreement weighs, read from `weights.json` and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

FILE = Path(__file__).with_name("weights.json")

#: Compared fields in the order people read them.
FIELDS = ("id", "name", "birth", "sex", "case", "effective", "county")
MISSING = "missing"


class ModelError(ValueError):
    """The model file is wrong: names the entry and what is allowed."""


@dataclass(frozen=True)
class Model:
    """Weights in milli-bits: a pair weighs the prior plus every field's level plus how common the name is."""

    version: str
    prior: int
    weights: dict[str, dict[str, int]]
    #: added for every doubling of the number of people who bear the name
    per_doubling: int
    most_doublings: int
    written: tuple[str, ...]
    sounded: tuple[str, ...]
    #: two records are joined from here on
    join: int
    #: from here to `join` an edge holds only with a second edge between the same two groups
    keep: int
    #: a person is asked from here on
    review: int
    #: a rival candidate this close to the best makes the best unsure; one further away is not worth asking about
    rival_margin: int
    records_per_number: int
    records_per_block: int

    def table(self) -> pa.Table:
        """Relation `weights`: field, level, weight."""
        rows = [
            {"field": field, "level": level, "weight": weight}
            for field in FIELDS
            for level, weight in sorted(self.weights[field].items())
        ]
        schema = pa.schema([("field", pa.string()), ("level", pa.string()), ("weight", pa.int64())])
        return pa.Table.from_pylist(rows, schema)

    def doublings_table(self) -> pa.Table:
        """Relation `doublings`: bearers of a name from and below, and how often one doubles to reach them."""
        rows = [{"at_least": 2**n, "below": 2 ** (n + 1), "doublings": n} for n in range(self.most_doublings + 1)]
        rows[-1]["below"] = 2**62
        return pa.Table.from_pylist(rows)

    def frequency_table(self) -> pa.Table:
        """Relation `frequency_weights`: level, bearers of the name from and below, weight."""
        rows = [
            {
                "level": level,
                "at_least": 2**doublings,
                "below": 2 ** (doublings + 1),
                "weight": self.per_doubling * doublings,
            }
            for level in (*self.written, *self.sounded)
            for doublings in range(self.most_doublings + 1)
        ]
        schema = pa.schema([("level", pa.string()), *((name, pa.int64()) for name in ("at_least", "below", "weight"))])
        return pa.Table.from_pylist(rows, schema)


@lru_cache(maxsize=2)
def load_model(path: Path = FILE) -> Model:
    """Read and check the model.

    Raises:
        ModelError: a field or threshold is missing, a weight is no integer, thresholds are out of order.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"weights {path}: not readable as JSON ({type(error).__name__})") from None
    weights, thresholds, frequency = raw["weights"], raw["thresholds"], raw["name_frequency"]
    if set(weights) != set(FIELDS):
        raise ModelError(f"{path.name}: weights must cover exactly {list(FIELDS)}")
    for field, levels in weights.items():
        for level, weight in levels.items():
            if type(weight) is not int:
                raise ModelError(f"{path.name}: {field}.{level} must be an integer in milli-bits")
        if MISSING in levels:
            raise ModelError(f"{path.name}: {field}.{MISSING} must not be weighed; an empty field says nothing")
    if not thresholds["review"] <= thresholds["keep"] <= thresholds["join"]:
        raise ModelError(f"{path.name}: thresholds must stand as review <= keep <= join")
    return Model(
        version=raw["version"],
        prior=raw["prior"],
        weights=weights,
        per_doubling=frequency["per_doubling"],
        most_doublings=frequency["most_doublings"],
        written=tuple(frequency["written"]),
        sounded=tuple(frequency["sounded"]),
        join=thresholds["join"],
        keep=thresholds["keep"],
        review=thresholds["review"],
        rival_margin=thresholds["rival_margin"],
        **raw["limits"],
    )
