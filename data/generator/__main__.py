"""Command line of the sample generator."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.generator.dirt import Rates
from data.generator.generate import SEED, Plan, write_sample
from data.generator.places import REGION


def main() -> None:
    """Write a sample."""
    parser = argparse.ArgumentParser(
        prog="python -m data.generator", description="Write synthetic exports and their truth."
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that receives inbox/, truth/ and README.md")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sentences", type=int, default=Plan.sentences, help="court sentences, planted ones included")
    parser.add_argument("--releases", type=int, default=Plan.releases, help="ordinary prison releases")
    parser.add_argument(
        "--counties", nargs="+", choices=tuple(REGION), default=list(REGION), help="where ordinary people live"
    )
    for name, rate in vars(Rates()).items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=float, default=rate, help="share of people (default %(default)s)"
        )
    given = parser.parse_args()
    rates = Rates(**{name: getattr(given, name) for name in vars(Rates())})
    world = write_sample(Plan(given.seed, given.sentences, given.releases, rates, tuple(given.counties)), given.out)
    print(
        f"{len(world.sentences)} sentences, {len(world.terms)} register rows, {len(world.people)} people → {given.out}"
    )


if __name__ == "__main__":
    main()
