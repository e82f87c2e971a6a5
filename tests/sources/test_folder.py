from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines import sources
from pipelines.settings import Night, Settings
from pipelines.sources import SourceError

D = date(2025, 10, 15)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    for source in ("court", "justice", "police"):
        (tmp_path / "inbox" / source).mkdir(parents=True)
    return Night.of(Settings(home=tmp_path / "var", inbox=tmp_path / "inbox"), D)


def put(night: Night, path: str, content: bytes = b"x") -> Path:
    file = night.settings.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def problems(night: Night) -> dict[str, str]:
    return {found.path: found.code for found in sources.available(night).problems}


def test_deliveries_up_to_the_night_are_offered_in_order_with_their_files_sorted(night):
    for path in (
        "police/travel/2025-10-14/b.csv",
        "court/sentences/2025-10-15/b.csv",
        "court/sentences/2025-10-15/a.xlsx",
        "court/sentences/2025-10-13/all.csv",
        "court/sentences/2025-10-16/tomorrow.csv",
    ):
        put(night, path)
    listing = sources.available(night)
    offered = [(o.dataset, o.business_date.day, [f.name for f in o.files]) for o in listing.offers]
    assert offered == [
        ("court.sentences", 13, ["all.csv"]),
        ("court.sentences", 15, ["a.xlsx", "b.csv"]),
        ("police.travel", 14, ["b.csv"]),
    ]
    assert listing.problems == ()


def test_one_source_can_be_asked_alone(night):
    put(night, "police/travel/2025-10-14/b.csv")
    put(night, "court/sentences/2025-10-14/b.csv")
    assert [offer.dataset for offer in sources.available(night, "court").offers] == ["court.sentences"]
    with pytest.raises(SourceError, match=r"unknown source \['customs'\]; known: court, justice, police"):
        sources.available(night, "customs")


@pytest.mark.parametrize(
    ("path", "problem", "code"),
    [
        ("court/sentences/2025-10-15/.a.csv", None, "temporary"),
        ("court/sentences/2025-10-15/a.csv.part", None, "temporary"),
        ("court/sentences/2025-10-15/~$a.xlsx", None, "temporary"),
        ("court/sentences/2025-10-15/a.tmp", None, "temporary"),
        ("court/sentences/2025-10-15/a.csv.md5", None, "sidecar"),
        ("court/sentences/2025-10-15/inner/a.csv", "court/sentences/2025-10-15/inner", "unexpected_folder"),
        ("court/sentences/15.10.2025/a.csv", "court/sentences/15.10.2025", "not_a_date"),
        ("court/sentences/2025-02-30/a.csv", "court/sentences/2025-02-30", "not_a_date"),
        ("court/sentences/20251015/a.csv", "court/sentences/20251015", "not_a_date"),
        ("court/sentences/a.csv", None, "unexpected_file"),
        ("court/verdicts/2025-10-15/a.csv", "court/verdicts", "unknown_dataset"),
        ("customs/a.csv", "customs", "unknown_source"),
    ],
)
def test_what_is_no_delivery_is_named_and_stops_no_other(night, path, problem, code):
    put(night, path)
    put(night, "justice/register/2025-10-15/all.csv")
    assert problems(night)[problem or path] == code
    assert [offer.dataset for offer in sources.available(night).offers] == ["justice.register"]


def test_every_problem_names_the_thing_and_a_cure(night):
    put(night, "court/sentences/15.10.2025/a.csv")
    (found,) = sources.available(night).problems
    assert (found.dataset, found.business_date) == ("court.sentences", None)
    assert "court/sentences/15.10.2025" in found.text
    assert "2025-10-15" in found.text


def test_an_empty_folder_of_a_date_is_a_problem_not_a_delivery(night):
    (night.settings.inbox / "court/sentences/2025-10-15").mkdir(parents=True)
    assert problems(night) == {"court/sentences/2025-10-15": "empty_delivery"}
    assert sources.available(night).offers == ()


def test_a_link_that_leads_out_of_the_inbox_is_not_followed(night, tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    folder = night.settings.inbox / "court/sentences/2025-10-15"
    folder.mkdir(parents=True)
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "b.csv").symlink_to(tmp_path / "nowhere.csv")
    assert problems(night)["court/sentences/2025-10-15/a.csv"] == "not_a_file"
    assert problems(night)["court/sentences/2025-10-15/b.csv"] == "not_a_file"


def test_a_missing_source_folder_is_a_problem_of_that_source_alone(night):
    put(night, "court/sentences/2025-10-15/a.csv")
    (night.settings.inbox / "police").rmdir()
    assert problems(night) == {"police": "missing_source_folder"}
    assert len(sources.available(night).offers) == 1


def test_a_missing_inbox_is_an_error_that_names_the_setting(tmp_path):
    night = Night.of(Settings(home=tmp_path / "var", inbox=tmp_path / "none"), D)
    with pytest.raises(SourceError, match=r"inbox folder .*none does not exist; create it, or set 'inbox'"):
        sources.run(night)
