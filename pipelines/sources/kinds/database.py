"""Deliveries from a database, one query per dataset, in a read-only transaction.

A dataset of increments has a watermark: of business date D are the rows whose watermark lies on D (Shanghai), so a
night's delivery does not depend on when it is pulled. A full dataset shows the rows of today, so it is read only
during D and D+1, and what landed then stands.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipelines.contracts import Dataset
from pipelines.settings import Night
from pipelines.sources import declarations
from pipelines.sources.connections import connection
from pipelines.sources.declarations import Declared
from pipelines.sources.offers import Listing, Offer, Problem
from pipelines.sources.query_parts import SHANGHAI, Query, QueryParts, engine_of


class QueryTerms(BaseModel):
    """One query: its columns are named as in the contract (`person_name`), or by an accepted header (`姓名`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sql: Annotated[str, Field(min_length=1)]
    #: column of the query: day or moment of the row's last change
    watermark: str | None = None


class Terms(declarations.Terms):
    """Keys of a database; its address and account stand in the connection."""

    kind: Literal["database"]
    connection: str
    queries: dict[str, QueryTerms]
    #: business dates before D whose increments are asked for again, for rows that come late
    look_back_days: Annotated[int, Field(ge=0, le=31)] = 0
    rows_per_part: Annotated[int, Field(ge=1, le=5_000_000)] = 1_000_000


def check(night: Night, declared: Declared) -> str | None:
    """Every dataset has its query, and exactly the increments have a watermark."""
    terms = declared.terms
    assert isinstance(terms, Terms)
    if odd := sorted(set(terms.queries) ^ set(terms.datasets)):
        return f"key 'queries': {', '.join(odd)} must stand both in 'datasets' and as [queries.<dataset>]"
    for name, query in terms.queries.items():
        dataset = night.contracts.datasets[f"{terms.system}.{name}"]
        if dataset.delivery == "increment" and query.watermark is None:
            return f"key 'queries.{name}.watermark' is missing: {dataset.id} is delivered in increments"
        if dataset.delivery == "full" and query.watermark is not None:
            return f"key 'queries.{name}.watermark': {dataset.id} is delivered in full, take the watermark out"
    return None


def offers(night: Night, declared: Declared) -> Listing:
    """One delivery per dataset and business date asked for; the query runs when its parts are gone through.

    Raises:
        SourceError: the connection is not set or names no driver that is installed.
    """
    terms = declared.terms
    assert isinstance(terms, Terms)
    engine = engine_of(declared.name, connection(terms.connection))
    found: list[Offer] = []
    problems: list[Problem] = []
    # a past night asked again must not learn what rows have become since
    asked_on = max(night.business_date, today() - timedelta(days=1))
    for dataset in (night.contracts.datasets[each] for each in declared.datasets):
        query = terms.queries[dataset.name]
        if query.watermark is None and not _shows(night.business_date):
            problems.append(_past(declared, dataset, night.business_date))
            continue
        days = range(terms.look_back_days if query.watermark is not None else 0, -1, -1)
        for day in (night.business_date - timedelta(days=back) for back in days):
            asked = Query(declared.name, dataset, day, query.sql, query.watermark, terms.rows_per_part)
            parts = QueryParts(engine, asked, night.settings.home)
            found.append(Offer(dataset.id, day, parts, declared.name, asked_on=asked_on))
    return Listing(tuple(found), tuple(problems))


def today() -> date:
    """The day it is in Shanghai: whose rows a table without history shows."""
    return datetime.now(SHANGHAI).date()


def _shows(business_date: date) -> bool:
    return business_date in (today(), today() - timedelta(days=1))


def _past(declared: Declared, dataset: Dataset, business_date: date) -> Problem:
    path = f"{declared.name}:{dataset.id}/{business_date.isoformat()}"
    text = (
        f"{path}: not read: the table shows the rows of {today().isoformat()}, not of that business date; "
        "what landed in time stands"
    )
    return Problem(dataset.id, business_date, path, "not_of_that_day", text)
