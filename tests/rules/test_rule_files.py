"""A rule file is read strictly: what is wrong in its header is an error that names the file and the cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.contracts import load_contracts
from pipelines.engine.lint import lint
from pipelines.rules.outcomes import evaluate_both
from pipelines.rules.result import define_named, prepare
from pipelines.rules.rulefile import FOLDER, KEYS, LEFT_OUT, RuleFileError, load_rules, read_rule
from tests.relations import Given, session

TEMPLATE, CANDIDATES, LEAVING_OUT = (
    (FOLDER / f"template{part}.sql.txt").read_text("utf-8") for part in ("", "_candidates", "_left_out")
)
CONTRACTS = load_contracts()


def written(folder: Path, text: str, name: str = "X99_trial.sql", left_out: str | None = LEAVING_OUT) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    (folder / LEFT_OUT).mkdir(exist_ok=True)
    if left_out is not None:
        (folder / LEFT_OUT / name).write_text(left_out, "utf-8")
    return file


def test_the_template_is_a_rule_that_runs_and_keeps_to_the_common_subset(tmp_path: Path) -> None:
    rule = read_rule(written(tmp_path, TEMPLATE), CONTRACTS)
    ended = {"county": "150105", "status": "in_correction", "end_date": "2025-10-10"}
    rows: Given = {
        "justice_register": [
            {"record_id": "justice.register/R1", "person": "P1", **ended},
            {"record_id": "justice.register/R2", "person": "P2", **ended},
            {"record_id": "justice.register/R3", "person": "P3", **ended, "county": "150203"},
        ],
        "police_custody": [
            {
                "record_id": "police.custody/C2",
                "person": "P2",
                "kind": "criminal_detention",
                "start_date": "2025-10-01",
            },
        ],
        "coverage": [{"dataset": "justice.register", "county": "150203", "covered_to": "2025-10-11", "state": "late"}],
    }
    with session(date(2025, 10, 15), rows) as opened:
        prepare(opened)
        define_named(opened, CANDIDATES, set())
        opened.define("trial_candidates", CANDIDATES)
        both = evaluate_both(opened, rule, CONTRACTS)
    found = [(row["finding_key"], row["days"], row["tier"]) for row in both.found.to_pylist()]
    assert found == [("justice.register/R1", 5, "B")]
    assert [tuple(row.values()) for row in both.left_out.to_pylist()] == [
        ("150105", "explained", "custody", 1),
        ("150203", "not_provable", "not_covered", 1),
    ]
    assert lint(TEMPLATE) == lint(CANDIDATES) == lint(LEAVING_OUT) == []


# (sentence, what to replace in the template, by what, what the message must name)
WRONG_HEADERS = [
    ("an unknown key", "version: 1", "version: 1\nversoin: 2", "unknown header key versoin; known: id"),
    ("a missing key", "label: 短名（办公室可在设置 labels 中改叫法）\n", "", "header lacks label"),
    ("a text where a list belongs", "law: [社矫法30]", "law: 社矫法30", "law must be a list, found str"),
    ("a number where a text belongs", "title: 一句话说明发现了什么", "title: 5", "title must be a str, found int"),
    ("true as a version", "version: 1", "version: true", "version must be a int, found bool"),
    ("version nought", "version: 1", "version: 0", "version counts from 1"),
    ("an unknown direction", "direction: supervision", "direction: sideways", "direction is sideways; allowed: superv"),
    ("an unknown audience", "audience: prosecutor", "audience: public", "audience is public; allowed: prosecutor"),
    ("an empty label", "label: 短名（办公室可在设置 labels 中改叫法）", "label: ''", "label is empty"),
    ("a question that asks nothing", "question: 这条规则回答哪一个问题？", "question: 好。", "ends with ？"),
    (
        "an unknown dataset needed",
        "needs: [justice.register]",
        "needs: [justice.registre]",
        "justice.registre, which is",
    ),
    ("an unknown dataset searched", "dataset: police.custody", "dataset: police.custdy", "searched names the dataset"),
    (
        "an unknown dataset shown",
        "  justice.register: [correction_no",
        "  justice.x: [correction_no",
        "shows names the",
    ),
    (
        "an unknown column shown",
        "shows:\n  justice.register: [correction_no",
        "shows:\n  justice.register: [number",
        "register.number, which",
    ),
    ("no column shown", "[correction_no, person_name, id_no, county, status]", "[]", "give a list of columns"),
    ("an unknown article", "law: [社矫法30]", "law: [社矫法999]", "社矫法999 is not in law/statutes.yaml"),
    ("a clue without law", "law: [社矫法30]", "law: []", "names its law"),
    ("a clue nothing could clear", "clears:\n  - 什么情况可以排除这条线索\n", "clears: []\n", "what would clear it"),
    (
        "a search without a what",
        "dataset: police.custody, what: 排查了哪一种无辜的解释",
        "dataset: police.custody",
        "what: …",
    ),
    ("an id unlike the file's", "id: X99", "id: X98", "id is X98; make id and file name agree"),
    ("a header that is no YAML", "law: [社矫法30]", "law: [社矫法30", "not readable as YAML"),
    ("no header", "/*---", "/*", "begin the file with a YAML header"),
    ("something before the header", "/*---", "SELECT 1;\n/*---", "begin the file with a YAML header"),
]


@pytest.mark.parametrize(
    ("old", "new", "named"), [row[1:] for row in WRONG_HEADERS], ids=[row[0] for row in WRONG_HEADERS]
)
def test_a_wrong_header_is_an_error_that_names_file_and_cure(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in TEMPLATE
    with pytest.raises(RuleFileError) as caught:
        read_rule(written(tmp_path, TEMPLATE.replace(old, new, 1)), CONTRACTS)
    assert str(caught.value).startswith("X99_trial.sql: ")
    assert named in str(caught.value)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_header_is_required(tmp_path: Path, key: str) -> None:
    text = TEMPLATE.replace(f"\n{key}:", f"\n{key}x:", 1)
    with pytest.raises(RuleFileError, match=f"unknown header key {key}x"):
        read_rule(written(tmp_path, text), CONTRACTS)


def test_a_header_without_a_query_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="one query after it"):
        read_rule(written(tmp_path, TEMPLATE[: TEMPLATE.index("---*/") + 5]), CONTRACTS)


@pytest.mark.parametrize("name", ["never_received.sql", "H1_x.sql", "H01.sql", "h01_x.sql", "H01_Größe.sql"])
def test_a_file_named_otherwise_is_an_error(tmp_path: Path, name: str) -> None:
    written(tmp_path, TEMPLATE, name)
    with pytest.raises(RuleFileError, match="name a rule file"):
        load_rules(CONTRACTS, tmp_path)


def test_an_id_used_twice_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, TEMPLATE)
    written(tmp_path, TEMPLATE, "X99_other.sql")
    with pytest.raises(RuleFileError, match="rule X99 already stands in X99_other"):
        load_rules(CONTRACTS, tmp_path)


def test_a_rule_that_does_not_say_what_it_leaves_out_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, TEMPLATE, left_out=None)
    with pytest.raises(RuleFileError, match=r"X99_trial\.sql: left_out/X99_trial\.sql is missing; say there"):
        load_rules(CONTRACTS, tmp_path)


def test_what_is_left_out_without_its_rule_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, TEMPLATE)
    (tmp_path / LEFT_OUT / "X99_trail.sql").write_text(LEAVING_OUT, "utf-8")
    with pytest.raises(RuleFileError, match=r"left_out/X99_trail\.sql: there is no rule of this file name"):
        load_rules(CONTRACTS, tmp_path)


def test_rules_are_found_by_scanning_and_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for rule_id in ("X99", "A01", "M50"):
        written(tmp_path, TEMPLATE.replace("X99", rule_id), f"{rule_id}_trial.sql")
    assert [rule.id for rule in load_rules(CONTRACTS, tmp_path)] == ["A01", "M50", "X99"]


def test_no_query_names_a_person_id_in_its_key() -> None:
    for rule in load_rules(CONTRACTS):
        key = rule.query.split("AS finding_key")[0].rsplit("SELECT", 1)[1]
        assert "person_id" not in key, rule.file
