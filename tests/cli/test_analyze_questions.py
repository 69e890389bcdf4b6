"""`crowd analyze` with several questions in one file: long and wide tables, truths, people, summaries."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from pyarrow.parquet import read_table

from crowd.cli import main
from tests.paths import CASES

Run = Callable[..., Result]

ANSWERS = {
    "jar": [402, 280, 600, 410, 350, 399, 420],
    "ox": [1197, 1250, 900, 1300, 1208, 1100, 1400],
    "tower": [300, 320, 250, 330, 324, 310, 500],
}
TRUTHS = {"jar": 410, "ox": 1198, "tower": 330}
PEOPLE = ["Anna", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gül"]


def rows_to_csv(rows: list[list[Any]]) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def long_table() -> str:
    rows = [
        [question, person, value, TRUTHS[question]]
        for person, values in zip(PEOPLE, zip(*ANSWERS.values(), strict=True), strict=True)
        for question, value in zip(ANSWERS, values, strict=True)
    ]
    return rows_to_csv([["question", "person", "value", "truth"], *rows])


def wide_table() -> str:
    rows = [
        [name, *values]
        for name, values in zip(PEOPLE, zip(*ANSWERS.values(), strict=True), strict=True)
    ]
    return rows_to_csv([["person", *ANSWERS], *rows])


@pytest.fixture
def analyze(tmp_path: Path) -> Run:
    """Provide a function that analyzes a text in a file."""

    def run(text: str, *options: str) -> Result:
        file = tmp_path / "answers.csv"
        file.write_text(text)
        return CliRunner().invoke(main, ["analyze", str(file), *options])

    return run


def parsed(ended: Result) -> dict[str, Any]:
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout, parse_constant=pytest.fail)
    return found


def alone(analyze: Run, question: str, *options: str) -> dict[str, Any]:
    """The object for one question in a file of its own."""
    text = rows_to_csv([[value] for value in ANSWERS[question]])
    found = parsed(analyze(text, "--json", *options))
    del found["file"], found["column"]
    return found


# Long and wide


def test_each_value_of_by_gives_the_figures_of_its_rows_alone(analyze: Run) -> None:
    found = parsed(analyze(long_table(), "--column", "value", "--by", "question", "--json"))
    assert found["file"] == "answers.csv"
    assert list(found["questions"]) == list(ANSWERS)
    for name, figures in found["questions"].items():
        assert figures.pop("column") == "value"
        assert figures == alone(analyze, name)


@pytest.mark.parametrize(
    "options", [("--all",), ("--column", "jar", "--column", "ox", "--column", "4")]
)
def test_each_column_gives_the_figures_of_its_cells_alone(
    analyze: Run, options: tuple[str, ...]
) -> None:
    found = parsed(analyze(wide_table(), *options, "--json"))
    assert list(found["questions"]) == list(ANSWERS)
    for name, figures in found["questions"].items():
        assert figures.pop("column") == name
        assert figures == alone(analyze, name)


def test_columns_and_by_together_make_a_question_of_each_pair(analyze: Run) -> None:
    text = "day,jar,ox\nMon,1,10\nTue,3,30\nMon,2,20\nTue,4,50\n"
    found = parsed(analyze(text, "--column", "jar", "--column", "ox", "--by", "day", "--json"))
    medians = {name: one["headline"]["value"] for name, one in found["questions"].items()}
    assert medians == {"Mon, jar": 1.5, "Tue, jar": 3.5, "Mon, ox": 15, "Tue, ox": 40}


def test_one_question_has_file_and_column(analyze: Run) -> None:
    found = parsed(analyze(wide_table(), "--column", "ox", "--json"))
    assert (found["file"], found["column"]) == ("answers.csv", "ox")
    assert "questions" not in found
    assert found["headline"]["value"] == 1208
    numbered = parsed(analyze("402\n280\n", "--json"))
    assert (numbered["file"], numbered["column"]) == ("answers.csv", "1")


def test_reports_name_file_column_and_question(analyze: Run) -> None:
    ended = analyze(long_table(), "--column", "value", "--by", "question")
    titles = [line for line in ended.stdout.splitlines() if ": answers of " in line]
    assert titles == [f"answers.csv, {name}, column value: answers of 7 people" for name in ANSWERS]
    one = analyze(wide_table(), "--column", "ox").stdout.splitlines()[0]
    assert one == "answers.csv, column ox: answers of 7 people"
    last = ended.stdout.splitlines()[-3:]
    assert [line.split() for line in last] == [
        ["jar", "7", "402"],
        ["ox", "7", "1,208"],
        ["tower", "7", "320"],
    ]


def test_text_of_the_question_is_named(analyze: Run) -> None:
    options = ("--column", "ox", "--question", "How heavy is the ox?")
    assert analyze(wide_table(), *options).stdout.splitlines()[:2] == [
        "answers.csv, column ox: answers of 7 people",
        "  How heavy is the ox?",
    ]
    assert parsed(analyze(wide_table(), *options, "--json"))["question"] == "How heavy is the ox?"


def test_columns_that_hold_no_answers_are_left_out_of_all_and_told(analyze: Run) -> None:
    text = "row,jar,comment,gap,Start time\n1,402,fine,,2\n2,280,so so,,3\n3,600,9,,5\n"
    ended = analyze(text, "--all", "--json")
    assert parsed(ended)["column"] == "jar"
    assert "left out: row (it numbers the rows), comment, gap." in ended.stderr


def test_all_without_any_column_of_answers(analyze: Run) -> None:
    ended = analyze("a,b\nx,y\n", "--all")
    assert ended.exit_code == 1
    assert "No column holds answers." in ended.stderr


def test_rows_without_a_question_are_left_out_and_told(analyze: Run) -> None:
    text = "question,value\njar,1\n,99\njar,3\nox,5\nox,7\n"
    ended = analyze(text, "--by", "question", "--json")
    found = parsed(ended)
    assert {name: one["n"] for name, one in found["questions"].items()} == {"jar": 2, "ox": 2}
    assert "Rows without anything in --by question, which were left out: 1." in ended.stderr


def test_questions_that_differ_in_case_are_one(analyze: Run) -> None:
    found = parsed(analyze("q,value\nJar,1\njar,3\nox,5\nJar,7\n", "--by", "q", "--json"))
    assert {name: one["n"] for name, one in found["questions"].items()} == {"Jar": 3, "ox": 1}


def test_too_many_questions_are_refused(analyze: Run) -> None:
    text = "q,value\n" + "".join(f"q{number},{number}\n" for number in range(501))
    ended = analyze(text, "--by", "q")
    assert ended.exit_code == 1
    assert "There would be 501 questions, and at most 500" in ended.stderr


def test_question_whose_answers_cannot_be_read_is_told_and_others_go_on(analyze: Run) -> None:
    names = [f"option {number}" for number in range(21)]
    text = "q,value\n" + "".join(f"big,{name}\n" for name in names) + "small,a\nsmall,b\nsmall,a\n"
    ended = analyze(text, "--by", "q", "--kind", "choice", "--json")
    found = parsed(ended)
    assert list(found["questions"]) == ["small"]
    assert "big was left out. " in ended.stderr
    assert "a choice has at most 20" in ended.stderr


def test_unreadable_rows_are_told_by_question(analyze: Run) -> None:
    text = "q,value\njar,1\njar,many\nox,NA\nox,5\n"
    ended = analyze(text, "--by", "q", "--json")
    found = parsed(ended)["questions"]
    assert [(one["unreadable"], one["no_answer"]) for one in found.values()] == [(1, 0), (0, 1)]
    assert ended.stderr.splitlines() == [
        "jar: 1 row could not be read.",
        "jar: Line 3: “many”. There is no number in digits.",
        "ox: 1 row has no answer.",
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--all", "--column", "jar"), "Give --all, or --column"),
        (("--all", "--others", "ox"), "--others belongs to one column of answers."),
        (("--column", "jar", "--truth", "1", "--truth-column", "ox"), "--truth or --truth-column"),
        (("--column", "jar", "--column", "ox", "--truth-column", "tower"), "of its own"),
        (("--all", "--truth-column", "tower"), "of its own"),
        (("--all", "--truth", "410"), "--truth '410' does not begin with the name of a question."),
        (("--all", "--by", "nothing"), "There is no column 'nothing'"),
        (("--all", "--summary", "out.txt"), "End its name in .csv or .parquet."),
        (("--all", "--summary", "nowhere/out.csv"), "There is no folder nowhere"),
    ],
)
def test_requests_that_cannot_be_followed(
    analyze: Run, options: tuple[str, ...], told: str
) -> None:
    ended = analyze(wide_table(), *options)
    assert ended.exit_code == 1
    assert told in ended.stderr
    assert ended.stdout == ""


# Truths


def test_name_of_a_question_is_quoted_for_the_shell(analyze: Run) -> None:
    renamed = wide_table().replace("jar", "the ox's $(id) `jar`", 1)
    ended = analyze(renamed, "--all", "--truth", "410")
    command = re.search(r"Write (--truth .*), once for each", ended.stderr)
    assert command is not None
    assert shlex.split(command[1]) == ["--truth", "the ox's $(id) `jar`=TRUTH"]


def test_truths_are_given_by_question(analyze: Run) -> None:
    found = parsed(
        analyze(wide_table(), "--all", "--truth", "ox=1,198", "--truth", "jar=410", "--json")
    )
    truths = {name: one["scoring"]["truth"] for name, one in found["questions"].items()}
    assert truths == {"jar": 410, "ox": 1198, "tower": None}
    assert found["questions"]["ox"]["scoring"]["error"] == 10


def test_truth_of_a_long_table_is_in_each_row(analyze: Run) -> None:
    options = ("--column", "value", "--by", "question", "--truth-column", "truth", "--json")
    found = parsed(analyze(long_table(), *options))
    for name, figures in found["questions"].items():
        assert figures["scoring"] == alone(analyze, name, "--truth", str(TRUTHS[name]))["scoring"]


def test_truths_of_a_wide_table_are_in_columns_in_the_same_order(analyze: Run) -> None:
    text = "a,ta,b,tb\n1,2,10,20\n3,2.0,30,\n"
    pairs = ("--column", "a", "--truth-column", "ta", "--column", "b", "--truth-column", "tb")
    found = parsed(analyze(text, *pairs, "--json"))
    assert [one["scoring"]["truth"] for one in found["questions"].values()] == [2, 20]


def test_truth_is_converted_from_the_unit_in_its_header(analyze: Run) -> None:
    text = "weight (kg),truth (lbs)\n540,1200\n560,1200\n550,\n"
    options = ("--column", "1", "--truth-column", "2", "--json")
    assert parsed(analyze(text, *options))["scoring"]["truth"] == 544.310844
    own = text.replace("1200", "545 kg")
    assert parsed(analyze(own, *options))["scoring"]["truth"] == 545
    ended = analyze(text.replace("lbs", "cm"), *options)
    assert "The column of truths is in cm, and the answers are in kg." in ended.stderr


def test_units_in_a_column_of_their_own_belong_to_the_answers(analyze: Run) -> None:
    text = 'name,weight,what\nA,540,kg\nB,1200,lbs\nC,560,kg\nD,"1,250",lbs\nE,500,\nF,n/a,kg\n'
    ended = analyze(text, "--column", "weight", "--json")
    found = parsed(ended)
    assert found["aggregates"]["mean"] == pytest.approx((540 + 560 + 500 + 2450 * 0.45359237) / 5)
    assert found["no_answer"] == 1
    assert "The units in column 'what' are read with the answers: kg, lbs." in ended.stderr
    named = analyze("guess,Unit\n5,$\n6,$\n", "--column", "guess", "--json")
    assert "The units in column 'Unit' are read with the answers: $." in named.stderr
    for group in ("sex", "class"):
        people = f"guess,{group}\n5,m\n6,g\n7,g\n"
        assert "read with the answers" not in analyze(people, "--column", "guess").stderr


def test_texts_that_stand_nowhere_below_are_the_header_of_choices(analyze: Run) -> None:
    text = "What colour?,Which size?\nred,big\nred,small\nblue,big\nblue,small\n"
    ended = analyze(text, "--all", "--kind", "choice", "--json")
    questions = parsed(ended)["questions"]
    assert {name: one["n"] for name, one in questions.items()} == {
        "What colour?": 4,
        "Which size?": 4,
    }
    assert "The first row is taken for a header: What colour?, Which size?." in ended.stderr
    rows = "red,big\nred,small\nblue,big\nblue,small\n"
    questions = parsed(analyze(rows, "--all", "--kind", "choice", "--json"))["questions"]
    assert {name: one["n"] for name, one in questions.items()} == {"1": 4, "2": 4}


def test_truth_of_durations_is_in_the_unit_of_the_column(analyze: Run) -> None:
    found = parsed(
        analyze("minutes\n90\n120\n100\n", "--kind", "duration", "--truth", "90", "--json")
    )
    assert found["scoring"]["truth"] == 5400


def test_truth_tells_whether_a_point_groups_thousands(analyze: Run) -> None:
    text = "Name;Schätzung\nA;1.430\nB;1.450\nC;1.390\n"
    found = parsed(analyze(text, "--truth", "1412", "--json"))
    assert found["aggregates"]["median"] == 1430
    found = parsed(analyze(text, "--truth", "1.4", "--json"))
    assert found["aggregates"]["median"] == 1.43


def test_question_names_the_unit(analyze: Run) -> None:
    text = "height\n2.1\n200 cm\n1.95\n2.05\n"
    found = parsed(analyze(text, "--question", "How tall is the door in metres?", "--json"))
    assert found["aggregates"]["mean"] == pytest.approx(2.025)


def test_cells_below_merged_ones_belong_to_the_text_above(analyze: Run) -> None:
    ended = analyze(
        "class,guess\n5a,390\n,470\n,400\n5b,450\n,420\n,435\n", "--by", "class", "--json"
    )
    questions = parsed(ended)["questions"]
    assert {name: one["n"] for name, one in questions.items()} == {"5a": 3, "5b": 3}
    assert "Rows without anything in --by class belong to the text above them" in ended.stderr
    ended = analyze("q,value\njar,1\nox,2\n,3\njar,4\n,5\nox,9\n", "--by", "q", "--json")
    assert {name: one["n"] for name, one in parsed(ended)["questions"].items()} == {
        "jar": 2,
        "ox": 2,
    }


def test_question_of_which_most_cannot_be_read_is_left_out_and_told(analyze: Run) -> None:
    text = "a,b\n390,many\n470,few\n400,lots\n450,12\n420,some\n"
    options = ("--column", "a", "--column", "b", "--json")
    ended = analyze(text, *options)
    assert [*parsed(ended)["questions"]] == ["a"]
    assert "b was left out. Only 1 of 5 answers could be read. Add --anyway" in ended.stderr
    assert [*parsed(analyze(text, *options, "--anyway"))["questions"]] == ["a", "b"]


def test_truths_that_differ_within_a_question_are_refused(analyze: Run) -> None:
    text = "q,value,truth\njar,1,5\nox,3,9\njar,2,6\n"
    ended = analyze(text, "--column", "value", "--by", "q", "--truth-column", "truth")
    assert ended.exit_code == 1
    assert "The truths of 'jar' differ: 5 on line 2, 6 on line 4." in ended.stderr


def test_truth_that_is_none_is_refused_with_its_line(analyze: Run) -> None:
    ended = analyze(
        "value,truth\n1,\n2,about right\n", "--column", "value", "--truth-column", "truth"
    )
    assert ended.exit_code == 1
    assert "on line 3 cannot be read: about right." in ended.stderr


def test_truth_of_chances_and_choices_is_read_from_a_column(analyze: Run) -> None:
    text = "p,happened,colour,right\n0.2,yes,red,Blue\n0.7,yes,blue,blue\n0.6,Yes,red,blue\n"
    chance = parsed(
        analyze(
            text, "--column", "p", "--kind", "probability", "--truth-column", "happened", "--json"
        )
    )
    assert chance["scoring"]["truth"] == 1
    choice = parsed(
        analyze(text, "--column", "colour", "--kind", "choice", "--truth-column", "right", "--json")
    )
    assert choice["scoring"]["truth"] == "blue"


# People


def test_person_who_repeats_within_a_question_is_told(analyze: Run) -> None:
    text = "q,who,value\njar,Anna,1\njar,Ben,2\nox,Anna,3\njar,anna,4\nox,Ben,5\n"
    ended = analyze(text, "--column", "value", "--by", "q", "--person", "who", "--json")
    assert parsed(ended)["questions"]["jar"]["n"] == 3
    assert ended.stderr == (
        "jar: People who answered more than once: 1, with 2 answers, all of which count "
        "(Anna on lines 2, 5).\n"
    )


def test_closest_people_are_named_with_ties(analyze: Run) -> None:
    text = "name,value\nAnna,420\nBen,405\nCleo,395\nDan,600\n,401\nEva,405\n"
    options = ("--column", "value", "--truth", "400", "--name", "name")
    found = parsed(analyze(text, *options, "--json"))["closest_people"]
    assert [(one["place"], one["name"], one["value"], one["distance"]) for one in found] == [
        (1, "(no name, line 6)", 401, 1),
        (2, "Ben", 405, 5),
        (2, "Cleo", 395, 5),
        (2, "Eva", 405, 5),
        (5, "Anna", 420, 20),
        (6, "Dan", 600, 200),
    ]
    assert "first" not in analyze(text, *options).stdout.partition("Who came closest")[2][:300]


def test_winner_of_a_contest_is_told() -> None:
    path = CASES / "contest.csv"
    if not path.exists():
        pytest.skip("the files of other people are not beside the repository: contest.csv")
    ended = CliRunner().invoke(main, ["analyze", str(path), "--name", "name", "--truth", "170"])
    winners = ended.stdout.partition("Who came closest\n")[2].splitlines()[:3]
    assert [line.split() for line in winners] == [
        ["1.", "bob", "180", "off", "by", "10"],
        ["2.", "cyd", "150", "off", "by", "20"],
        ["3.", "ann", "120", "off", "by", "50"],
    ]


def test_earlier_of_two_equals_is_told(analyze: Run) -> None:
    options = ("--column", "value", "--truth", "400", "--name", "name")
    tied = analyze("name,value\nBen,405\nCleo,395\nDan,600\n", *options)
    assert "Ben and Cleo came equally close; Ben answered first." in tied.stdout
    ordered = analyze(
        "name,value,at\nBen,405,2\nCleo,395,1\nDan,600,3\n", *options, "--order", "at"
    )
    assert "Cleo and Ben came equally close; Cleo answered first." in ordered.stdout


def test_order_of_a_sorted_file_does_not_tell_who_was_first(analyze: Run) -> None:
    rows = "".join(f"p{number},{number}\n" for number in range(40))
    ended = analyze("name,value\n" + rows, "--column", "value", "--truth", "19.5", "--name", "name")
    assert "2 people share the first place; who answered first is not known." in ended.stdout


def test_people_who_chose_right_are_named(analyze: Run) -> None:
    text = "name,value\nAnna,red\nBen,blue\nCleo,blue\n"
    found = parsed(
        analyze(
            text,
            "--column",
            "value",
            "--kind",
            "choice",
            "--truth",
            "blue",
            "--name",
            "name",
            "--json",
        )
    )
    assert [(one["place"], one["name"]) for one in found["closest_people"]] == [
        (1, "Ben"),
        (1, "Cleo"),
    ]


def test_many_equals_are_counted(analyze: Run) -> None:
    rows = "".join(f"p{number},{5 if number % 2 else 7}\n" for number in range(40))
    text = "name,value\n" + rows
    options = ("--column", "value", "--truth", "5", "--name", "name")
    assert len(parsed(analyze(text, *options, "--json"))["closest_people"]) == 10
    report = analyze(text, *options).stdout
    assert "And 10 more as close as the last." in report
    assert "20 people share the first place; p1 answered first." in report


# The summary


def test_summary_has_a_row_for_each_question(analyze: Run, tmp_path: Path) -> None:
    options = ("--column", "value", "--by", "question", "--truth-column", "truth", "--json")
    of_csv, of_parquet = tmp_path / "s.csv", tmp_path / "s.parquet"
    found = parsed(analyze(long_table(), *options, "--summary", str(of_csv)))
    assert analyze(long_table(), *options, "--summary", str(of_parquet)).exit_code == 0
    rows = read_table(of_parquet).to_pylist()
    assert rows == found["summary"]
    with of_csv.open(newline="") as file:
        texts = list(csv.DictReader(file))
    assert [
        {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows
    ] == texts
    assert [row["question"] for row in rows] == list(ANSWERS)
    for row in rows:
        values = ANSWERS[row["question"]]
        assert (row["n"], row["truth"]) == (7, TRUTHS[row["question"]])
        assert row["median"] == row["value"] == np.median(values)
        assert row["mean"] == pytest.approx(np.mean(values), rel=1e-12)
        assert row["error"] == row["median"] - row["truth"]


def test_summary_never_overwrites_the_answers(analyze: Run, tmp_path: Path) -> None:
    ended = analyze(wide_table(), "--all", "--summary", str(tmp_path / "answers.csv"))
    assert ended.exit_code == 1
    assert "would overwrite the answers" in ended.stderr
    assert (tmp_path / "answers.csv").read_text() == wide_table()


# Warnings


def many_questions(people: int = 40) -> str:
    rng = np.random.default_rng(5)
    rows = [
        [f"q{question}", f"p{person}", round(100 * 4**question * rng.lognormal(0, 0.4))]
        for person in range(people)
        for question in range(6)
    ]
    return rows_to_csv([["question", "person", "value"], *rows])


def test_pooled_questions_are_warned_of_with_what_to_type(analyze: Run) -> None:
    ended = analyze(many_questions(), "--column", "value", "--json")
    found = parsed(ended)
    assert found["warnings"] == ended.stderr.splitlines()
    blocks, people = found["warnings"]
    assert "between the 6 values of 'question'" in blocks
    assert blocks.endswith("add --by question.")
    assert "240 answers come from 40 people by 'person'" in people
    assert people.endswith("add --person person.")


def test_options_that_tell_questions_apart_end_the_warning(analyze: Run) -> None:
    for options in (("--by", "question"), ("--person", "person")):
        ended = analyze(many_questions(), "--column", "value", "--json", *options)
        assert "Warning" not in ended.stderr


def test_groups_that_answer_one_question_are_no_reason_to_warn(analyze: Run) -> None:
    rng = np.random.default_rng(8)
    rows = [
        [
            f"g{person % 4}",
            person % 7,
            f"p{person}",
            round(100 * rng.lognormal(person % 4 / 5, 0.4)),
        ]
        for person in range(200)
    ]
    ended = analyze(rows_to_csv([["team", "table", "person", "value"], *rows]), "--column", "value")
    assert (ended.exit_code, ended.stderr) == (0, "")


def test_column_that_rises_with_the_answers_is_no_question(analyze: Run) -> None:
    rng = np.random.default_rng(9)
    values = np.round(rng.lognormal(4, 0.5, 300))
    rows = [[round(value, -1), value] for value in values]
    ended = analyze(rows_to_csv([["expected", "value"], *rows]), "--column", "value")
    assert ended.stderr == ""


def test_decimal_mark_of_a_question_comes_from_the_whole_column(analyze: Run) -> None:
    text = "q;value\njar;1.200\njar;900\nheight;1,75\nheight;1,80\nox;1.198\n"
    found = parsed(analyze(text, "--by", "q", "--truth", "ox=1.197", "--json"))["questions"]
    means = {name: one["aggregates"]["mean"] for name, one in found.items()}
    assert means == {"jar": 1050, "height": 1.775, "ox": 1198}
    assert found["ox"]["scoring"]["truth"] == 1197


def test_name_of_a_question_tells_the_unit(analyze: Run) -> None:
    text = "q,value\nHeight (m),1.75 m\nHeight (m),175 cm\nmoney,2m\nmoney,2000000\nmoney,3000000\n"
    found = parsed(analyze(text, "--by", "q", "--json"))["questions"]
    assert [one["aggregates"]["median"] for one in found.values()] == [1.75, 2e6]
