"""`crowd analyze`: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import json
import math
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from crowd.cli import main
from tests.cli.test_backup_commands import read_all
from tests.paths import DATA
from tests.tables.workbooks import write_workbook
from tools.running_service import command_line

KEYS = {
    "headline": {"name", "value"},
    "aggregates": {
        "median",
        "mean",
        "trimmed_mean",
        "winsorized_mean",
        "geometric_mean",
        "hodges_lehmann",
        "half_sample_mode",
        "kde_mode",
        "percentile_60",
        "kao_median",
        "kao_mean",
        "minimal_pivot",
        "knowledge_weighted",
        "log_odds_mean",
    },
    "spread": {
        "minimum",
        "quartile_1",
        "quartile_3",
        "maximum",
        "standard_deviation",
        "coefficient_of_variation",
        "quartile_dispersion",
    },
    "diversity": {"shannon_bins", "gini", "sarle", "dip", "dip_p", "groups"},
    "independence": {
        "neighbour_correlation",
        "neighbour_p",
        "runs_p",
        "drift_tau",
        "drift_p",
        "narrowing_p",
        "branch_icc",
        "effective_n",
        "multiples_of_5",
    },
    "uncertainty": {"median_interval", "mean_interval"},
    "scoring": {
        "truth",
        "error",
        "log_error",
        "closer_than",
        "closer_than_log",
        "crowd_error",
        "average_error",
        "prediction_diversity",
        "bracketing",
        "crps",
    },
}
"""The contract's sections and figures; more may stand beside them."""

Analyze = Callable[..., Result]


@pytest.fixture
def analyze(tmp_path: Path) -> Analyze:
    """Provide a function that analyzes a text, from a file or, as `-`, from standard input."""

    def run(text: str | bytes, *options: str, name: str = "answers.csv") -> Result:
        data = text if isinstance(text, bytes) else text.encode()
        if name == "-":
            return CliRunner().invoke(main, ["analyze", "-", *options], input=data)
        file = tmp_path / name
        file.write_bytes(data)
        return CliRunner().invoke(main, ["analyze", str(file), *options])

    return run


def parse_figures(ended: Result) -> dict[str, Any]:
    """Parse the object on standard output, which must not have NaN or infinities."""
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout, parse_constant=pytest.fail)
    return found


def read_rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the published data are not beside the repository: {name}")
    with path.open() as file:
        return list(csv.DictReader(file))


def table(found: Sequence[dict[str, str]], *names: str) -> str:
    lines = [",".join(row[name] for name in names) for row in found]
    return "\n".join([",".join(names), *lines])


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


# JSON


def test_object_has_the_contracts_keys(analyze: Analyze) -> None:
    found = parse_figures(analyze("402\n280\n600\n410\n350\n", "--json", "--truth", "400"))
    top = {"n", "unreadable", "crowd_size_curve", "why_null"}
    assert top | KEYS.keys() <= found.keys()
    assert [keys - found[name].keys() for name, keys in KEYS.items()] == [set()] * len(KEYS)
    assert {"count", "hill_1", "hill_2", "blau"} <= found["diversity"]["groups"].keys()
    assert (found["n"], found["unreadable"]) == (5, 0)
    assert found["headline"] == {"name": "median", "value": 402.0}
    assert found["scoring"]["error"] == 2
    assert [point["k"] for point in found["crowd_size_curve"]] == [1, 3, 5]


def test_every_null_has_its_reason(analyze: Analyze) -> None:
    found = parse_figures(analyze("402\n-1\n", "--json"))
    assert found["aggregates"]["geometric_mean"] is None
    assert "above zero" in found["why_null"]["aggregates.geometric_mean"]
    paths = {f"{section}.{name}": section for section, names in KEYS.items() for name in names}
    nulls = {
        path: section
        for path, section in paths.items()
        if found[section].get(path.partition(".")[2]) is None
    }
    assert "independence.neighbour_p" in nulls
    without = {
        path for path, section in nulls.items() if not {path, section} & found["why_null"].keys()
    }
    assert without <= {"scoring.truth", "diversity.groups"}


