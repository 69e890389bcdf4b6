"""`crowd.analyze`: the command's figures for what a program has, or a clear error."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

import crowd
from crowd.cli import main

GUESSES = [402, 280, 600, 410, 350]


def command(tmp_path: Path, text: str, *options: str) -> dict[str, Any]:
    """The figures that the command prints, without the names of file and column."""
    file = tmp_path / "answers.csv"
    file.write_text(text)
    ended = CliRunner().invoke(main, ["analyze", str(file), "--json", *options])
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout)
    del found["file"], found["column"]
    return found


def test_figures_are_those_of_the_command(tmp_path: Path) -> None:
    text = "value,team,low,high,who\n402,a,300,500,Anna\n280,b,200,300,Ben\n600,a,,,Cleo\nmany,b,1,2,D\n"
    options = ("--column", "value", "--group", "team", "--low", "low", "--high", "high")
    printed = command(tmp_path, text, *options, "--name", "who", "--truth", "400", "--seed", "5")
    found = crowd.analyze(
        [402, "280", 600.0, "many"],
        group=["a", "b", "a", "b"],
        low=[300, 200, None, 1],
        high=[500, 300, float("nan"), 2],
        name=["Anna", "Ben", "Cleo", "D"],
        truth=400,
        seed=5,
    )
    assert json.loads(json.dumps(found.to_dict())) == printed
    assert printed["closest_people"][0]["name"] == "Anna"
    assert found.notes == ["Value 3 cannot be read: 'many'. There is no number in digits."]


@pytest.mark.parametrize(
    "values",
    [
        tuple(GUESSES),
        iter(GUESSES),
        np.array(GUESSES),
        np.array(GUESSES, np.float32),
        np.ma.masked_array([*GUESSES, 9], [0, 0, 0, 0, 0, 1]),
        pa.array([*GUESSES, None]),
        pa.chunked_array([[402, 280], [600, 410, 350]]),
        ["402", "~280", "0.6k", "410", "350"],
        [*GUESSES, None, float("nan"), "n/a", ""],
    ],
)
def test_arrays_and_columns_of_any_library_are_read(values: Any) -> None:
    found = crowd.analyze(values, truth=400)
    assert (found.results.n, found.results.unreadable) == (5, 0)
    assert found.results.aggregates["mean"] == pytest.approx(408.4)
    assert found.results.scoring["error"] == 2


@pytest.mark.parametrize(
    ("kind", "values", "truth", "headline"),
    [
        ("probability", [0.2, 0.8, 0.7], True, pytest.approx(0.5701425, rel=1e-6)),
        ("percentage", [20, 80, 70], 70, 70.0),
        ("duration", [timedelta(minutes=2), "3 min", 60], timedelta(seconds=130), 120.0),
        ("duration", np.array([60, 120, 180], "timedelta64[s]"), 100, 120.0),
        (
            "date",
            [date(2027, 3, 1), datetime(2027, 3, 2, 5, tzinfo=UTC), "2027-03-03"],
            date(2027, 3, 2),
            "2027-03-02",
        ),
        (
            "date",
            np.array(["2027-03-01", "2027-03-02", "2027-03-03"], "datetime64[ns]"),
            "2027-03-02",
            "2027-03-02",
        ),
        ("choice", ["red", "blue", "red"], "blue", "red"),
        ("choice", [1, 2, 2], 2, "2"),
    ],
)
def test_kinds(kind: str, values: Any, truth: Any, headline: Any) -> None:
    found = crowd.analyze(values, kind=kind, truth=truth).to_dict()
    assert (found["n"], found["headline"]["value"]) == (3, headline)
    assert found["scoring"]["truth"] is not None


def test_number_is_no_text_that_could_be_read_in_two_ways() -> None:
    found = crowd.analyze([1.234, 1.3, 1.4], truth=1.234, locale="de")
    assert found.results.aggregates["median"] == 1.3
    assert found.results.scoring["truth"] == 1.234


@pytest.mark.parametrize(
    ("values", "options", "told"),
    [
        (pa.table({"a": [1]}), {}, "values is a whole table. Give one column of it"),
        (np.ones((2, 2)), {}, "values has 2 dimensions."),
        ("402", {}, "values is a str."),
        (402, {}, "values is a int."),
        ({1: 2}, {}, "values is a dict."),
        ({1, 2}, {}, "values is a set."),
        ([1, 2], {"group": ["a"]}, "group has 1 values, and there are 2 answers."),
        ([1, 2], {"group": "ab"}, "group is a str."),
        ([1, 2], {"low": [1, 1]}, "A range has two ends"),
        ([1, 2], {"kind": "weight"}, "There is no kind 'weight'. Choose one of number,"),
        ([1, 2], {"headline": "mode"}, "'mode' cannot lead a number."),
        ([1, 2], {"truth": "many"}, "truth cannot be read."),
        ([1, 2], {"kind": "percentage", "truth": 120}, "The truth cannot be 120."),
        ([1, 2], {"locale": "xx"}, "'xx' is no language"),
        ([], {}, "None of the values can be read."),
        (["many", None], {}, "Value 0 cannot be read: 'many'."),
    ],
)
def test_what_cannot_be_analyzed_is_told(values: Any, options: dict[str, Any], told: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        crowd.analyze(values, **options)
    assert told in str(caught.value)


def test_plain_text_has_headline_sentences_and_what_was_left_out() -> None:
    lines = repr(crowd.analyze([*GUESSES, "many", None], truth=400)).splitlines()
    assert lines[:2] == ["5 people answered", "Middle answer: 402"]
    assert lines[2].startswith("The crowd guessed 0.5% too high, and still beat 4 ")
    assert lines[-2:] == [
        "Value 5 cannot be read: 'many'. There is no number in digits.",
        "Values without an answer: 1.",
    ]


def test_notebook_shows_picture_and_sentences() -> None:
    found = crowd.analyze([*GUESSES, "<b>"], truth=400, question="How many <i>?", locale="de")
    drawn = found._repr_html_()
    assert drawn.startswith('<div class="crowd-analysis" lang="de" dir="ltr">')
    assert drawn.count("<circle") == 2 * 5
    assert "How many &lt;i&gt;?" in drawn
    assert "&#39;&lt;b&gt;&#39;" in drawn
    assert "Die Gruppe schätzte 0,5\N{NO-BREAK SPACE}% zu hoch" in drawn
    styles = drawn.partition("<style>")[2].partition("</style>")[0]
    rules = [line for line in styles.splitlines() if line and not line.startswith("/*")]
    assert [line for line in rules if not line.startswith(".crowd-analysis")] == []


def test_package_stays_light_until_it_is_used() -> None:
    code = "import sys, crowd; print({'numpy', 'jinja2', 'scipy'} & {*sys.modules})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
    with pytest.raises(AttributeError):
        _ = crowd.nothing
