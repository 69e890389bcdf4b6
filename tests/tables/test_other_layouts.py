"""Tables that are laid out in another way than one column of answers: what can be done is said."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.cli.progress import no_progress
from crowd.kinds.values import API_LOCALE
from crowd.model.errors import Invalid
from crowd.tables.questions.find_answer_columns import find_question_columns
from crowd.tables.questions.read_questions import QuestionSample, find_questions
from crowd.tables.questions.requested_questions import RequestedQuestions
from crowd.tables.to_sample import RequestedColumns, TableFormat, read_table

SURVEY = """name,fav drink,run,guess1
A,Tea,1:23:45,x
B,Tea,1:20:45,y
C,Coffee,2:23:45,z
"""
TRANSPOSED = """question,Anna,Ben,Carl,Dora
OX weight,1200,1100,1300,1250
Beans,430,500,620,380
Year built,1850,1900,1870,1920
"""
WIDE = """name,ox,beans,year
Anna,1200,430,1850
Ben,1100,500,1900
Carl,1300,620,1870
"""


def suggestions(text: str, requested: RequestedQuestions, kind: str = "number") -> str:
    """What is said of the columns of a file."""
    table_format = TableFormat(kind=kind, locale=API_LOCALE)
    table = read_table(text.encode(), RequestedColumns(), table_format, no_progress)
    try:
        return "\n".join(find_question_columns(table, requested, table_format)[1])
    except Invalid as problem:
        return problem.detail


@pytest.mark.parametrize("requested", [RequestedQuestions(), RequestedQuestions(all_columns=True)])
def test_columns_of_other_kinds_are_suggested(requested: RequestedQuestions) -> None:
    said = suggestions(SURVEY, requested)
    drink = (
        "“fav drink” holds a few different texts: --kind choice --column 'fav drink' analyzes it."
    )
    assert drink in said
    assert "“run” holds times such as 1:30:00: --kind duration --column run analyzes it." in said
    assert "“name” holds" not in said
    assert "Each row seems" not in said


@pytest.mark.parametrize("requested", [RequestedQuestions(), RequestedQuestions(all_columns=True)])
@pytest.mark.parametrize(
    ("text", "is_transposed"),
    [
        (TRANSPOSED, True),
        ("question,Anna,Ben,Carl,Dora,Eva\nOX weight,1200,1100,1300,1250,1000\n", True),
        (WIDE, False),
        ("name,q1,q2\nAnna,5,400\n", False),
        (TRANSPOSED.replace("Beans", "OX weight"), False),
    ],
)
def test_table_with_a_column_for_each_person_is_told(
    text: str, requested: RequestedQuestions, *, is_transposed: bool
) -> None:
    assert ("swap rows and columns first" in suggestions(text, requested)) == is_transposed


def read_question(text: str) -> QuestionSample:
    table_format = TableFormat(kind="number", locale=Locale("en"))
    table = read_table(text.encode(), RequestedColumns(), table_format, no_progress)
    requested = RequestedQuestions(answers=["height"], truth_columns=["true"])
    (question,) = find_questions(table, requested, table_format).read()
    assert isinstance(question, QuestionSample)
    return question


@pytest.mark.parametrize(
    ("cells", "truth"),
    [
        ("1.75 m,180 cm\n1.8 m,180 cm\n1.9 m,1.8 m\n", 1.8),
        ("175 cm,1.8 m\n180 cm,1.8 m\n", 180),
        ("175 cm,180\n180 cm,180\n", 180),
        ("175,180 cm\n180,180 cm\n", 180),
        ("5 apples,6 apple\n4 apples,\n", 6),
    ],
)
def test_truths_are_converted_to_the_unit_of_their_answers(cells: str, truth: float) -> None:
    assert read_question(f"height,true\n{cells}").table.truth == pytest.approx(truth)


def test_truth_in_a_unit_that_cannot_be_converted_is_refused() -> None:
    with pytest.raises(Invalid, match="Its unit is kg, that of the answers"):
        read_question("height,true\n1.75 m,80 kg\n180 cm,80 kg\n")