def test_figures_have_all_their_digits(analyze: Analyze) -> None:
    values = [0.1, 0.7, 1 / 3]
    found = parse_figures(analyze("\n".join(map(repr, values)), "--json"))
    assert found["aggregates"]["mean"] == np.mean(values)
    assert found["aggregates"]["median"] == 1 / 3


def test_dates_are_written_as_dates(analyze: Analyze) -> None:
    text = "2027-03-01\n2027-03-03\n2027-03-11\n"
    found = parse_figures(analyze(text, "--json", "--kind", "date", "--truth", "2027-03-04"))
    assert found["aggregates"]["median"] == "2027-03-03"
    assert found["aggregates"]["geometric_mean"] is None
    assert (found["spread"]["maximum"], found["scoring"]["truth"]) == ("2027-03-11", "2027-03-04")
    assert found["scoring"]["error"] == -1


def test_chances(analyze: Analyze) -> None:
    ended = analyze("20 %\n80\n", "--json", "--kind", "probability", "--truth", "1")
    found = parse_figures(ended)
    assert found["headline"] == {"name": "log_odds_mean", "value": close(0.5)}
    assert found["scoring"]["brier"] == close(0.25)
    assert "percent" in ended.stderr


def test_choice(analyze: Analyze) -> None:
    text = "own,meta\n" + "1,0.9\n" * 6 + "0,0.7\n" * 4
    options = ("--kind", "choice", "--column", "own", "--others", "meta", "--truth", "0")
    found = parse_figures(analyze(text, "--json", *options))
    assert found["headline"] == {"name": "plurality", "value": "1"}
    assert found["choice"]["surprisingly_popular"] == "0"


def test_optional_columns_reach_the_figures(analyze: Analyze) -> None:
    lines = [
        f"{100 + place % 7},{100 + place % 5},{90},{120},link{place % 4},{'ab'[place % 2]},{place}"
        for place in range(60)
    ]
    text = "guess,rest,lo,hi,link,kind,at\n" + "\n".join(lines)
    options = "--others rest --low lo --high hi --branch link --group kind --order at --truth 104"
    found = parse_figures(analyze(text, "--json", *options.split()))
    assert found["aggregates"]["minimal_pivot"] is not None
    assert found["aggregates"]["interval_weighted"] is not None
    assert (found["scoring"]["interval_coverage"], found["scoring"]["winkler"]) == (1, 30)
    assert found["independence"]["branch_icc"] is not None
    assert found["diversity"]["groups"]["count"] == 2
    assert found["diversity"]["groups"]["blau"] == close(0.5)


def test_question_tells_which_numbers_were_in_view(analyze: Analyze) -> None:
    text = "\n".join(["500"] * 30 + [str(300 + 7 * place) for place in range(40)])
    found = parse_figures(analyze(text, "--json", "--question", "More or fewer than 500?"))
    assert [anchor["number"] for anchor in found["independence"]["anchoring"]] == [500]


def test_same_seed_gives_the_same_figures(analyze: Analyze) -> None:
    text = "\n".join(map(str, np.random.default_rng(5).lognormal(5, 1, 80)))
    one, again = analyze(text, "--json"), analyze(text, "--json", "--seed", "1907")
    other = parse_figures(analyze(text, "--json", "--seed", "1"))
    assert one.stdout == again.stdout
    assert other["independence"]["neighbour_p"] != parse_figures(one)["independence"]["neighbour_p"]


@pytest.mark.parametrize(("name", "value"), [("mean", 34.0), ("geometric_mean", 10.0)])
def test_headline_can_be_chosen(analyze: Analyze, name: str, value: float) -> None:
    found = parse_figures(analyze("1\n1\n100\n", "--json", "--headline", "mean"))
    assert found["headline"] == {"name": "mean", "value": 34}
    found = parse_figures(analyze("1\n10\n100\n91\n", "--json", "--headline", name))
    assert found["headline"]["name"] == name


@pytest.mark.parametrize("name", ["kde_mode", "percentile_60", "kao_median", "minimal_pivot"])
def test_any_aggregate_can_lead_the_report_of_a_file(analyze: Analyze, name: str) -> None:
    read_rows = "guess,others\n80,90\n100,95\n130,100\n"
    options = ("--column", "guess", "--others", "others", "--headline", name, "--truth", "105")
    found = parse_figures(analyze(read_rows, "--json", *options))
    value = found["aggregates"][name]
    assert found["headline"] == {"name": name, "value": value}
    assert found["scoring"]["error"] == close(value - 105)
    assert "none" not in analyze(read_rows, *options).stdout


