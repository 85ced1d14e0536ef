"""The evidence of the estimate is read strictly: what it does not say is not made up."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.readiness import EVIDENCE
from trainer.domain.readiness.evidence import Level
from trainer.services.readiness_evidence import COMMAND, EVIDENCE_FILE, BadEvidence, Tenth, read_evidence


def written(folder: Path, content: Any) -> Path:
    file = folder / "evidence.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def test_what_the_test_of_the_estimate_writes_is_read(tmp_path):
    evidence = read_evidence(written(tmp_path, EVIDENCE))
    assert (evidence.made_on, evidence.seeds, evidence.track) == (date(2026, 3, 1), (1, 2), "cpc")
    assert (evidence.learners, evidence.estimated) == (2000, 1500)
    assert [(row.level, row.n) for row in evidence.coverage] == [(Level.FIRST, 1000), (Level.GOOD, 500)]
    assert evidence.reliability[1] == Tenth(0.9, 1.0, 1100, 0.95, 0.94)
    assert evidence.command == (
        'make bench NAME=readiness ARGS="--track cpc --population usual --seeds 1 2 --learners 1000 '
        '--write trainer/services/readiness_evidence.json"'
    )


def test_where_there_is_no_file_there_is_no_evidence(tmp_path):
    assert read_evidence(tmp_path / "missing.json") is None
    assert COMMAND == 'make bench NAME=readiness ARGS="--write trainer/services/readiness_evidence.json"'


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("date",), "yesterday"),
        (("date",), None),
        (("seeds",), []),
        (("seeds",), ["1"]),
        (("track",), "cic"),
        (("learners",), "2000"),
        (("learners",), 1499),
        (("estimated",), 0),
        (("estimated",), 1499),
        (("invented",), 1),
        (("coverage",), []),
        (("coverage", 0, "level"), "excellent"),
        (("coverage", 0, "share"), 1.01),
        (("coverage", 0, "n"), 999),
        (("reliability", 0, "from"), -0.1),
        (("reliability", 0, "n"), 401),
        (("reliability", 0, "observed"), "0.1"),
        (("brier",), {"model": 0.1}),
        (("brier", "model"), True),
    ],
)
def test_anything_else_is_refused(tmp_path, path, value):
    content = deepcopy(EVIDENCE)
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BadEvidence):
        read_evidence(written(tmp_path, content))


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_file_that_is_cut_off_is_refused(tmp_path, text):
    with pytest.raises(BadEvidence):
        read_evidence(written(tmp_path, text))


def test_the_evidence_that_is_shipped_can_be_read():
    if EVIDENCE_FILE.is_file():
        assert read_evidence().learners >= 10_000
