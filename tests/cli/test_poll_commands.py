"""Polls, answers and checks from the command line."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from crowd.kinds.kind import Kind
from tests.cli.in_process import output_of, refusal_line, run_in_process
from tests.factories import in_hours
from tests.kind_examples import EXAMPLES, typed_truth, typed_values, values_of
from tests.test_cli import run_command
from tools.running_service import command_line, service_environment

pytestmark = pytest.mark.processes


def create_poll(data: Path, *options: str) -> dict[str, Any]:
    always = ("--question", "How many?", "--closes-at", in_hours(1), "--json")
    poll: dict[str, Any] = json.loads(output_of(data, "create", *always, *options))
    return poll


def changed(data: Path, *arguments: str) -> str:
    state: str = json.loads(output_of(data, *arguments, "--json"))["state"]
    return state


def test_life_of_a_poll(data: Path) -> None:
    options = ("--unit", "pieces", "--minimum", "0", "--reveal", "manual", "--base", "https://a.b/")
    poll = create_poll(data, *options)
    assert poll["url"] == f"https://a.b/p/{poll['id']}"
    assert poll["admin_url"] == f"https://a.b/a/{poll['admin_token']}"
    slips = data.with_name("slips.csv")
    slips.write_text("slip,pieces\n1,402\n2,about many\n3,1.2k\n\n4,\n")
    entering = ("import", poll["url"], str(slips), "--column", "pieces", "--name", "slip")
    ended = run_command(data, *entering)
    assert ended.returncode == 0
    assert ended.stdout == "2 answers entered, 0 there already, 1 row not entered.\n"
    assert [line.partition(":")[0] for line in ended.stderr.splitlines()] == [
        "Line 3",
        "1 row has no answer.",
    ]
    assert run_in_process(data, *entering).stdout == (
        "0 answers entered, 2 there already, 1 row not entered.\n"
    )
    assert refusal_line(data, "export", poll["id"]).startswith("Error: Nobody can see anything")
    assert "still open" in refusal_line(data, "reveal", poll["id"])
    assert changed(data, "close", poll["id"]) == "closed"
    assert (
        refusal_line(data, *entering)
        == "Error: The poll is closed: no answer can be added or changed."
    )
    assert changed(data, "reveal", poll["id"]) == "revealed"
    assert changed(data, "resolve", poll["id"], "-5") == "resolved"

    rows = list(csv.DictReader(output_of(data, "export", poll["id"]).splitlines()))
    assert [(row["value"], row["on_behalf"]) for row in rows] == [("402", "true"), ("1200", "true")]
    output = data.with_name("answers.json")
    assert output_of(data, "export", poll["id"], "--format", "json", "--output", str(output)) == ""
    copy = create_poll(data, "--unit", "pieces")
    for name in ("answers.xlsx", "answers.parquet", "answers.csv"):
        file = data.with_name(name)
        assert output_of(data, "export", poll["id"], "--output", str(file)) == ""
        again = ("import", copy["id"], str(file), "--column", "value", "--name", "label")
        ended = run_in_process(data, *again)
        entered = 2 if name == "answers.xlsx" else 0
        assert f"{entered} answers entered, {2 - entered} there already" in ended.stdout
    piped = subprocess.run(
        command_line("export", poll["id"], "--format", "xlsx"),
        env=service_environment(data),
        capture_output=True,
        check=True,
    )
    assert piped.stdout == data.with_name("answers.xlsx").read_bytes()
    german = output_of(data, "export", poll["id"], "--format", "excel-csv", "--locale", "de")
    assert german.startswith("\ufeffvalue;at;on_behalf;label\n402;")
    assert "--locale" in refusal_line(data, "export", poll["id"], "--locale", "de")
    exported = json.loads(output.read_bytes())
    assert [(row["value"], row["at"][:10]) for row in exported] == [
        (402, rows[0]["at"][:10]),
        (1200, rows[1]["at"][:10]),
    ]


def test_export_of_no_answers(data: Path) -> None:
    poll = create_poll(data, "--kind", "date", "--minimum", "2027-01-01", "--truth", "2027-03-27")
    assert changed(data, "close", poll["id"]) == "resolved"
    assert output_of(data, "export", poll["id"], "--format", "json") == "[]"
    assert output_of(data, "export", poll["id"]) == "value,at,on_behalf,label\n"


def test_choice_from_end_to_end(data: Path) -> None:
    options = ("--option", "Red", "--option", "Dark blue")
    poll = create_poll(data, "--kind", "choice", *options)
    file = data.with_name("slips.csv")
    file.write_text("dark blue\nred\ngreen\n")
    ended = run_in_process(data, "import", poll["id"], str(file))
    assert ended.stdout == "2 answers entered, 0 there already, 1 row not entered.\n"
    assert ended.stderr == "Line 3: “green”. Choose one of these: “Red” or “Dark blue”.\n"
    assert changed(data, "close", poll["id"]) == "revealed"
    assert changed(data, "resolve", poll["id"], "red") == "resolved"
    rows = csv.DictReader(output_of(data, "export", poll["id"]).splitlines())
    assert [row["value"] for row in rows] == ["Dark blue", "Red"]


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
def test_any_kind_from_end_to_end(data: Path, kind: Kind) -> None:
    options = [part for option in kind.options for part in ("--option", option)]
    poll = create_poll(data, "--kind", kind.name, "--truth", typed_truth(kind), *options)
    file = data.with_name("slips.csv")
    file.write_text("".join(f"{text}\n" for text in ("answer", *typed_values(kind))))
    ended = run_in_process(data, "import", poll["id"], str(file))
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert ended.stdout == "5 answers entered, 0 there already, 0 rows not entered.\n"
    assert changed(data, "close", poll["id"]) == "resolved"
    rows = csv.DictReader(output_of(data, "export", poll["id"]).splitlines())
    assert [row["value"] for row in rows] == [str(kind.to_json(value)) for value in values_of(kind)]


def test_bounds_of_a_duration_are_read_as_people_write_them(data: Path) -> None:
    poll = create_poll(data, "--kind", "duration", "--minimum", "15 min", "--maximum", "2 h")
    file = data.with_name("slips.csv")
    file.write_text("answer\n1:30\n3 h\n")
    ended = run_in_process(data, "import", poll["id"], str(file))
    assert ended.stdout == "1 answer entered, 0 there already, 1 row not entered.\n"
    assert "The answer must be 2\N{NO-BREAK SPACE}h or shorter." in ended.stderr


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (("--minimum", "1.200"), "--minimum cannot be read. That can mean 1.2 or 1,200."),
        (("--maximum", "1.200"), "--maximum cannot be read. That can mean 1.2 or 1,200."),
        (("--maximum", "0x10"), "--maximum cannot be read. Enter only a number, such as 40."),
        (("--kind", "duration", "--maximum", "5:30"), "--maximum cannot be read. That can mean"),
        (("--unit", "kg", "--truth", "12 %"), "You typed a percent sign, but answers are not in"),
        (("--unit", "kg", "--minimum", "12 %"), "--minimum cannot be read. You typed a percent"),
        (("--truth", "1.200"), "That can mean 1.2 or 1,200. Type 1.2 or 1200."),
    ],
)
def test_bound_or_truth_with_several_readings_is_asked_about(
    data: Path, options: tuple[str, ...], refusal: str
) -> None:
    always = ("--question", "How many?", "--closes-at", in_hours(1))
    assert refusal_line(data, "create", *always, *options).startswith(f"Error: {refusal}")


def test_bounds_of_a_number_are_read_as_people_write_them(data: Path) -> None:
    poll = create_poll(data, "--unit", "kg", "--minimum", "1,200", "--maximum", "3k kg")
    file = data.with_name("slips.csv")
    file.write_text("answer\n1200\n1199\n3001\n")
    ended = run_in_process(data, "import", poll["id"], str(file))
    assert ended.stdout == "1 answer entered, 0 there already, 2 rows not entered.\n"


def test_import_from_standard_input(data: Path) -> None:
    poll = create_poll(data, "--kind", "percentage")
    ended = subprocess.run(
        command_line("import", poll["id"], "-", "--name", "1", "--column", "2"),
        env=service_environment(data),
        cwd=data.parent,
        input="\ufeffa,12 %\nb,15\nc,none\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stdout == "2 answers entered, 0 there already, 0 rows not entered.\n"
    assert ended.stderr == "1 row has no answer.\n"


def test_import_of_two_tables_without_labels(data: Path) -> None:
    poll = create_poll(data)
    for folder in ("monday", "tuesday"):
        file = data.with_name(folder) / "slips.csv"
        file.parent.mkdir()
        file.write_text("12\n15\n")
        ended = run_in_process(data, "import", poll["id"], str(file))
        assert ended.stdout == "2 answers entered, 0 there already, 0 rows not entered.\n"
    assert "--name" in refusal_line(data, "import", poll["id"], "-")


def test_import_without_any_readable_row(data: Path) -> None:
    poll = create_poll(data)
    file = data.with_name("nothing.csv")
    file.write_text("answer\n" + "many\n" * 25 + "none\n")
    ended = run_in_process(data, "import", poll["id"], str(file))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 22
    assert ended.stderr.endswith("... and 5 more.\n1 row has no answer.\n")


def test_import_of_doubtful_answers_enters_nothing_until_it_is_confirmed(data: Path) -> None:
    poll = create_poll(data, "--unit", "kg")
    file = data.with_name("slips.csv")
    file.write_text("Name;Gewicht\na;1.200\nb;1.300\nc;many\nd,x;many;7\n")
    entering = ("import", poll["id"], str(file), "--name", "Name")
    ended = run_in_process(data, *entering)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Line 2: “1.200” is doubtful, and read as 1.2\N{NO-BREAK SPACE}kg." in ended.stderr
    assert "2 answers in column 'Gewicht', from 1.2" in ended.stderr
    assert "Nothing was entered, as some of it is doubtful." in ended.stderr
    ended = run_in_process(data, *entering, "--locale", "de")
    assert ended.stdout == "2 answers entered, 0 there already, 2 rows not entered.\n"
    again = run_in_process(data, *entering, "--locale", "de", "--yes")
    assert again.stdout == "0 answers entered, 2 there already, 2 rows not entered.\n"
    changed(data, "close", poll["id"])
    rows = csv.DictReader(output_of(data, "export", poll["id"]).splitlines())
    assert [row["value"] for row in rows] == ["1200", "1300"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--closes-at", "2027-04-18T20:00:00"), "Write --closes-at with its offset"),
        (("--closes-at", "soon"), "Write --closes-at with its offset"),
        (("--minimum", "few"), "--minimum cannot be read. Enter the number"),
        (
            ("--kind", "duration", "--minimum", "1:30"),
            "--minimum cannot be read. That can mean",
        ),
        (("--kind", "percentage", "--unit", "kg"), "--unit is not for a percentage"),
        (("--truth", "unknown"), "Enter the number in digits"),
        (("--kind", "probability", "--truth", "0.5"), "Write yes if it happened"),
        (("--kind", "choice", "--option", "Red"), "Give at least 2 answers"),
        (("--question", "\N{HANGUL FILLER}"), "Write the question"),
        (("--unit", "\N{ZERO WIDTH SPACE}"), "There is nothing to see in this text"),
        (("--option", "Red"), "--option is not for a number"),
    ],
)
def test_poll_that_cannot_be_made(data: Path, options: tuple[str, str], message: str) -> None:
    always = ("--question", "How many?", "--closes-at", in_hours(1))
    assert refusal_line(data, "create", *always, *options).startswith(f"Error: {message}")
