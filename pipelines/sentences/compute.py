"""Runs this stage's queries in order; the meaning is in `sql/`, one file per step."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from pipelines.engine import Session
from pipelines.sentences.schema import ORDER, OUTPUTS

SQL = Path(__file__).with_name("sql")
#: the night's facts that the queries read
READS = (
    "counties",
    "court_revocations",
    "court_sentences",
    "coverage",
    "deadlines",
    "effective",
    "intervals",
    "justice_contacts",
    "justice_leaves",
    "justice_prison_releases",
    "justice_register",
    "justice_searches",
    "justice_transfers",
    "parameters",
    "police_custody",
    "police_population",
    "quarantined",
)

BEFORE_LINKING = ("duties", "clocks", "register_known", "link_candidates")
AFTER_LINKING = (
    "links",
    "sentence_links",
    "unreceived",
    "full_restraint",
    "explained_died",
    "explained_custody",
    "explained_revoked",
    "explained_retried",
    "explained_absorbed",
    "explained_transferred",
    "explanations",
    "reviews",
    "judged",
    "dispositions_all",
    "dispositions",
    "release_dispositions",
    "contact_clock",
    "last_contacts",
    "seen",
    "anchors",
    "leave_anchors",
    "contact_due",
    "open_searches",
    "contact_explanations",
    "contact_judged",
    "contact_states",
    "balance",
    "received_rows",
    "imbalance",
)


class BalanceError(RuntimeError):
    """Rows were lost or counted twice: names the table, the county and both counts."""


class UnknownPersonError(RuntimeError):
    """A record has no person: without one it links to nothing, and an innocent person would be named."""


def compute(session: Session) -> dict[str, pa.Table]:
    """Links, dispositions, contact states and balance of the night whose facts and identity the session holds.

    Returns one table per entry of `OUTPUTS`, in its schema, sorted by record.

    Raises:
        UnknownPersonError: identity left out a sentence, release or register row.
        BalanceError: the dispositions of a county do not add up to the rows received.
        EngineError: a query failed, for instance because a relation is missing.
    """
    for step in BEFORE_LINKING:
        _define(session, step)
    _assert_everyone_known(session)
    settle_links(session)
    for step in AFTER_LINKING:
        _define(session, step)
    _assert_balance(session)
    return {name: _result(session, name) for name in OUTPUTS}


def settle_links(session: Session) -> int:
    """Pair duties and register rows one to one, best evidence first; returns the number of rounds it took.

    Every round settles the pairs that are each other's best and drops what they exclude, until none is open.
    """
    session.define("link_open", "SELECT * FROM link_candidates")
    session.define(
        "link_settled", "SELECT origin, duty_record, register_record, evidence FROM link_candidates WHERE 1 = 0"
    )
    rounds = 0
    while session.query("SELECT count(*) AS pairs FROM link_open").column("pairs")[0].as_py() > 0:
        rounds += 1
        _define(session, "link_round")
        session.define("link_before", "SELECT * FROM link_open")
        _define(session, "link_open")
        session.define("link_settled_before", "SELECT * FROM link_settled")
        session.define("link_settled", "SELECT * FROM link_settled_before UNION ALL SELECT * FROM link_round")
    return rounds


def _define(session: Session, step: str) -> None:
    session.define(step, (SQL / f"{step}.sql").read_text("utf-8"), source=f"sentences/sql/{step}.sql")


def _result(session: Session, name: str) -> pa.Table:
    columns = ", ".join(f'"{column}"' for column in OUTPUTS[name].names)
    order = ", ".join(f'"{column}"' for column in ORDER[name])
    return session.query(f'SELECT {columns} FROM "{name}" ORDER BY {order}', source=name).cast(OUTPUTS[name])


def _assert_everyone_known(session: Session) -> None:
    for relation in ("duties", "register_known"):
        missing = session.query(
            f"SELECT count(*) AS missing, min(record_id) AS first FROM {relation} WHERE person_id IS NULL"
        ).to_pylist()[0]
        if missing["missing"]:
            raise UnknownPersonError(
                f"identity gives no person for {missing['missing']} records, the first is {missing['first']}; "
                "run the identity step of this night again"
            )


def _assert_balance(session: Session) -> None:
    wrong = session.query("SELECT * FROM imbalance ORDER BY kind, county").to_pylist()
    if wrong:
        named = "; ".join(
            f"{row['kind']} of county '{row['county']}': {row['received']} received, {row['outcomes']} accounted for"
            for row in wrong
        )
        raise BalanceError(f"the dispositions do not add up to the rows received: {named}")