def test_one_answer_and_answers_that_are_all_equal(analyze: Analyze) -> None:
    one = parse_figures(analyze("402\n", "--json", "--truth", "400"))
    assert (one["n"], one["headline"]["value"], one["scoring"]["error"]) == (1, 402, 2)
    equal = parse_figures(analyze("402\n" * 40, "--json", "--truth", "402"))
    assert (equal["spread"]["standard_deviation"], equal["scoring"]["closer_than"]) == (0, 0)


def test_standard_input(analyze: Analyze) -> None:
    ended = analyze("\ufeffguess\n1,234\n1.2k\n", "--json", name="-")
    assert parse_figures(ended)["spread"]["maximum"] == 1234
    assert ended.stderr == ""


def test_json_lines(analyze: Analyze) -> None:
    ended = analyze('402\n"1.2k"\n', "--json", name="answers.jsonl")
    assert parse_figures(ended)["aggregates"]["mean"] == 801


def test_locale(analyze: Analyze) -> None:
    found = parse_figures(
        analyze("a;wert\n1;1.234,5\n", "--json", "--locale", "de-DE", "--column", "2")
    )
    assert found["aggregates"]["median"] == 1234.5


# What cannot be read


def test_rows_that_cannot_be_read_are_named_and_counted(analyze: Analyze) -> None:
    text = "guess\n402\n" + "many\n" * 22 + "inf\n" * 3 + "nan\n" * 4
    ended = analyze(text, "--json", "--anyway")
    found = parse_figures(ended)
    assert (found["n"], found["unreadable"], found["no_answer"]) == (1, 25, 4)
    first, *named = ended.stderr.splitlines()
    assert first == "25 rows could not be read."
    assert named[0].startswith("Line 3: “many”. There is no number in digits")
    assert [line.partition(":")[0] for line in named[:20]] == [f"Line {n}" for n in range(3, 23)]
    assert named[20] == "... and 3 more: This is not a number."
    assert named[21].startswith("... and 2 more: There is no number in digits")
    assert named[22] == "4 rows have no answer."


def test_file_of_which_less_than_half_can_be_read_ends_with_2(analyze: Analyze) -> None:
    ended = analyze("who,guess\na,402\nb,many\nc,few\nd,\n", "--column", "guess")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.endswith(
        "Error: Only 1 of 3 answers of column 'guess' could be read. Name another --column or --kind, "
        "or add --anyway.\n"
    )
    assert analyze("guess\n402\nmany\n\n").exit_code == 0


def test_quoted_cells_are_short_and_visible(analyze: Analyze) -> None:
    ended = analyze("guess\n402\n" + "x" * 5000 + "\x1b[31m\nhi\x1b[31m\n500\n")
    assert [len(line) < 120 for line in ended.stderr.splitlines()] == [True] * 3
    assert "\x1b" not in ended.stderr


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_empty_file(analyze: Analyze, text: str) -> None:
    ended = analyze(text)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == "Error: answers.csv is empty.\n"


@pytest.mark.parametrize("text", ["guess\n", "guess\nmany\n", "nan\n"])
def test_no_readable_row(analyze: Analyze, text: str) -> None:
    ended = analyze(text, "--json")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr.endswith("Error: answers.csv has no row that can be read.\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--column", "weight"), "There is no column 'weight'. Name one with --column"),
        (("--order", "when"), "There is no column 'when'. Name one with --order"),
        (("--low", "guess"), "give both --low and --high, or neither"),
        (("--headline", "best"), "'best' cannot lead a number. Choose median, "),
        (("--headline", "plurality"), "'plurality' cannot lead a number."),
        (("--locale", "klingon"), "'klingon' is no language"),
        (("--truth", "unknown"), "--truth cannot be read"),
        (("--truth", "1.200"), "That can mean 1.2 or 1,200. Type 1.2 or 1200."),
        (("--truth", "1,200", "--locale", "de"), "That can mean 1,2 or 1.200. Type 1,2 or 1200."),
        (("--truth", "1.200 kg"), "kg. Type 1.2 or 1200."),
        (("--kind", "weight"), "'weight' is not one of 'number', 'date', 'duration'"),
        (("--seed", "-1"), "-1 is not in the range"),
    ],
)
def test_options_that_cannot_be_followed(
    analyze: Analyze, options: tuple[str, ...], message: str
) -> None:
    ended = analyze("slip,guess\n1,402\n", *options)
    assert ended.exit_code != 0
    assert ended.stdout == ""
    assert message in ended.stderr


