"""What a rule found is read again only where neither it nor anything it reads has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.rules import kept, load_rules, result
from pipelines.rules.kept import Kept
from pipelines.rules.outcomes import LEFT_OUT, Evaluated
from pipelines.rules.result import RESULT, relations_read
from pipelines.settings import Night, Settings

NOTHING = Evaluated(RESULT.empty_table(), LEFT_OUT.empty_table())
STEPS = {"facts": ("court_sentences", "justice_register", "coverage", "parameters", "justice_plans")}


@pytest.fixture
def night(tmp_path):
    made = Night.of(Settings(home=tmp_path), date(2025, 10, 15))
    for step, names in STEPS.items():
        made.folder(step).mkdir(parents=True)
        for name in names:
            pq.write_table(pa.table({"value": [name]}), made.folder(step) / f"{name}.parquet")
    return made


@pytest.fixture
def rule(night):
    shipped = {rule.id: rule for rule in load_rules(night.contracts)}["H01"]
    return replace(shipped, query="SELECT * FROM justice_register AS r JOIN parameters ON 1 = 1", left_out="")


def times_evaluated(night, *rules):
    """How often rules are evaluated, asked one after the other."""
    asked = []
    for rule in rules:
        Kept(night, tuple(STEPS)).result(rule, lambda: asked.append(1) or NOTHING)
    return len(asked)


def change(night, name):
    pq.write_table(pa.table({"value": [f"{name}, changed"]}), night.folder("facts") / f"{name}.parquet")


def test_the_same_relations_are_not_asked_twice(night, rule):
    assert times_evaluated(night, rule, rule, rule) == 1


@pytest.mark.parametrize(
    ("name", "again"),
    [("justice_register", 1), ("parameters", 1), ("coverage", 1), ("court_sentences", 0), ("justice_plans", 0)],
)
def test_only_a_relation_the_rule_reads_makes_it_ask_again(night, rule, name, again):
    """`coverage` is read by what every rule goes through."""
    times_evaluated(night, rule)
    change(night, name)
    assert times_evaluated(night, rule) == again


def test_relations_behind_support_queries_and_what_is_computed_count(night, rule):
    through = replace(rule, query="SELECT * FROM plan_families")
    times_evaluated(night, through)
    change(night, "justice_plans")
    assert times_evaluated(night, through) == 1


def test_what_the_count_of_what_is_left_out_reads_makes_it_ask_again_and_so_does_its_text(night, rule):
    counting = replace(rule, left_out="SELECT * FROM office_plans")
    assert times_evaluated(night, rule, counting, counting) == 2
    change(night, "justice_plans")
    assert times_evaluated(night, counting) == 1


def test_what_was_left_out_is_read_again_as_it_was(night, rule):
    counted = pa.table([["150105"], ["explained"], ["died"], [3]], schema=LEFT_OUT)
    Kept(night, tuple(STEPS)).result(rule, lambda: Evaluated(NOTHING.found, counted))
    again = Kept(night, tuple(STEPS)).result(rule, lambda: pytest.fail("asked again"))
    assert (again.found, again.left_out) == (NOTHING.found, counted)


def test_findings_without_what_was_left_out_are_no_result(night, rule):
    times_evaluated(night, rule)
    [lost] = night.folder(kept.FOLDER).glob("*-left_out.parquet")
    lost.unlink()
    assert times_evaluated(night, rule) == 1


def test_another_text_another_need_another_night_and_another_program_ask_again(night, rule, monkeypatch):
    times_evaluated(night, rule)
    assert times_evaluated(night, replace(rule, query=rule.query + " "), rule) == 2
    assert times_evaluated(night, replace(rule, needs=(*rule.needs, "police.custody"))) == 1
    times_evaluated(night, rule)
    monkeypatch.setattr(kept, "program", lambda: "another")
    assert times_evaluated(night, rule) == 1


def test_one_result_of_two_files_a_rule_is_kept_and_the_owner_alone_may_read_it(night, rule):
    for name in ("justice_register", "parameters"):
        change(night, name)
        times_evaluated(night, rule)
    files = list(night.folder(kept.FOLDER).iterdir())
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert files[0].parent.stat().st_mode & 0o777 == 0o700


def test_every_relation_a_shipped_rule_reads_is_in_its_key(night):
    """The words of a rule's text are a superset of what it reads: nothing can change unnoticed."""
    for shipped in load_rules(night.contracts):
        read = relations_read(shipped.queries) - {path.stem for path in Path(result.SUPPORT).glob("*.sql")}
        for name in read - set(result.COMPUTED):
            pq.write_table(pa.table({"value": [name]}), night.folder("facts") / f"{name}.parquet")
        before = Kept(night, ("facts",)).key(shipped)
        for name in sorted(read - set(result.COMPUTED))[:3]:
            change(night, name)
            after = Kept(night, ("facts",)).key(shipped)
            assert after != before, (shipped.id, name)
            before = after
