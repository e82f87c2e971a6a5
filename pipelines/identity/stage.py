"""The identity step of a night: facts in, `nights/<D>/identity/` out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines import answers, facts
from pipelines.engine import Session, staged_folder
from pipelines.engine.publishing import alone
from pipelines.identity.changing import resolve_after
from pipelines.identity.decisions import KINDS
from pipelines.identity.history import attach_history, cache_folder
from pipelines.identity.memory import TABLES, Memory, inputs_digest, last_memory, made_by, remember
from pipelines.identity.outcome import outcome, write_outcome
from pipelines.identity.relations import READS
from pipelines.identity.remembering import remembered
from pipelines.identity.resolve import decide_all
from pipelines.identity.training import estimate, trained_model
from pipelines.identity.weights import FILE, load_model
from pipelines.settings import Night


def run(night: Night) -> dict[str, int]:
    """Write persons, pairs and traces of the night; returns counts.

    Looks only at what changed since the night computed last, whichever that was; the result is the same without it.
    """
    # nights that run side by side take turns: each looks only at what changed since the one before it
    with alone(cache_folder(night)), staged_folder(night.folder("identity")) as folder:
        return _compute(night, folder)


def _compute(night: Night, folder: Path) -> dict[str, int]:
    decisions = answers.known(night.settings, night.business_date, *KINDS)
    model_file = night.settings.identity_weights or FILE
    model = load_model(model_file)
    version = made_by(model_file, night.contracts.version)
    memory = last_memory(night, version)
    with Session(night.settings.engine) as session:
        facts.attach(session, night, READS)
        history = attach_history(session, night)
        inputs = inputs_digest(night, history, decisions)
        if memory is not None and memory.inputs == inputs:
            return _as_before(memory, folder)
        after = None
        if memory is not None:
            memory.attach(session)
            otherwise = memory.decided_otherwise(decisions)
            after = resolve_after(session, model, decisions, otherwise, memory, history=True)
        if after is not None:
            write_outcome(after.pieces(), folder)
            counts = after.counts
            remember(night, version, inputs, decisions, folder, after.records())
        else:
            counts = decide_all(session, model, decisions, history=True)
            write_outcome(outcome(session), folder)
            remember(night, version, inputs, decisions, folder, remembered(session, model))
    return counts | _rows_written(folder)


def _as_before(memory: Memory, folder: Path) -> dict[str, int]:
    """The same inputs: the same bytes."""
    for name in TABLES:
        shutil.copy2(memory.folder / f"{name}.parquet", folder / f"{name}.parquet")
    return _rows_written(folder) | {"looked_at": 0}


def _rows_written(folder: Path) -> dict[str, int]:
    names = {"mentions": "persons", "pairs": "pairs"}
    return {count: pq.read_metadata(folder / f"{name}.parquet").num_rows for count, name in names.items()}


def train(night: Night, version: str) -> dict[str, Any]:
    """A model document estimated on the facts of a night, starting from the weights in use; adopts nothing.

    Raises:
        EngineError: the facts of the night have not been built.
        ModelError: the version is the one in use.
    """
    model_file = night.settings.identity_weights or FILE
    with Session(night.settings.engine) as session:
        facts.attach(session, night)
        found = estimate(session, load_model(model_file))
    return trained_model(model_file, found, version, night.business_date)