def test_columns_that_are_there_are_named(analyze: Analyze) -> None:
    table = "name,slip,pieces\nAnna,1,402\nBen,2,n/a\n"
    ended = analyze(table, "--column", "beads")
    problem, *columns = ended.stderr.splitlines()
    assert problem.startswith(
        "Error: There is no column 'beads'. Name one with --column, or its number"
    )
    assert columns == [
        "   1  'name'",
        "   2  'slip'    numbers",
        "   3  'pieces'  numbers",
    ]
    doubtful = analyze(table)
    assert doubtful.stderr.startswith("Error: It is not clear which column has the answers.")
    assert doubtful.stderr.splitlines()[1:] == columns


def test_columns_of_answers_are_listed_however_far_back_they_are(analyze: Analyze) -> None:
    names = [f"text {number}" for number in range(60)]
    table = ",".join([*names, "a", "b"]) + "\n" + ",".join(["x"] * 60 + ["1", "2"]) + "\n"
    lines = analyze(table).stderr.splitlines()
    assert lines[1:3] == ["   1  'text 0'", "   2  'text 1'"]
    assert lines[-3:] == [
        "  61  'a'        numbers",
        "  62  'b'        numbers",
        "      and 42 more",
    ]
    dates = analyze("day,n\n2027-01-01,5\n", "--kind", "date", "--column", "when")
    assert dates.stderr.splitlines()[1:] == ["   1  'day'  dates", "   2  'n'"]


def test_help_has_examples_that_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = CliRunner().invoke(main, ["analyze", "--help"], terminal_width=100).stdout
    examples = re.findall(r"^ +crowd (analyze .*)$", shown, re.MULTILINE)
    assert len(examples) == 5
    (tmp_path / "guesses.csv").write_text("guess\n402\n280\n")
    (tmp_path / "times.csv").write_text("1:02:10\n59:30\n")
    (tmp_path / "long.csv").write_text("question,value,truth\njar,1,2\nox,3,4\n")
    (tmp_path / "wide.xlsx").write_bytes(
        write_workbook({"wide": [["who", "jar", "ox"], ["Anna", 402, 9]]})
    )
    (tmp_path / "contest.csv").write_text("name,guess\nAnna,1300\nBen,1400\n")
    monkeypatch.chdir(tmp_path)
    for example in examples:
        ended = CliRunner().invoke(main, shlex.split(example))
        assert (example, ended.exit_code) == (example, 0), ended.output
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_people_stand_beside_shares(analyze: Analyze) -> None:
    text = "colour\n" + "red\n" * 2 + "blue\n" * 2 + "green\n" * 3
    lines = analyze(text, "--kind", "choice").stdout.splitlines()
    shares = [re.sub(r"\s+\S*█+ ", " ", line).strip() for line in lines if "█" in line]
    assert shares == ["green 43%, 3 people", "blue 29%, 2 people", "red 28%, 2 people"]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["analyze", str(tmp_path / "none.csv")])
    assert ended.exit_code == 1
    assert "none.csv cannot be read (No such file or directory)." in ended.stderr


# The report


