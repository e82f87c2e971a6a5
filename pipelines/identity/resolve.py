"""Who is who on one night: mentions → numbers → scored rest → groups → persons, pairs, traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.blocking import block
from pipelines.identity.comparing import compare, register_name_forms, sql_file, weigh
from pipelines.identity.decisions import Decided, decided_tonight, register_decided
from pipelines.identity.elsewhere import nothing_elsewhere
from pipelines.identity.grouping import Edge, Group, Groups, join_decided, join_groups
from pipelines.identity.judging import judge
from pipelines.identity.mentions import define_mentions
from pipelines.identity.names import NameForms
from pipelines.identity.numbering import settle_numbers
from pipelines.identity.outcome import SCHEMAS, Pieces, encoded, outcome
from pipelines.identity.relations import DATASETS
from pipelines.identity.reviews import Asked, pairs_to_review
from pipelines.identity.slips import doubt_names
from pipelines.identity.weights import Model, load_model

Counts = dict[str, int]


@dataclass(frozen=True)
class Resolved:
    """The three tables of docs/architecture.md §identity and counts for the log."""

    persons: pa.Table
    pairs: pa.Table
    traces: pa.Table
    counts: dict[str, int]


@dataclass(frozen=True)
class Settled:
    """What is certain of the relation `mentions` before anything is scored."""

    decided: Decided
    forms: dict[str, NameForms]


def resolve(
    session: Session, model: Model | None = None, decisions: Sequence[Answer] = (), *, history: bool = False
) -> Resolved:
    """Decide who is who among the records of the relations of `relations.READS`.

    A function of those rows, the model, what people decided and since when records are known (relation `seen`, where
    `history` says it is there): row order and threads change nothing.
    """
    counts = decide_all(session, model or load_model(), decisions, history=history)
    return gathered(outcome(session), counts)


def decide_all(session: Session, model: Model, decisions: Sequence[Answer] = (), *, history: bool = False) -> Counts:
    """As `resolve`, the result left in the session for `outcome` to tell in pieces; returns counts."""
    define_mentions(session, model, history=history)
    nothing_elsewhere(session)
    return decide_who(session, model, settle(session, model, decisions))


def gathered(pieces: Pieces, counts: Counts) -> Resolved:
    """The tables that come in pieces, whole."""
    found: dict[str, list[pa.Table]] = {name: [] for name in SCHEMAS}
    for name, part in pieces:
        found[name].append(part)
    tables = {
        name: encoded(pa.concat_tables(parts).unify_dictionaries(), SCHEMAS[name]) for name, parts in found.items()
    }
    return Resolved(tables["persons"], tables["pairs"], tables["traces"], counts)


def settle(
    session: Session, model: Model, decisions: Sequence[Answer], forms: dict[str, NameForms] | None = None
) -> Settled:
    """Settle what decisions and numbers settle among the relation `mentions`; `forms` where they are registered."""
    decided = decided_tonight(session, decisions)
    if forms is None:
        forms = register_name_forms(session)
    settle_numbers(session, forms, model)
    return Settled(decided, forms)


def decide_who(session: Session, model: Model, settled: Settled) -> Counts:
    """Score the rest, group and explain; `…_elsewhere` relations say what else there is beside `mentions`."""
    decided, forms = settled.decided, settled.forms
    session.define("bearers", sql_file("bearers"), source="bearers.sql")

    block(session, model, "blocked_by_key")
    session.define("blocked", "SELECT a, b FROM blocked_by_key UNION SELECT a, b FROM decided_candidates")
    compare(session, forms, "blocked", "blocked_levels")
    weigh(session, model, "blocked_levels", "blocked_weighed")
    judge(session, "blocked_weighed", "blocked_judged")
    doubt_names(session)
    session.define("kept_pairs", sql_file("kept", keep=model.keep, join=model.join), source="kept.sql")
    edges, wrong_number = _edges(session, model)
    cell_of = _cells_decided(session)
    groups = Groups(_cells_touched(session, decided, cell_of))
    join_decided(groups, decided, cell_of)
    held = join_groups(groups, edges, model)

    compare(session, forms, "number_conflicts", "conflict_levels")
    weigh(session, model, "conflict_levels", "conflict_weighed")
    judge(session, "conflict_weighed", "conflict_judged")
    reviews = pairs_to_review(
        groups, edges, held, wrong_number, _conflicts(session), _disowned(session), _datasets(session), model
    )

    register_decided(session, decided)
    _register_groups(session, groups, held, reviews, decided)
    session.define("minted", sql_file("minted"), source="minted.sql")
    session.define("membership", sql_file("membership"), source="membership.sql")
    session.define("joined_pairs", sql_file("joined_pairs"), source="joined_pairs.sql")
    compare(session, forms, "joined_pairs", "joined_levels")
    session.forget("joined_pairs")
    weigh(session, model, "joined_levels", "joined_weighed")
    session.forget("joined_levels")
    judge(session, "joined_weighed", "joined_judged")
    session.forget("joined_weighed")
    return _counts(session) | decided.counts


def _edges(session: Session, model: Model) -> tuple[list[Edge], list[Asked]]:
    """Candidate pairs that may become something, and those of one case with two different valid numbers."""
    rows = session.query(
        f"""
        SELECT judged.a, judged.b, a.cell AS cell_a, b.cell AS cell_b, judged.weight, judged.ceiling,
            kept_pairs.a IS NOT NULL AS kept, judged.id
        FROM blocked_judged AS judged
        LEFT JOIN kept_pairs ON kept_pairs.a = judged.a AND kept_pairs.b = judged.b
        INNER JOIN cells AS a ON a.mention = judged.a
        INNER JOIN cells AS b ON b.mention = judged.b
        WHERE judged.ceiling <> 'different'
            AND (judged.weight >= {model.review} OR judged.ceiling = 'case' OR judged.id = 'both_valid_different')
        ORDER BY judged.a, judged.b
        """,
        source="edges",
    )
    columns = [rows[name].to_pylist() for name in (*Edge._fields, "id")]
    edges: list[Edge] = []
    wrong_number: list[Asked] = []
    for *values, id_level in zip(*columns, strict=True):
        if id_level == "both_valid_different":
            wrong_number.append(Asked(*values[:5]))
        else:
            edges.append(Edge(*values))
    return edges, wrong_number


def _cells_decided(session: Session) -> dict[int, int]:
    """Mention → cell of the mentions that decisions name."""
    rows = session.query(
        """
        SELECT cells.mention, cells.cell FROM cells WHERE cells.mention IN (
            SELECT a FROM decided_candidates UNION SELECT b FROM decided_candidates
            UNION SELECT a FROM decided_apart UNION SELECT b FROM decided_apart
        )
        """,
        source="cells decided",
    )
    return dict(zip(rows["mention"].to_pylist(), rows["cell"].to_pylist(), strict=True))


def _cells_touched(session: Session, decided: Decided, cell_of: dict[int, int]) -> dict[int, Group]:
    """What each cell that any question or decision touches holds."""
    rows = session.query(sql_file("cell_facts"), source="cell_facts.sql")
    columns = [rows[name].to_pylist() for name in ("cell", "records", "numbered", "in_population", "settled")]
    session.register("touched_cells", pa.table({"cell": rows["cell"]}))
    cells = {cell: Group(*facts) for cell, *facts in zip(*columns, strict=True)}
    defendants = session.query(
        """
        SELECT DISTINCT cells.cell, mentions.case_no_key, mentions.defendant_no
        FROM mentions
        INNER JOIN cells ON cells.mention = mentions.mention
        INNER JOIN touched_cells ON touched_cells.cell = cells.cell
        WHERE mentions.defendant_no IS NOT NULL AND mentions.case_no_key IS NOT NULL
        ORDER BY 1, 2, 3
        """,
        source="defendants",
    )
    for cell, case, number in zip(*(column.to_pylist() for column in defendants.columns), strict=True):
        cells[cell].defendant[case] = number
    for mention, sides in decided.told_apart().items():
        cells[cell_of[mention]].told_apart.update(sides)
    return cells


def _conflicts(session: Session) -> list[Asked]:
    rows = session.query(
        """
        SELECT judged.a, judged.b, a.cell AS cell_a, b.cell AS cell_b, judged.weight
        FROM conflict_judged AS judged
        INNER JOIN cells AS a ON a.mention = judged.a
        INNER JOIN cells AS b ON b.mention = judged.b
        INNER JOIN owners AS owner_a ON owner_a.cell = a.cell
        INNER JOIN owners AS owner_b ON owner_b.cell = b.cell
        LEFT JOIN owners AS somebody ON somebody.number_id = a.number_id AND somebody.owned
        WHERE owner_a.owned OR owner_b.owned OR somebody.cell IS NULL
        ORDER BY judged.a, judged.b
        """,
        source="number conflicts",
    )
    return [Asked(*values) for values in zip(*(column.to_pylist() for column in rows.columns), strict=True)]


def _disowned(session: Session) -> frozenset[int]:
    """Cells whose number belongs to somebody else, or to nobody for sure."""
    return frozenset(session.query("SELECT cell FROM owners WHERE NOT owned", source="owners")["cell"].to_pylist())


def _datasets(session: Session) -> dict[int, str]:
    rows = session.query(
        """
        SELECT mention, dataset_bit FROM mentions WHERE mention IN (
            SELECT a FROM blocked_judged WHERE ceiling <> 'different'
            UNION SELECT b FROM blocked_judged WHERE ceiling <> 'different'
            UNION SELECT a FROM number_conflicts UNION SELECT b FROM number_conflicts
        )
        """,
        source="datasets of mentions",
    )
    bits = rows["dataset_bit"].to_pylist()
    return dict(zip(rows["mention"].to_pylist(), (DATASETS[bit] for bit in bits), strict=True))


def _register_groups(session: Session, groups: Groups, held: set[Edge], reviews: list[Asked], decided: Decided) -> None:
    """Make what was decided readable in SQL: group_of(cell, root), held_edges(a, b, ceiling), review_pairs(a, b)."""
    session.register("group_of", _integers(("cell", "root"), groups.moved()))
    ceilings = {(edge.a, edge.b): edge.ceiling for edge in held} | dict.fromkeys(decided.same, "decided")
    edges = sorted(ceilings)
    table = _integers(("a", "b"), edges)
    session.register("held_edges", table.append_column("ceiling", pa.array([ceilings[e] for e in edges], pa.string())))
    asked = {(pair.a, pair.b) for pair in reviews} | decided.asked
    session.register("review_pairs", _integers(("a", "b"), sorted(asked)))


def _integers(names: tuple[str, ...], rows: list[tuple[int, int]]) -> pa.Table:
    return pa.table({name: pa.array([row[place] for row in rows], pa.int64()) for place, name in enumerate(names)})


def _counts(session: Session) -> Counts:
    said = session.query(
        """
        SELECT (SELECT count(*) FROM mentions) AS mentions,
            (SELECT count(DISTINCT cell) FROM cells) AS certain_groups,
            (SELECT count(DISTINCT person) FROM membership) AS persons,
            (SELECT count(*) FROM blocked) AS candidates,
            (SELECT count(*) FROM held_edges) AS joined_by_score_or_case,
            (SELECT count(*) FROM review_pairs) AS review_pairs,
            (SELECT count(DISTINCT number) FROM cells WHERE kind = 'crowded') AS crowded_numbers,
            (SELECT count(*) FROM joined_judged) AS pairs
        """,
        source="counts",
    ).to_pylist()[0]
    return {name: int(value) for name, value in said.items()}
