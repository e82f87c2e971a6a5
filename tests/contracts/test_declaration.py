"""The declaration: complete against the interface, and every mistake in it an error that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.contracts import canonical_schema, load_contracts
from pipelines.contracts.declaration import DECLARATION, ContractError, normalise_header
from pipelines.contracts.dictionary import dictionary
from pipelines.contracts.schema import received_schema

ROOT = Path(__file__).parents[2]
CONTRACTS = load_contracts()


def test_all_twenty_one_datasets_of_three_systems_are_declared():
    assert len(CONTRACTS.datasets) == 21
    assert {source: len(CONTRACTS.of_source(source)) for source in CONTRACTS.sources} == {
        "court": 2,
        "justice": 13,
        "police": 6,
    }


def test_the_dictionary_in_docs_is_the_one_the_declaration_gives():
    assert (ROOT / "docs/dictionary.md").read_text("utf-8") == dictionary(CONTRACTS), "run `make docs`"


def test_names_and_identity_numbers_are_personal_everywhere():
    for dataset in CONTRACTS.datasets.values():
        for column in dataset.columns:
            if column.type in ("name", "id_no"):
                assert column.personal, (dataset.id, column.name)


def test_every_dataset_has_a_schema_that_starts_with_its_provenance():
    for dataset in CONTRACTS.datasets.values():
        for schema in (canonical_schema(dataset), received_schema(dataset)):
            assert schema.names[:4] == ["record_id", "delivery_id", "file", "line"]
            assert len(schema.names) == len(set(schema.names)), dataset.id


@pytest.mark.parametrize(
    ("sent", "folded"),
    [
        (" 证件号码 (必填)", "证件号码"),
        ("证件号码（必填）", "证件号码"),
        ("\ufeff案 号", "案号"),
        ("案号：", "案号"),
        ("*姓名", "姓名"),
        ("ＩＤ", "id"),
    ],
)
def test_a_header_is_recognised_whatever_its_width_spaces_and_marks(sent, folded):
    assert normalise_header(sent) == folded


def _with(tmp_path, change):
    declared = yaml.safe_load(DECLARATION.read_text("utf-8"))
    change(declared["datasets"]["court.revocations"])
    path = tmp_path / "datasets.yaml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), "utf-8")
    return path


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (lambda d: d["columns"].update({"ruling_date": ["dat", "裁定日期"]}), "ruling_date: unknown type dat"),
        (lambda d: d.update(kind="stat"), "kind is state or event"),
        (lambda d: d.update(keys=["ruling_no"]), r"unknown entry \['keys'\]"),
        (lambda d: d.update(key=["no_such"]), r"key column \['no_such'\] is not declared"),
        (lambda d: d["columns"].update({"second": ["date", "裁定日期"]}), "header 裁定日期 claimed by"),
    ],
)
def test_a_mistake_in_the_declaration_is_an_error_that_names_the_place(tmp_path, mistake, named):
    with pytest.raises(ContractError, match=named):
        load_contracts(_with(tmp_path, mistake))


def with_codes(tmp_path, change):
    file = tmp_path / "datasets.yaml"
    text = DECLARATION.read_text("utf-8")
    assert "1: [male, 男]" in text
    file.write_text(text.replace("1: [male, 男]", change), "utf-8")
    return file


def test_a_code_may_have_further_spellings_and_they_make_another_version(tmp_path):
    changed = load_contracts(with_codes(tmp_path, "1: [male, 男, 男性, M]"))
    spelt = changed.codes["sex"].term_by_spelling
    assert [spelt[each] for each in ("1", "男", "男性", "M")] == ["male"] * 4
    assert "男性" not in load_contracts().codes["sex"].term_by_spelling
    assert changed.version != load_contracts().version
    assert changed.label("sex", "male") == "男"


@pytest.mark.parametrize("change", ["1: [male, 男, 女]", "1: [male, 男, 2]", "1: [male, 男, 男]"])
def test_a_spelling_that_would_mean_two_terms_is_an_error_that_names_it(tmp_path, change):
    with pytest.raises(ContractError, match=r"code list sex: . would mean two terms"):
        load_contracts(with_codes(tmp_path, change))