def test_report_begins_with_the_answer(analyze: Analyze) -> None:
    text = "\n".join(map(str, range(300, 500, 4)))
    ended = analyze(text, "--truth", "410")
    assert (ended.exit_code, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[0] == "answers.csv: answers of 50 people"
    assert lines[2:4] == [
        "  Middle answer: 398",
        "  Truth: 410 (the median is 2.9% too low)",
    ]
    titles = [line for line in lines if line and not line.startswith(" ")]
    assert titles[1:] == [
        "In plain words",
        "Was this a wise crowd? Hard to say: 3 of 4 signs are unknown",
        "Ways of putting the answers together",
        "How far they agree",
        "How far smaller crowds would have been off",
        "Scores",
        "What could not be computed",
    ]
    (headline,) = [line for line in lines if line.endswith("^ median 398")]
    (truth,) = [line for line in lines if line.endswith("^ truth 410")]
    assert headline.index("^") < truth.index("^")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("402\n", ()),
        ("402\n" * 40, ("--truth", "9000")),
        ("1\n1000000\n3\n", ("--truth", "0")),
        ("-5\n0\n5\n", ("--headline", "geometric_mean")),
        ("0.1\n0.9\n", ("--kind", "probability", "--truth", "no")),
        ("2027-03-01\n2027-03-02\n", ("--kind", "date")),
        ("0001-01-01\n9999-12-31\n", ("--kind", "date")),
        ("red\nblue\nred\n", ("--kind", "choice", "--truth", "blue")),
        ("red\nblue\n", ("--kind", "choice")),
        ("1e100\n-1e100\n", ()),
        ("1e-100\n1e100\n", ("--truth", "1")),
    ],
)
def test_report_is_plain_text_of_80_columns(
    analyze: Analyze, text: str, options: tuple[str, ...]
) -> None:
    ended = analyze(text, *options)
    assert ended.exit_code == 0, ended.output
    assert "What could not be computed" in ended.stdout
    assert "\x1b" not in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80
    assert [line for line in ended.stdout.splitlines() if line != line.rstrip()] == []


def test_answers_beyond_the_picture_are_counted(analyze: Analyze) -> None:
    text = "\n".join(map(str, [*range(-50, 51), 90_000]))
    words = " ".join(analyze(text).stdout.split())
    assert "1 answer is beyond " in words


def test_truth_beyond_the_picture_has_an_arrow(analyze: Analyze) -> None:
    ended = analyze("\n".join(map(str, range(100, 150))), "--truth", "9,000")
    assert any(line.endswith("truth 9,000 >") for line in ended.stdout.splitlines())


