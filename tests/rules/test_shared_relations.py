"""Relations that rules share are made once, stay while a later rule reads them, and go with the last that does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.contracts import load_contracts
from pipelines.engine import EngineError
from pipelines.rules.result import define_named, forget_unread, prepare, relations_read
from pipelines.rules.rulefile import load_rules
from tests.relations import session

RULES = {rule.id: rule for rule in load_rules(load_contracts())}


def reads(query):
    return replace(RULES["H01"], query=query, left_out="")


def test_a_relation_that_only_the_count_of_what_is_left_out_reads_stays_for_it(opened):
    made = set()
    define_named(opened, "SELECT * FROM corrections", made)
    forget_unread(opened, [replace(reads("SELECT * FROM dispositions"), left_out="SELECT * FROM corrections")], made)
    assert made == {"corrections"}


@pytest.fixture
def opened():
    with session(date(2025, 10, 15), {}) as opened:
        prepare(opened)
        yield opened


@pytest.mark.parametrize(
    ("coming", "left"),
    [
        (["SELECT * FROM corrections"], {"corrections"}),
        (["SELECT * FROM dispositions", "SELECT * FROM corrections"], {"corrections"}),
        # what a relation was made from is not needed where it is made already
        (["SELECT * FROM petitions"], {"petitions"}),
        # but where it has still to be made
        (["SELECT * FROM breaches"], {"corrections"}),
        (["SELECT * FROM dispositions"], set()),
        ([], set()),
    ],
    ids=["read next", "read later", "made of another", "needed to make another", "read by none", "the last rule"],
)
def test_only_what_a_coming_rule_still_needs_stays(opened, coming, left):
    made = set()
    define_named(opened, "SELECT * FROM petitions", made)
    assert made == {"corrections", "petitions"}
    forget_unread(opened, [reads(query) for query in coming], made)
    assert made == left
    for name in ("corrections", "petitions"):
        if name in left:
            opened.query(f"SELECT COUNT(*) AS n FROM {name}")
        else:
            with pytest.raises(EngineError, match=name):
                opened.query(f"SELECT COUNT(*) AS n FROM {name}")


def test_what_is_computed_outside_sql_keeps_what_it_reads_from():
    assert "office_plans" in relations_read("SELECT * FROM plan_families")
    assert "office_plans" not in relations_read("SELECT * FROM plan_families", {"plan_families"})
