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
    parser.add_argument("--releases", type=int, help="ordinary prison releases")
    parser.add_argument("--times", type=int, help="how often each case is planted")
    parser.add_argument("--finished", type=float, help="share of ordinary sentences served long ago")
    parser.add_argument("--nights", type=int, choices=(1, 2, 3), help="how many nights to write")
    parser.add_argument(
        "--counties", nargs="+", choices=tuple(REGION), default=list(REGION), help="where ordinary people live"
    )
    for name, rate in vars(Rates()).items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=float, default=rate, help="share of people (default %(default)s)"
        )
    given = parser.parse_args()
    rates = Rates(**{name: getattr(given, name) for name in vars(Rates())})
    chosen = {name: getattr(given, name) for name in ("releases", "times", "finished", "nights")}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    plan = Plan.of_size(given.sentences, seed=given.seed, rates=rates, counties=tuple(given.counties), **chosen)
    world = write_sample(plan, given.out)
    print(
        f"{len(world.sentences)} sentences, {len(world.terms)} register rows, {len(world.people)} people → {given.out}"
    )


if __name__ == "__main__":
    main()