@pytest.mark.processes
def test_terminal_has_large_figures_and_output_without_unicode_none(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(map(str, range(300, 500, 4))))
    terminal, other_end = pty.openpty()
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": "60"}
    with subprocess.Popen(
        command_line("analyze", str(file)), env=settings, stdout=other_end, stderr=other_end
    ) as process:
        os.close(other_end)
        shown = read_all(terminal)
    assert process.returncode == 0
    assert "▀▀█ █▀█ █▀█" in shown
    assert "▲ median" in shown
    plain = subprocess.run(
        command_line("analyze", str(file)),
        env={**os.environ, "PYTHONIOENCODING": "ascii", "FORCE_COLOR": "1"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"#" in plain.stdout
    assert b"\x1b" not in plain.stdout
    plain.stdout.decode("ascii")


# A million


READ_AND_SORT = """
import csv, sys
with open(sys.argv[1]) as file:
    sorted(float(row[0].strip().replace(",", "")) for i, row in enumerate(csv.reader(file)) if i)
"""


MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(f"{used.ru_utime} {used.ru_maxrss}")
sys.stdout.buffer.write(done.stdout)
sys.exit(done.returncode)
"""


def run_measured(
    folder: Path, *arguments: str
) -> tuple[subprocess.CompletedProcess[bytes], float, int]:
    """Run a command; return it with its seconds of processor time and its peak of memory in KB.

    It measures itself, as its parent knows only the largest peak of all its children.
    """
    notes = folder / "used"
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, str(notes), *arguments],
        capture_output=True,
        timeout=100,
        check=True,
    )
    seconds, memory = notes.read_text().split()
    return ended, float(seconds), int(memory) // (1024 if sys.platform == "darwin" else 1)


@pytest.mark.processes
def test_a_million_rows_within_bounds(tmp_path: Path) -> None:
    file = tmp_path / "million.csv"
    values = np.random.default_rng(1).lognormal(6, 1, 1_000_000)
    file.write_text("guess\n" + "\n".join(f"{value:.2f}" for value in values))
    ended, took, memory = run_measured(tmp_path, *command_line("analyze", str(file), "--json"))
    # Twice what it takes, as a multiple of what this processor takes to read and sort the numbers:
    # in time of their own, for machines that do other things beside it.
    yardstick = run_measured(tmp_path, sys.executable, "-c", READ_AND_SORT, str(file))[1]
    assert took < 14 * yardstick
    assert memory < 600_000
    found = json.loads(ended.stdout)
    assert (found["n"], ended.stderr) == (1_000_000, b"")
    assert found["aggregates"]["mean"] == pytest.approx(values.mean(), rel=1e-5)


# Published figures


def test_planet_moneys_cow(analyze: Analyze) -> None:
    text = table(read_rows("planet_money_cow/guesses.csv"), "guess")
    found = parse_figures(analyze(text, "--json", "--truth", "1355"))
    assert found["n"] == 17_184
    assert found["aggregates"]["mean"] == pytest.approx(1287.083, abs=0.0005)
    assert found["aggregates"]["geometric_mean"] == pytest.approx(1171.932443, abs=5e-7)
    spread = found["spread"]
    assert [spread["quartile_1"], found["headline"]["value"], spread["quartile_3"]] == [
        907.5,
        1245,
        1542,
    ]
    assert spread["maximum"] == 14_555
    assert found["independence"]["neighbour_p"] is None
    assert "sorted" in found["why_null"]["independence.neighbour_p"]


@pytest.mark.parametrize(
    ("question", "published"),
    [
        ("1", (2644, 132, 130)),
        ("2", (1959, 338, 300)),
        ("3", (26773, 8178, 10000)),
        ("4", (838, 174, 170)),
        ("5", (1017, 285, 250)),
        ("6", (135051, 6039, 4000)),
    ],
)
def test_lorenz_table_1(
    analyze: Analyze, question: str, published: tuple[float, float, float]
) -> None:
    # The paper leaves out one first estimate of question 2.
    found = [
        row
        for row in read_rows("lorenz2011/estimates.csv")
        if row["question"] == question and row["e1"] and float(row["e1"]) != 400_000_000
    ]
    read = parse_figures(analyze(table(found, "subject", "e1"), "--json", "--column", "e1"))
    figure = read["aggregates"]
    assert [round(figure[name]) for name in ("mean", "geometric_mean", "median")] == [*published]


@pytest.mark.parametrize(
    ("column", "published"), [("estimate", 814.6392), ("final_estimate", 865.0712)]
)
def test_palley_and_satopaas_example(analyze: Analyze, column: str, published: float) -> None:
    found = [
        row for row in read_rows("palley_peer_predictions/calories.csv") if row["question"] == "1"
    ]
    text = table(found, "judge", column, "prediction_of_others")
    options = ("--column", column, "--others", "prediction_of_others", "--truth", "990")
    read = parse_figures(analyze(text, "--json", *options))
    assert read["n"] == 73
    assert read["aggregates"]["knowledge_weighted"] == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("thread", "n", "median", "mean", "deviation", "variation"),
    [
        ("hal5jdl0", 423, 657, 8855.13, 76379.1, 8.63),
        ("fscmakcz", 464, 55, 2360.57, 42038.6, 17.81),
        ("wv4xujg7", 460, 999, 2748.00, 31206.8, 11.36),
        ("bvpj37io", 476, 56, 1239.85, 25435.5, 20.51),
    ],
)
def test_engelhardts_threads(
    analyze: Analyze,
    thread: str,
    n: int,
    median: float,
    mean: float,
    deviation: float,
    variation: float,
) -> None:
    found = [row for row in read_rows("engelhardt_threads/threads.csv") if row["thread"] == thread]
    text = table(found, "decision_order", "guess")
    read = parse_figures(analyze(text, "--json", "--order", "decision_order"))
    assert (read["n"], read["aggregates"]["median"]) == (n, median)
    assert math.isclose(read["aggregates"]["mean"], mean, abs_tol=0.005)
    assert math.isclose(read["spread"]["standard_deviation"], deviation, abs_tol=0.05)
    assert math.isclose(read["spread"]["coefficient_of_variation"], variation, abs_tol=0.005)
    assert read["independence"]["neighbour_p"] is not None
