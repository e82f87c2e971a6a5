from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines import landing
from pipelines.landing import LandingError, arrival
from pipelines.settings import Night, Settings

D = date(2025, 10, 15)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    for source in ("court", "justice", "police"):
        (tmp_path / "inbox" / source).mkdir(parents=True)
    return Night.of(Settings(home=tmp_path / "var", inbox=tmp_path / "inbox"), D)


def put(night: Night, content: bytes, name: str = "a.csv", day: str = "2025-10-15") -> Path:
    file = night.settings.inbox / "court/sentences" / day / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_delivery_lands_byte_for_byte_with_a_manifest(night):
    put(night, b"one", "a.csv")
    put(night, b"\x00\xff", "b.zip")
    assert landing.land(night)["landed"] == 1
    (delivery,) = landing.deliveries(night)
    assert [(file.name, file.bytes) for file in delivery.files] == [("a.csv", 3), ("b.zip", 2)]
    assert [landing.read_verified(delivery, file) for file in delivery.files] == [b"one", b"\x00\xff"]
    manifest = json.loads((delivery.folder / "manifest.json").read_text("utf-8"))
    assert manifest["delivery_id"] == delivery.folder.name == delivery.delivery_id
    assert delivery.folder.parent == night.landing / "court/sentences/2025-10-15"
    assert set(manifest) == {"delivery_id", "dataset", "business_date", "known_from", "sequence", "files"}
    assert set(manifest["files"][0]) == {"name", "sha256", "bytes"}


def test_landed_files_are_read_only_and_folders_private(night):
    put(night, b"one")
    landing.land(night)
    for path in night.landing.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600 if path.name in (".lock", ".seen.json") else 0o400), path


def test_the_same_bytes_again_change_nothing(night):
    put(night, b"one")
    landing.land(night)
    before = tree(night.landing)
    assert landing.land(night) | {"problems": 0} == {
        "offered": 1,
        "landed": 0,
        "unchanged": 1,
        "not_taken": 0,
        "files": 0,
        "bytes": 0,
        "problems": 0,
    }
    assert tree(night.landing) == before


def test_other_bytes_for_the_same_date_are_the_next_in_sequence(night):
    for content in (b"one", b"two", b"three"):
        put(night, content)
        landing.land(night)
    assert [
        (delivery.sequence, landing.read_verified(delivery, delivery.files[0]))
        for delivery in landing.deliveries(night)
    ] == [(1, b"one"), (2, b"two"), (3, b"three")]


def test_what_looks_unchanged_is_not_read_again_and_what_was_touched_is(night, monkeypatch):
    file = put(night, b"one")
    landing.land(night)
    read = []
    real = arrival._digest
    monkeypatch.setattr(arrival, "_digest", lambda *given: read.append(1) or real(*given))
    assert landing.land(night)["unchanged"] == 1
    assert read == []
    os.utime(file, (1, 1))
    assert landing.land(night)["unchanged"] == 1
    assert read == [1]


def test_a_delivery_removed_from_the_store_is_taken_again_though_it_looks_unchanged(night):
    put(night, b"one")
    landing.land(night)
    (delivery,) = landing.deliveries(night)
    shutil.rmtree(delivery.folder)
    assert landing.land(night)["landed"] == 1
    assert landing.deliveries(night) == [delivery]


def test_going_back_to_earlier_bytes_is_said_and_not_silently_ignored(night, caplog):
    for content in (b"one", b"two"):
        put(night, content)
        landing.land(night)
    put(night, b"one")
    counts = landing.land(night)
    assert (counts["landed"], counts["not_taken"]) == (0, 1)
    assert "sequence 2 came later and stays the newest" in caplog.text


def test_the_id_depends_on_names_bytes_dataset_and_date_alone(night, tmp_path):
    put(night, b"one", "a.csv")
    put(night, b"two", "b.csv")
    landing.land(night)
    (first,) = landing.deliveries(night)
    other = Night.of(Settings(home=tmp_path / "elsewhere", inbox=night.settings.inbox), D)
    landing.land(other)
    assert landing.deliveries(other)[0].delivery_id == first.delivery_id
    ids = {first.delivery_id}
    for changed in (("c.csv", b"two", "2025-10-15"), ("a.csv", b"one", "2025-10-14")):
        put(night, changed[1], changed[0], changed[2])
        landing.land(night)
        ids |= {delivery.delivery_id for delivery in landing.deliveries(night)}
    assert len(ids) == 3


def test_only_deliveries_up_to_the_night_are_listed_whatever_has_landed(night):
    put(night, b"one", day="2025-10-14")
    put(night, b"two", day="2025-10-16")
    landing.land(Night.of(night.settings, date(2025, 10, 17)))
    assert [delivery.business_date.day for delivery in landing.deliveries(night)] == [14]


@pytest.mark.parametrize("when", ["chmod", "write_json", "publish"])
def test_killed_midway_leaves_nothing_and_the_next_pull_lands_it_whole(night, monkeypatch, when):
    put(night, b"one", "a.csv")
    put(night, b"two", "b.csv")

    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        if when == "chmod":
            patch.setattr(Path, "chmod", die)
        elif when == "write_json":
            patch.setattr(arrival, "write_json", die)
        else:
            patch.setattr(os, "rename", die)
        with pytest.raises(Killed):
            landing.land(night)
    assert landing.deliveries(night) == []
    assert landing.land(night)["landed"] == 1
    assert len(landing.deliveries(night)[0].files) == 2


def test_a_file_that_changes_while_it_is_read_is_not_taken_and_others_are(night, monkeypatch):
    put(night, b"one", day="2025-10-14")
    put(night, b"two", day="2025-10-15")
    real = arrival._digest

    def while_growing(stream, copy):
        said = real(stream, copy)
        if "2025-10-14" in str(stream.name):
            with Path(stream.name).open("ab") as other:
                other.write(b"more")
        return said

    monkeypatch.setattr(arrival, "_digest", while_growing)
    counts = landing.land(night)
    assert (counts["landed"], counts["not_taken"]) == (1, 1)
    assert [delivery.business_date.day for delivery in landing.deliveries(night)] == [15]


def test_a_damaged_landed_file_is_an_error_that_names_it(night):
    put(night, b"one")
    landing.land(night)
    (delivery,) = landing.deliveries(night)
    file = delivery.folder / "a.csv"
    file.chmod(0o600)
    file.write_bytes(b"0ne")
    with pytest.raises(LandingError, match=r"a\.csv is not what was received .*restore"):
        landing.read_verified(delivery, delivery.files[0])
    file.unlink()
    with pytest.raises(LandingError, match="cannot be read"):
        landing.read_verified(delivery, delivery.files[0])


@pytest.mark.parametrize(
    "damage",
    [
        lambda said: said | {"sequence": "first"},
        lambda said: said | {"delivery_id": "0" * 16},
        lambda said: said | {"dataset": "court.revocations"},
        lambda said: said | {"files": []},
        lambda said: {key: said[key] for key in said if key != "files"},
    ],
)
def test_a_manifest_that_contradicts_its_folder_is_an_error(night, damage):
    put(night, b"one")
    landing.land(night)
    manifest = landing.deliveries(night)[0].folder / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    manifest.chmod(0o600)
    manifest.write_text(json.dumps(damage(said)), "utf-8")
    with pytest.raises(LandingError, match=r"manifest .*manifest\.json (cannot be read|contradicts)"):
        landing.deliveries(night)


def test_a_file_named_like_the_manifest_is_not_taken(night):
    put(night, b"{}", "manifest.json")
    assert landing.land(night)["not_taken"] == 1
    assert landing.deliveries(night) == []
