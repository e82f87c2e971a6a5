"""Guided by coverage: atheris looks for bytes that take the framing of delimited text down a new path.

Run by `make fuzz`; needs the extra `fuzz` (Linux on x86-64) and says so where it is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SEPARATORS = (",", ";", "\t", "|")


def main() -> int:
    """Run so many cases; exit code 0 where all laws held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20251015)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("guided: skipped, atheris is not installed (pip install -c constraints.txt -e '.[fuzz]')")
        return 0
    if asked.folder is None:
        return _run_apart(asked.cases, asked.seed)
    import atheris

    with atheris.instrument_imports(include=["pipelines.standardise"]):
        from tests.fuzz.dirt import PLAN_HEADER, TOKENS
        from tests.fuzz.laws import PLANS, assert_blocks_change_nothing, assert_nothing_lost, read_file

    folder: Path = asked.folder
    seen = {"cases": 0, "rows": 0, "rejected": 0}

    def one(data: bytes) -> None:
        """The first byte chooses separator and encoding, the rest stands below the header."""
        separator, encoding = _dialect(data[0] if data else 0)
        content = separator.join(PLAN_HEADER).encode(encoding) + b"\n" + data[1:]
        seen["cases"] += 1
        for read in read_file(PLANS, "a.csv", content):
            assert_nothing_lost(read.content, read.extract, separator)
            if len(data) % 5 == 0:  # many small blocks cost more than all else
                assert_blocks_change_nothing(PLANS, "a.csv", content, read, 1 + len(data) % 37)
            seen["rows"] += read.extract.rows
            seen["rejected"] += len(read.extract.rejected)
        if seen["cases"] % 10_000 == 0 or seen["cases"] == asked.cases:  # the engine ends the process itself
            said = ", ".join(f"{count:,} {what}" for what, count in seen.items())
            print(f"guided by coverage, seed {asked.seed}: {said}", flush=True)

    (folder / "corpus").mkdir()
    for first in range(8):
        separator, encoding = _dialect(first)
        rows = ("1¦2¦3¦张伟\n", '1¦2¦3¦"多\n行""甲"\n', '1¦2¦3¦"甲¦乙"\n5¦5¦5\n', "¦¦¦\n9¦9¦9¦丂亅¦¦\n")
        for number, row in enumerate(rows):
            sound = row.replace("¦", separator).encode(encoding)
            (folder / f"corpus/{first}-{number}").write_bytes(bytes([first]) + sound * 2)
    (folder / "tokens").write_text(
        "".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in TOKENS)
    )
    limits = [f"-runs={asked.cases}", f"-seed={asked.seed}", "-max_len=400", "-verbosity=0"]
    # what breaks a law is kept in the folder and named
    atheris.Setup(
        [sys.argv[0], *limits, f"-dict={folder}/tokens", f"-artifact_prefix={folder}/", f"{folder}/corpus"], one
    )
    atheris.Fuzz()
    return 0


def _run_apart(cases: int, seed: int) -> int:
    """In a process of its own, which the engine ends as it likes; what broke a law is left in its folder."""
    folder = Path(tempfile.mkdtemp(prefix="crosscheck-fuzz-"))
    asked = ["--cases", str(cases), "--seed", str(seed), "--folder", str(folder)]
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.guided", *asked])
    if done.returncode:
        print(f"guided: a law was broken; the bytes are in {folder}, the error stands above")
    else:
        shutil.rmtree(folder)
    return done.returncode


def _dialect(byte: int) -> tuple[str, str]:
    return SEPARATORS[byte % 4], ("utf-8", "gb18030")[byte // 4 % 2]


if __name__ == "__main__":
    sys.exit(main())
