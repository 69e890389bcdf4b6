"""What a table brings into a poll: read by its kind, its unit and its bounds, and what is doubtful."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.kinds import Choice, Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.kinds.values import API_LOCALE
from crowd.model.errors import Invalid
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.import_rows import ImportOptions, TableAnswers, figure_parser, read_answers
from crowd.tables.table import open_table
from tests.kind_examples import EXAMPLES, typed_values, values_of
from tests.tables.test_header_and_footer import case


def answers_of(
    text: str | bytes,
    kind: Kind | None = None,
    column: str | None = None,
    name: str | None = None,
    locale: Locale = API_LOCALE,
) -> TableAnswers:
    data = text if isinstance(text, bytes) else text.encode()
    kind = kind or Number()
    source = read_source(data, FileOptions(), lambda _done, _total: None)
    asked = [wanted for wanted in (column, name) if wanted is not None]
    options = ImportOptions(column=column, name=name, label_prefix="file", locale=locale)
    table = open_table(source, asked, kind.is_answer, figure_parser(kind, locale))
    return read_answers(table, kind, options)


def values(answers: TableAnswers) -> list[float]:
    return [row.value for row in answers.rows]


@pytest.mark.parametrize("kind", EXAMPLES.values(), ids=EXAMPLES)
def test_answers_of_any_kind_are_read_as_people_type_them(kind: Kind) -> None:
    found = answers_of(
        "answer\n" + "".join(f"{text}\n" for text in (*typed_values(kind), "?")), kind
    )
    assert (values(found), found.no_answer) == (values_of(kind), 1)
    assert (found.doubtful, found.rejected) == ([], [])
    assert found.rows[0].label == "file:2"


def test_german_example_is_read_by_its_own_decimal_mark() -> None:
    found = answers_of(case("import_german.csv"), Number(unit="kg"), name="Name")
    assert values(found) == [1200, 1300, 1250.5, 12.5, 1200]
    assert [row.label for row in found.rows] == ["a", "b", "c", "d", "e"]
    assert (found.no_answer, found.doubtful, found.column) == (2, [], "Gewicht")


def test_numbers_without_a_shown_decimal_mark_are_doubtful_unless_something_decides() -> None:
    text = "guess\n1.200\n1.300\n"
    assert [row.text for row in answers_of(text).doubtful] == ["1.200", "1.300"]
    for decided in (
        answers_of(text, locale=Locale("de")),
        answers_of(text, Number(decimals=0)),
        answers_of(text, Number(minimum=100.0)),
    ):
        assert (values(decided), decided.doubtful) == ([1200, 1300], [])


def test_extra_cells_are_refused() -> None:
    found = answers_of("Name,Guess\nAnna,1,234\nBob,402\n", name="Name")
    assert values(found) == [402]
    assert [row.line for row in found.rejected] == [2]
    assert "more cells" in found.rejected[0].reason


def test_unit_and_bounds_of_the_poll_count() -> None:
    found = answers_of(
        "guess\n5 kg\n6 kilos\n7 g\n8 lb 1 oz\n900\n", Number(unit="kg", maximum=100.0)
    )
    assert values(found) == [5, 6]
    assert [row.line for row in found.rejected] == [4, 5, 6]
    assert answers_of("guess\n5 kg\n6\n", Number()).rejected[0].line == 2


def test_answers_beyond_the_bounds_can_be_read() -> None:
    beyond = answers_of("guess\n5\n700\n800\n", Number(maximum=100.0))
    assert (beyond.is_mostly_unreadable, beyond.unreadable, len(beyond.rejected)) == (False, 0, 2)
    assert answers_of("guess\n5\nmany\nfew\n").is_mostly_unreadable


def test_percent_sign_in_another_unit_is_doubtful() -> None:
    found = answers_of("guess\n12 %\n15\n", Number(unit="beads"))
    assert [row.text for row in found.doubtful] == ["12 %"]
    assert answers_of("guess\n12 %\n15\n", Percentage()).doubtful == []


@pytest.mark.parametrize(
    ("text", "found", "doubtful"),
    [
        ("0.7\n0.2\n", [0.7, 0.2], []),
        ("70 %\n0.5 %\n", [0.7, 0.005], []),
        ("70\n0.5\n", [0.7, 0.5], ["0.5"]),
    ],
)
def test_chances(text: str, found: list[float], doubtful: list[str]) -> None:
    answers = answers_of(f"guess\n{text}", Probability())
    assert values(answers) == found
    assert [row.text for row in answers.doubtful] == doubtful


def test_dates_and_durations() -> None:
    found = answers_of("due\n3/4/2026\n16/4/26\n", Date())
    assert values(found) == [day_number("2026-04-03"), day_number("2026-04-16")]
    assert (found.doubtful, found.rejected) == ([], [])
    found = answers_of("time\n90 min\n1:30\n", Duration())
    assert values(found) == [5400, 5400]
    assert [row.text for row in found.doubtful] == ["1:30"]


def test_mark_for_nothing_can_be_an_option() -> None:
    kind = Choice(options=["None", "Café"])
    found = answers_of("answer\nnone\nNA\nCafe\u0301\nCAFÉ\ntea\n", kind)
    assert values(found) == [0, 1, 1]
    assert (found.no_answer, [row.text for row in found.rejected]) == (1, ["tea"])


def test_labels_and_columns() -> None:
    with pytest.raises(Invalid, match="not clear"):
        answers_of("a,b\n1,2\n")
    assert values(answers_of("who,how many\nAnn,120\nBob,7\n")) == [120, 7]
    found = answers_of("slip,guess\n" + "x" * 129 + ",1\n,2\n3,3\n", name="slip")
    assert [row.label for row in found.rows] == ["3"]
    assert [row.line for row in found.rejected] == [2, 3]


def test_header_rows_and_footers_are_no_answers() -> None:
    assert values(answers_of(case("footer.csv"), column="guess")) == [120, 140, 150]
    assert values(answers_of(case("qualtrics.csv"), column="Q2")) == [120, 130, 140]


def test_row_that_may_sum_up_others_is_doubtful() -> None:
    found = answers_of(
        "name,guess\nAnn,390\nBob,400\nEve,405\nMax,405\n", column="guess", name="name"
    )
    assert values(found) == [390, 400, 405, 405]
    assert [(row.line, row.value) for row in found.doubtful] == [(5, 405)]
    assert found.notes == ["Line 5 (“Max”) counts as an answer. If it is none, remove it."]
