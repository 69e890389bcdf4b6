"""The report as one HTML file: nothing from elsewhere, all questions, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from crowd.cli import main

VOID = {"meta", "link", "br", "img", "input"}

WIDE = "name,jar,<b>ox</b>\nAnna,402,1197\nBen,280,1250\nCleo,600,900\nDan,410,1300\nEva,350,1208\n"


class Page(HTMLParser):
    """The elements of a page, with a check that each is closed; texts by the innermost tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], " ".join(data.split())))


@pytest.fixture
def report(tmp_path: Path) -> Callable[..., str]:
    """Provide a function that writes a report on a text, and reads it."""

    def write(text: str, *options: str) -> str:
        (tmp_path / "answers.csv").write_text(text)
        output = tmp_path / "report.html"
        arguments = ["analyze", str(tmp_path / "answers.csv"), "--report", str(output), *options]
        ended = CliRunner().invoke(main, arguments)
        assert ended.exit_code == 0, ended.output
        return output.read_text()

    return write


def cells(page: str) -> list[list[str]]:
    """The rows of the table of all questions."""
    table = page.partition('<table class="overview">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_one_file_without_scripts_and_without_anything_from_elsewhere(
    report: Callable[..., str],
) -> None:
    page = Page(report(WIDE, "--column", "jar", "--column", "3", "--truth", "jar=400"))
    tags = {tag for tag, _ in page.elements}
    assert {"svg", "style", "table", "details"} <= tags
    assert tags & {"script", "link", "img", "iframe", "object", "form"} == set()
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert {"#question-1", "#question-2", "#all-questions"} == {*links}
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len({*ids})
    styles = next(text for tag, text in page.texts if tag == "style")
    assert re.findall(r"url\(|@import", styles) == []
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_table_of_all_questions(report: Callable[..., str]) -> None:
    page = report(WIDE, "--column", "jar", "--column", "3", "--truth", "jar=400")
    assert cells(page) == [
        ["Question", "Answers", "The crowd", "Correct answer", "Off by"],
        ["jar", "5", "402", "400", "0.5%"],
        ["&lt;b&gt;ox&lt;/b&gt;", "5", "1,208", "", ""],
    ]
    assert "<b>ox" not in page
    assert "2 questions · 10 answers" in page


def test_truth_of_a_choice_is_right_or_wrong(report: Callable[..., str]) -> None:
    page = report(
        "q,value\na,red\na,red\na,blue\nb,red\nb,blue\nb,red\n",
        *(
            "--by",
            "q",
            "--column",
            "value",
            "--kind",
            "choice",
            "--truth",
            "a=red",
            "--truth",
            "b=blue",
        ),
    )
    assert [row[-1] for row in cells(page)] == ["Off by", "right", "wrong"]


def test_one_question_has_no_table_of_all(report: Callable[..., str]) -> None:
    page = report(
        WIDE, "--column", "jar", "--question", "How many beads?", "--name", "name", "--truth", "405"
    )
    texts = Page(page).texts
    assert ("title", "How many beads?") in texts
    assert ("p", "5 people · answers.csv, column jar") in texts
    assert "All questions" not in page
    closest = page.partition("Who came closest")[2].partition("</ol>")[0]
    people = re.findall(r"<strong><bdi>(.*?)</bdi></strong> <span><bdi>(.*?)</bdi>", closest)
    assert people[:3] == [("402", "1. Anna"), ("410", "2. Dan"), ("350", "3. Eva")]


def test_nothing_claims_that_the_answers_were_sealed(report: Callable[..., str]) -> None:
    text = "value,team\n" + "".join(f"{100 + 7 * n % 40},{'ab'[n % 2]}\n" for n in range(60))
    page = report(text, "--column", "value", "--group", "team", "--truth", "120")
    assert "By group" in page
    assert "Other ways to put the answers together" in page
    for claim in ("sealed", "each on their own", "chosen before", "fewer than 5 people"):
        assert claim not in page.partition("</style>")[2]


@pytest.mark.parametrize(
    ("locale", "words", "direction"),
    [
        ("en", "Was this a wise crowd?", "ltr"),
        ("de", "Alle Fragen", "ltr"),
        ("fr", "Toutes les questions", "ltr"),
        ("es", "Todas las preguntas", "ltr"),
        ("ar", "كل الأسئلة", "rtl"),
        ("nl", "All questions", "ltr"),
    ],
)
def test_language_is_that_of_the_locale(
    report: Callable[..., str], locale: str, words: str, direction: str
) -> None:
    page = report(WIDE, "--all", "--locale", locale)
    language = locale if locale != "nl" else "en"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert words in page


def test_warnings_of_pooled_questions_are_in_the_report(report: Callable[..., str]) -> None:
    rows = "".join(f"q{n % 2},{1000 ** (n % 2) * (50 + n)}\n" for n in range(60))
    page = report("question,value\n" + rows, "--column", "value")
    assert "add --by question." in page


def test_report_that_is_no_html_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1\n2\n")
    ended = CliRunner().invoke(main, ["analyze", str(tmp_path / "a.csv"), "--report", "a.pdf"])
    assert ended.exit_code == 1
    assert "End it in .html." in ended.stderr


def test_questions_that_a_survey_tool_has_written_are_the_titles(
    report: Callable[..., str],
) -> None:
    text = (
        "StartDate,QID1,QID2\n"
        "Start Date,How many beads?,How heavy is the ox?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        "2027-01-01,402,1197\n2027-01-02,280,1250\n"
    )
    page = report(text, "--all")
    assert [row[0] for row in cells(page)] == [
        "Question",
        "How many beads?",
        "How heavy is the ox?",
    ]
    assert "answers.csv, column QID1" in page


def test_report_tells_for_each_question_what_was_left_out_and_what_is_doubtful(
    report: Callable[..., str],
) -> None:
    text = (
        WIDE.replace("280", "many").replace("350,1208", "$350,1208")
        + "Total,2000,7000\n<i>x</i>,9,9\nMean,400,900\n"
    )
    page = report(text, "--all", "--locale", "de")
    assert page.count("Wie die Antworten gelesen wurden") == 2
    notes = re.findall(r"<li><bdi>(.*?)</bdi></li>", page)
    assert "1 row could not be read." in notes
    assert any(note.startswith("Line 3: “many”.") for note in notes)
    assert sum("Left out below the answers: line 9 (“Mean”)" in note for note in notes) == 2
    Page(page)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", "60. Perzentil"),
        ("fr", "60e centile"),
        ("es", "percentil 60"),
        ("ar", "المئين الستون"),
    ],
)
def test_report_names_every_headline_in_its_language(
    report: Callable[..., str], locale: str, words: str
) -> None:
    page = report(WIDE, "--column", "jar", "--headline", "percentile_60", "--locale", locale)
    assert words in page
    terms = '<td class="note" lang="en">60th percentile</td>'
    assert "60th percentile" not in page.replace(terms, "")
