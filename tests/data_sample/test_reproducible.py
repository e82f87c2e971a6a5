"""The committed sample is what the generator writes, byte for byte."""

from __future__ import annotations

from pathlib import Path

from data.generator.generate import Plan, write_sample


def _files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_committed_bytes(sample: Path, written_again: Path) -> None:
    committed, again = _files(sample), _files(written_again)
    assert sorted(committed) == sorted(again)
    assert [name for name in committed if committed[name] != again[name]] == []


def test_another_seed_gives_another_world(tmp_path: Path, sample: Path) -> None:
    write_sample(Plan(seed=7, sentences=600, releases=10), tmp_path)
    one, other = (root / "truth" / "identity.csv" for root in (sample, tmp_path))
    assert one.read_bytes() != other.read_bytes()


def test_the_sample_stays_small(sample: Path) -> None:
    assert sum(len(content) for content in _files(sample).values()) < 5_000_000
