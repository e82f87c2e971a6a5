"""A month of nights in random order is the month in order, byte for byte; the second time costs next to nothing.

Some ten minutes of computing: `make backfill-check`, or CROSSCHECK_MONTH=<nights> before pytest.
"""

from __future__ import annotations

import os
import random
import time

import pytest

from benchmarks.month import base_rows, days, write_month
from pipelines import ledger
from pipelines.operating.backfill import backfill
from tests.night.sample import bytes_below, settings_for

NIGHTS = int(os.environ.get("CROSSCHECK_MONTH", "0"))
SENTENCES = 150

pytestmark = pytest.mark.skipif(not NIGHTS, reason="make backfill-check runs it")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("month")
    write_month(base_rows(folder, SENTENCES, seed=1), folder / "inbox", NIGHTS)
    return folder / "inbox"


@pytest.fixture(scope="module")
def in_order(inbox, tmp_path_factory):
    return ran(inbox, tmp_path_factory.mktemp("in_order") / "var", days(NIGHTS))


def ran(inbox, home, nights):
    settings, started = settings_for(home, inbox=inbox), time.process_time()
    list(backfill(settings, nights))
    print(f"{len(nights)} nights: {time.process_time() - started:.1f} CPU seconds")
    return settings


def published(settings):
    return {name: bytes_below(settings.home / name) for name in ("canonical", "nights", "reports")}


def test_a_month_in_random_order_is_the_month_in_order(in_order, inbox, tmp_path):
    shuffled = days(NIGHTS)
    random.Random(20251015).shuffle(shuffled)
    assert shuffled != days(NIGHTS)
    mixed = ran(inbox, tmp_path / "var", shuffled)
    one, other = published(in_order), published(mixed)
    for folder in one:
        assert one[folder].keys() == other[folder].keys()
        assert [name for name in one[folder] if one[folder][name] != other[folder][name]] == []
    assert ledger.content_digest(in_order) == ledger.content_digest(mixed)


def test_a_month_again_changes_nothing_and_costs_next_to_nothing(in_order, inbox):
    before, digest = published(in_order), ledger.content_digest(in_order)
    started = time.process_time()
    ran(inbox, in_order.home, days(NIGHTS))
    assert time.process_time() - started < NIGHTS
    assert published(in_order) == before
    assert ledger.content_digest(in_order) == digest
