"""Whatever is wrong with a delivery is said with its cure, and the other deliveries of the night are unharmed."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from pipelines.night import run_night
from pipelines.settings import Night
from tests.night.sample import INBOX, NIGHTS, result, settings_for

NIGHT = NIGHTS[0]


def delivered(inbox, dataset):
    """The first file of a dataset's delivery on the night."""
    source, name = dataset.split(".")
    return sorted((inbox / source / name / NIGHT.isoformat()).iterdir())[0]


def empty_file(inbox):
    delivered(inbox, "police.penalties").write_bytes(b"")


def truncated_zip(inbox):
    file = delivered(inbox, "police.lodging")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def wrong_columns(inbox):
    delivered(inbox, "police.custody").write_text("甲,乙,丙\n1,2,3\n", "utf-8")


def no_sheet(inbox):
    """A workbook whose only part is a chart sheet: there is nothing to read rows from."""
    file = delivered(inbox, "justice.leaves")
    book = Workbook()
    book.create_chartsheet("图")
    del book["Sheet"]
    book.save(file)


def header_only_elsewhere(inbox):
    file = delivered(inbox, "justice.permits")
    book = load_workbook(file)
    book.active.delete_rows(1, book.active.max_row)
    book.save(file)


def zip_that_escapes(inbox):
    file = delivered(inbox, "police.lodging")
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("../../escaped.csv", "证件号码\n1\n")


TROUBLE = {
    "an empty file": (empty_file, "police.penalties"),
    "a truncated ZIP": (truncated_zip, "police.lodging"),
    "a CSV with wrong columns": (wrong_columns, "police.custody"),
    "a workbook with no sheet": (no_sheet, "justice.leaves"),
    "a workbook with an empty sheet": (header_only_elsewhere, "justice.permits"),
    "a ZIP whose member escapes its folder": (zip_that_escapes, "police.lodging"),
}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """One night in which every kind of trouble but one dataset's missing folder happens, each to its own dataset."""
    folder = tmp_path_factory.mktemp("troubled")
    inbox = folder / "inbox"
    shutil.copytree(INBOX, inbox, ignore=shutil.ignore_patterns("2025-10-16", "2025-10-17"))
    for make, _dataset in list(TROUBLE.values())[:5]:
        make(inbox)
    shutil.rmtree(inbox / "justice" / "medical" / NIGHT.isoformat())
    (inbox / "court" / "sentences" / "last tuesday").mkdir()
    (inbox / "court" / "verdicts").mkdir()
    settings = settings_for(folder / "var", inbox=inbox)
    counts = {step.name: counts for step, counts in run_night(Night.of(settings, NIGHT))}
    return settings, counts


def refusal(settings, dataset):
    """The refused file of a dataset, as accounted."""
    accounts = [
        json.loads(path.read_text("utf-8"))
        for path in (settings.home / "canonical" / dataset).glob("*/accounting.json")
    ]
    [refused] = [file["refused"] for account in accounts for file in account["files"] if file["refused"]]
    return refused


@pytest.mark.parametrize("trouble", list(TROUBLE)[:5])
def test_the_file_is_refused_with_a_sentence_that_names_it_and_the_cure(troubled, trouble):
    settings, _ = troubled
    dataset = TROUBLE[trouble][1]
    refused = refusal(settings, dataset)
    assert delivered(settings.inbox, dataset).name in refused["text"]
    assert len(refused["text"]) > 40, "names the thing and says what to do"


@pytest.mark.parametrize("trouble", list(TROUBLE)[:5])
def test_its_delivery_is_held_and_page_one_says_so(troubled, trouble):
    settings, _ = troubled
    dataset = TROUBLE[trouble][1]
    [row] = [
        row for row in result(settings, NIGHT, "quality", "coverage") if row["dataset"] == dataset and not row["county"]
    ]
    assert row["state"] in ("held", "missing")
    assert row["covered_to"] is None
    page = (Night.of(settings, NIGHT).reports / "region" / "report.html").read_text("utf-8")
    title = Night.of(settings, NIGHT).contracts.datasets[dataset].title
    assert title in page


def test_a_dataset_without_a_folder_is_missing_and_a_stranger_folder_is_named(troubled):
    settings, counts = troubled
    [row] = [row for row in result(settings, NIGHT, "quality", "coverage") if row["dataset"] == "justice.medical"]
    assert row["state"] == "missing"
    assert counts["sources"]["problems"] >= 2


def test_the_other_deliveries_are_unharmed(troubled, first_night):
    settings, _ = troubled
    for dataset in ("court.sentences", "justice.register", "police.population"):
        relation = dataset.replace(".", "_")
        assert result(settings, NIGHT, "facts", relation) == result(first_night, NIGHT, "facts", relation)


def test_a_clue_whose_innocent_explanations_could_not_be_searched_is_no_first_rate_clue_and_says_so(
    troubled, first_night
):
    """Without leaves and custody more people look lost or unreceived: never tier A, and the gap is named."""
    settings, _ = troubled
    ordinary, clues = (
        {
            (row["rule_id"], row["finding_key"]): row
            for row in result(home, NIGHT, "rules", "findings")
            if row["audience"] == "prosecutor"
        }
        for home in (first_night, settings)
    )
    more = [row for key, row in clues.items() if key not in ordinary]
    assert more, "the sample holds people whom only custody or leave explains"
    for row in more:
        unsearched = {entry["dataset"] for entry in json.loads(row["document"])["searched"] if not entry["covered_to"]}
        assert row["tier"] != "A", row["finding_id"]
        assert unsearched & {"police.custody", "justice.leaves"}, row["finding_id"]


def test_an_inbox_that_is_not_there_is_an_error_that_names_it_and_the_setting(tmp_path):
    settings = settings_for(tmp_path / "var", inbox=tmp_path / "nowhere")
    with pytest.raises(Exception, match=r"nowhere.*inbox"):
        list(run_night(Night.of(settings, NIGHT)))


def test_a_zip_cannot_write_outside_its_place(tmp_path):
    inbox = tmp_path / "inbox"
    shutil.copytree(INBOX / "police" / "lodging" / NIGHT.isoformat(), inbox / "police" / "lodging" / NIGHT.isoformat())
    zip_that_escapes(inbox)
    settings = settings_for(tmp_path / "var", inbox=inbox)
    from pipelines.night import run_step

    for step in ("sources", "landing", "standardise"):
        run_step(step, Night.of(settings, NIGHT))
    assert not list(tmp_path.rglob("escaped.csv"))
    assert refusal(settings, "police.lodging")["text"]
