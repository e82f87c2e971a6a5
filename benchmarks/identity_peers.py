"""The other ways of deciding who is who, for `benchmarks/identity.py`, each as well as one does it in a few days.

Every way reads the same facts with numbers already normalised (15 digits widened, check digits tested) and writes
`persons.parquet` (record_id, person_id); what asks a person also writes `pairs.parquet`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

RELATIONS = ("court_sentences", "justice_register", "police_population")
COLUMNS = ["record_id", "person_name_key", "former_name_key", "sex", "birth_date", "id_no", "id_no_18",
           "former_id_no_18", "case_no_key", "effective_date", "household_county"]  # fmt: skip


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The three systems as frames; what a system does not have is left out."""
    frames = {}
    for relation in RELATIONS:
        path = folder / f"{relation}.parquet"
        columns = [name for name in COLUMNS if name in pq.read_schema(path).names]
        frames[relation] = pq.read_table(path, columns=columns).to_pandas()
    return frames


def write(answer: Path, record_id: Any, person: Any) -> None:
    """One row per record; `person` is any value that names a person."""
    pq.write_table(
        pa.table({"record_id": pa.array(record_id, pa.string()), "person_id": pa.array(person)}),
        answer / "persons.parquet",
    )


def pandas_merge(folder: Path, answer: Path) -> None:
    """(a) Who shares a valid number is one person: three merges on it, and what they connect."""
    frames = read(folder)
    everyone = pd.concat(frames.values(), ignore_index=True)
    everyone["row"] = np.arange(len(everyone))
    ends = np.cumsum([len(frame) for frame in frames.values()]).tolist()
    sides = [everyone.iloc[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    numbered = [side.dropna(subset="id_no_18")[["row", "id_no_18"]] for side in sides]
    edges = [
        numbered[i].merge(numbered[j], on="id_no_18")[["row_x", "row_y"]].to_numpy()
        for i, j in ((0, 1), (0, 2), (1, 2))
    ]
    write(answer, everyone["record_id"], connected(len(everyone), np.concatenate(edges)))


def pandas_rapidfuzz(folder: Path, answer: Path) -> None:
    """(b) The merge on the number with a glance at the name, then blocks, scored by likeness of name, number, case."""
    from rapidfuzz import distance, fuzz, process

    frames = read(folder)
    everyone = pd.concat(frames.values(), ignore_index=True)
    everyone["row"] = np.arange(len(everyone))
    name = everyone["person_name_key"].to_numpy(dtype=object)
    number = everyone["id_no"].fillna("").to_numpy(dtype=object)
    numbered = everyone.dropna(subset="id_no_18")[["row", "id_no_18"]]
    first = numbered.groupby("id_no_18")["row"].transform("min").to_numpy()
    own = numbered["row"].to_numpy()
    alike = process.cpdist(name[first], name[own], scorer=fuzz.ratio, workers=2) >= 50
    certain = np.column_stack([first[alike], own[alike]])
    cell = connected(len(everyone), certain)
    alone = np.bincount(cell, minlength=len(everyone))[cell] == 1
    keyed = everyone[["row", "birth_date", "case_no_key", "id_no_18"]].copy()
    keyed["surname"] = everyone["person_name_key"].str[:1]
    rest = keyed[alone]
    found = []
    for key in (["birth_date", "surname"], ["case_no_key", "surname"]):
        found.append(rest.dropna(subset=key).merge(keyed.dropna(subset=key), on=key)[["row_x", "row_y"]].to_numpy())
    pairs = np.concatenate(found)
    pairs = np.unique(np.sort(pairs[cell[pairs[:, 0]] != cell[pairs[:, 1]]], axis=1), axis=0)
    a, b = pairs[:, 0], pairs[:, 1]

    def same(column: str) -> tuple[np.ndarray, np.ndarray]:
        values = everyone[column]
        x, y = values.iloc[a].to_numpy(dtype=object), values.iloc[b].to_numpy(dtype=object)
        known = ~(pd.isna(x) | pd.isna(y))
        return known & (x == y), known & (x != y)

    names = process.cpdist(name[a], name[b], scorer=distance.JaroWinkler.normalized_similarity, workers=2)
    numbers = process.cpdist(number[a], number[b], scorer=distance.Indel.normalized_similarity, workers=2)
    both = (number[a] != "") & (number[b] != "")
    score = 4 * (names - 0.5)
    score += np.where(both, 6 * (numbers - 0.75), 0)
    for column, right, wrong in (("case_no_key", 2.0, 0.5), ("birth_date", 1.0, 1.5), ("sex", 0.0, 1.5),
                                 ("effective_date", 1.0, 0.2), ("household_county", 0.5, 0.2)):  # fmt: skip
        equal, differs = same(column)
        score += right * equal - wrong * differs
    good = np.flatnonzero(score >= FUZZY_JOIN)
    # each loose record goes to its best partner only
    order = good[np.lexsort((b[good], a[good], -score[good]))]
    taken: set[int] = set()
    best = []
    for at in order.tolist():
        loose = [row for row in (int(a[at]), int(b[at])) if alone[row]]
        if not any(row in taken for row in loose):
            taken.update(loose)
            best.append(at)
    write(answer, everyone["record_id"], connected(len(everyone), np.concatenate([certain, pairs[best]])))


#: the score from which (b) joins: the best of a few tried at 10,000 people
FUZZY_JOIN = 3.0


def connected(records: int, edges: np.ndarray) -> np.ndarray:
    """For every record the smallest one it is connected to."""
    label = np.arange(records)
    while True:
        low = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        before = label.copy()
        np.minimum.at(label, edges[:, 0], low)
        np.minimum.at(label, edges[:, 1], low)
        label = label[label]
        if (before == label).all():
            return label
