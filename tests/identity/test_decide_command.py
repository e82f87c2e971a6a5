"""`crosscheck decide` on a sample night: the word stands, and the next run of the night follows it."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from pipelines import identity, sentences
from pipelines.cli import app
from pipelines.reports.reviews import pair_id
from pipelines.settings import Night
from tests.night.sample import INBOX, NIGHTS, result, settings_for

#: one name, birth dates one slip apart, no number: the sample's pair a sentence waits for
SENTENCE, REGISTER = "court.sentences/（2025）内0103刑初42号~1", "justice.register/150103202500003"


@pytest.fixture
def home(first_night, tmp_path):
    """The first sample night as far as it reaches sentences, to be computed again."""
    for step in ("quality", "facts", "identity", "sentences"):
        part = f"nights/{NIGHTS[0].isoformat()}/{step}"
        shutil.copytree(first_night.home / part, tmp_path / part)
    (tmp_path / "canonical").symlink_to(first_night.home / "canonical")
    shutil.copy(first_night.home / "ledger.db", tmp_path / "ledger.db")
    return settings_for(tmp_path)


def crosscheck(home, *words):
    environment = {"CROSSCHECK_HOME": str(home.home), "CROSSCHECK_INBOX": str(INBOX)}
    return CliRunner().invoke(app, list(words), env=environment)


def again(home):
    night = Night.of(home, NIGHTS[0])
    identity.run(night)
    sentences.run(night)
    pairs = {(row["record_a"], row["record_b"]): row for row in result(home, NIGHTS[0], "identity", "pairs")}
    dispositions = {row["record_id"]: row for row in result(home, NIGHTS[0], "sentences", "dispositions")}
    return pairs.get((SENTENCE, REGISTER)), dispositions[SENTENCE]


def test_a_decision_settles_the_sentence_that_waited_for_it_and_another_word_replaces_it(home):
    pair, sentence = again(home)
    assert (pair["outcome"], sentence["disposition"]) == ("review", "needs_review")

    said = crosscheck(home, "decide", "same", REGISTER, SENTENCE, "--reason", "核对了卷宗", "--author", "甲", "--json")
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["before"] == "review"
    pair, sentence = again(home)
    assert (pair["outcome"], pair["way"]) == ("same", "decided")
    assert "甲,自2025-10-15起适用,理由:核对了卷宗" in pair["explanation"]
    assert (sentence["disposition"], sentence["register_record"]) == ("received", REGISTER)
    assert again(home) == (pair, sentence)

    said = crosscheck(
        home, "decide", "DIFFERENT", pair_id(SENTENCE, REGISTER), "--reason", "另有其人", "--author", "乙"
    )
    assert said.exit_code == 0, said.output
    pair, sentence = again(home)
    assert (pair["outcome"], pair["way"]) == ("different", "decided")
    assert sentence["disposition"] == "never_received"

    listed = json.loads(crosscheck(home, "decisions", "--json").stdout)
    assert [(row["decision"], row["author"]) for row in listed] == [("different", "乙")]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("decide", "perhaps", SENTENCE, REGISTER, "--reason", "x"), "not a decision"),
        (("decide", "same", SENTENCE, REGISTER), "--reason"),
        (("decide", "same", SENTENCE, "justice.register/0", "--reason", "x"), "no record 'justice.register/0'"),
        (("decide", "same", SENTENCE, SENTENCE, "--reason", "x"), "one and the same"),
        (("decide", "same", "R-000000000000", "--reason", "x"), "no pair"),
        (("decide", "same", SENTENCE, REGISTER, "--reason", "x", "--night", "2025-10-16"), "has not been run"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_one_line(home, words, complaint):
    said = crosscheck(home, *words)
    assert said.exit_code == 2
    assert complaint in said.stderr
    assert not json.loads(crosscheck(home, "decisions", "--json").stdout)
