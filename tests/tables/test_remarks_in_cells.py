"""What people write beside numbers: hedges, bounds, stars, remarks, brackets, several answers."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.kinds import Percentage
from crowd.tables.columns.number_columns import parse_numbers
from tests.tables.test_import_rows import answers_of
from tests.tables.test_to_sample import read

EN = Locale("en")


@pytest.mark.parametrize(
    "text",
    [
        *("437 environ", "437 ungefähr", "vers 437", "cerca de 437", "circa 437", "ca. 437"),
        *("約437", "约437", "437くらい", "437個くらい", "437 or so", "437ish", "437-ish"),
        *("maybe 437", "I think 437", "I guess about 437", "437 I think", "vielleicht 437"),
        *("peut-être 437", "quizás 437", "حوالي 437", "437 تقريبا", "około 437", "ongeveer 437"),
        *("cirka 437", "noin 437", "asi 437", "yaklaşık 437", "लगभग 437", "cerca de 437"),
        *(
            "437*",
            "437**",
            "437\u2020",
            "437\u00b9",
            "437 [1]",
            "437[12]",
            "437?",
            "437!",
            "437!!!",
        ),
        *("437 (guess)", "(437)", "437 (?)", "437 [sic]", "437 \u2713", "\U0001f44d 437"),
        *("at least 437", "437+", "≥ 437", "mindestens 437", "au moins 437", "437 o más"),
    ],
)
def test_number_beside_a_remark_is_read(text: str) -> None:
    column = parse_numbers([text], EN)
    assert column.problems == {}
    assert column.values.tolist() == [437]
    assert {*column.units.values()} <= {"個"}


@pytest.mark.parametrize(
    "text",
    ["more than 437", "under 437", "< 437", ">437", "mehr als 437", "plus de 437", "ponad 437"],
)
def test_number_that_is_not_meant_itself_is_refused(text: str) -> None:
    assert parse_numbers([text], EN).problems == {0: "This is a bound, not a number."}


@pytest.mark.parametrize("text", ["437 (or 450)", "430 / 450", "437 [450]", "400 fish 3", "(a)"])
def test_remark_with_another_number_is_refused(text: str) -> None:
    assert list(parse_numbers([text], EN).problems) == [0]


def test_remarks_and_bounds_are_told() -> None:
    table = read("guess\n430*\n430 (guess)\nat least 400\n500\n")
    assert table.notes == [
        "Line 4: “at least 400” is doubtful, and read as 400.",
        "Answers with a mark or a remark, which was left out: 2, as of “430*” in line 2.",
    ]


def test_unit_and_scale_word_in_brackets_are_read() -> None:
    column = parse_numbers(["430 (kg)", "1.2 (million)"], EN)
    assert column.values.tolist() == [430, 1.2e6]
    assert column.units == {0: "kg"}


@pytest.mark.parametrize(
    ("cells", "found", "doubtful"),
    [
        (["430 (b)", "430 (a)", "420 (c)"], [430, 430, 420], {}),
        (["430", "450 (m)", "410 (k)", "390"], [430, 450, 410, 390], {}),
        (["430 [b]", "450 (B)", "410"], [430, 450, 410], {}),
        (["430 (k)"], [430], {}),
        (["1.75 (m)", "175 (cm)", "180 (cm)"], [175, 175, 180], {}),
        (["430 b", "450", "410"], [430, 450, 410], {0: 430}),
        (["410k", "450", "390", "400"], [410, 450, 390, 400], {0: 410}),
        (["10", "12K", "13"], [10, 12, 13], {1: 12}),
        (["700k", "300", "1.5k", "800"], [700_000, 300, 1500, 800], {0: 700_000}),
        (["$410k", "$400", "$390"], [410, 400, 390], {0: 410}),
        (["5k", "800", "12k", "900"], [5000, 800, 12_000, 900], {}),
        (["1k", "900", "1100"], [1000, 900, 1100], {}),
        (["430k", "450 k", "2b"], [430_000, 450_000, 2e9], {}),
    ],
)
def test_letter_is_a_footnote_or_a_scale_word_by_the_column(
    cells: list[str], found: list[float], doubtful: dict[int, float]
) -> None:
    column = parse_numbers(cells, EN)
    assert column.problems == {}
    assert column.values.tolist() == found
    assert column.doubtful == doubtful
    assert column.ambiguous == []


@pytest.mark.parametrize(
    "text", ["430 450 390 410", "430,450,390,410", "430, 450, 390, 410", "430 450 390 410 400"]
)
def test_answers_in_one_line_are_refused(text: str) -> None:
    reason = parse_numbers([text], EN).problems[0]
    assert reason.startswith(
        f"Are these {len(text.replace(',', ' ').split())} answers, or one of 430,"
    )
    table = read(f'guess\n"{text}"\n500\n')
    assert table.sample.values.tolist() == [500]


@pytest.mark.parametrize(
    ("cells", "found", "doubtful"),
    [
        (["400 500", "430 450", "12 500", "13000"], [400_500, 430_450, 12_500, 13_000], [0, 1]),
        (["400 500", "430 450", "420 000"], [400_500, 430_450, 420_000], []),
        (["431 449 482"], [431_449_482], [0]),
        (["331,449,281", "8,000,000,000"], [331_449_281, 8e9], []),
        (["400,500"], [400_500], []),
        (["430,450,390,410", "300,000,000,000"], [430_450_390_410, 3e11], []),
    ],
)
def test_grouped_number_that_can_be_answers_is_doubtful(
    cells: list[str], found: list[float], doubtful: list[int]
) -> None:
    column = parse_numbers(cells, EN)
    assert (column.problems, column.values.tolist()) == ({}, found)
    assert [*column.doubtful] == doubtful


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1500 BC", -1500),
        ("44 B.C.", -44),
        ("300 BCE", -300),
        ("3,000 BC", -3000),
        ("44 v. Chr.", -44),
        ("52 av. J.-C.", -52),
        ("44 a. C.", -44),
        ("44 ق.م", -44),
        ("44 до н. э.", -44),
        ("公元前221年", -221),
        ("79 AD", 79),
        ("AD 79", 79),
        ("79 n. Chr.", 79),
        ("79 apr. J.-C.", 79),
    ],
)
def test_year_before_the_era_is_negative(text: str, year: float) -> None:
    column = parse_numbers([text, "1200"], EN)
    assert (column.problems, column.values.tolist()) == ({}, [year, 1200])


def test_brackets_are_negative_where_several_are() -> None:
    one = parse_numbers(["(430)", "400", "410"], EN)
    assert (one.values.tolist(), one.doubtful) == ([430, 400, 410], {0: 430})
    several = parse_numbers(["(12.5)", "$(5)", "(1,200)", "6"], EN)
    assert several.values.tolist() == [-12.5, -5, -1200, 6]
    assert several.doubtful == {0: -12.5, 1: -5, 2: -1200}


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        (["400", "410", "400 500"], {2: "two answers, or one of 400,500"}),
        (["400", "410", "430, 450"], {2: "two answers, or one of 430,450"}),
        (["400", "410", "430,450"], {2: "two answers, or one of 430,450"}),
        (["400", "410", "400 500 600"], {2: "3 answers, or one of 400,500,600"}),
        (["350000", "410000", "400 500"], {}),
        (["950", "1 200", "1 250", "870"], {}),
        (["400 500", "350 000"], {}),
    ],
)
def test_two_answers_in_one_cell_are_refused(cells: list[str], problems: dict[int, str]) -> None:
    found = parse_numbers(cells, EN).problems
    assert {
        place: text.removeprefix("Are these ").split("?")[0] for place, text in found.items()
    } == (problems)


@pytest.mark.parametrize(
    "text",
    [
        *("idk", "I don't know", "i dont know", "dunno", "no idea", "keine Ahnung", "weiß nicht"),
        *(
            "k.A.",
            "je ne sais pas",
            "no sé",
            "لا أعرف",
            "?",
            "x",
            "X",
            "-",
            "--",
            "#N/A",
            "#DIV/0!",
        ),
        *("#REF!", "#WERT!", "non so", "weet niet", "não sei", "nie wiem", "vet inte", "ved ikke"),
        *("en tiedä", "nevím", "bilmiyorum", "पता नहीं", "I don’t know!"),
    ],
)
def test_words_for_no_answer(text: str) -> None:
    column = parse_numbers(["400", text], EN)
    assert (column.missing, column.problems) == ({1}, {})


@pytest.mark.parametrize("text", ["2024-06-05", "5-Jun", "12.05.2024", "3/5/2024", "Jan 24"])
def test_date_among_numbers_is_called_so(text: str) -> None:
    reason = "This is a date, not a number. Did a spreadsheet turn it into one?"
    assert parse_numbers(["400", text], EN).problems == {1: reason}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([4, 5, 999, 3, 999, 4, 3], "999 stands in 2 rows, from line 4 on"),
        ([400, 500, -99, 300, -99, 450], "-99 stands in 2 rows, from line 4 on"),
        ([12, 9999, 15, 9999, 11, 14], "9999 stands in 2 rows, from line 3 on"),
        ([390, 999, 420, 999, 450, 410], "999 stands in 2 rows, from line 3 on"),
        ([4100, 4900, 9999, 4300, 9999], "9999 stands in 2 rows, from line 4 on"),
        ([390, 99, 420, 99, 450, 410], "99 stands in 2 rows, from line 3 on"),
    ],
)
def test_codes_for_no_answer_are_told(values: list[float], code: str) -> None:
    table = read("guess\n" + "".join(f"{value}\n" for value in values))
    assert table.sample.n == len(values)
    (note,) = table.notes
    assert note.startswith(code)


@pytest.mark.parametrize(
    "values",
    [
        [4, 5, 999, 3, 4, 3],
        [100, 600, 999, 250, 999, 400],
        [900, 999, 850, 999, 1100, 700],
        [-120, -99, -80, -99, -100, -60],
    ],
)
def test_numbers_like_the_others_are_no_codes(values: list[float]) -> None:
    assert read("guess\n" + "".join(f"{value}\n" for value in values)).notes == []


def test_shares_are_read_as_percentages() -> None:
    table = read("share\n0.12\n0.5\n0.07\n1\n", "percentage", truth="0.33")
    assert (table.sample.values.tolist(), table.truth) == ([12, 50, 7, 100], 33)
    (note,) = table.notes
    assert "0.12 as 12 %" in note
    assert read("share\n0.12\n0.5\n", "percentage", truth="33 %").truth == 33


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("12%\n0.5\n33%\n40\n", ["0.5"]),
        ("0.12\n0.05\n33%\n", ["0.12", "0.05"]),
        ("0.5 %\n12\n33\n", []),
        ("1.2\n0.8\n2\n1.5\n", []),
        ("0.5 %\n0.3\n", []),
    ],
)
def test_percentages_on_both_sides_of_one_are_told(text: str, doubtful: list[str]) -> None:
    notes = read(f"share\n{text}", "percentage").notes
    assert [note.split("“")[1].split("”")[0] for note in notes] == doubtful


def test_shares_for_a_poll_of_percentages_are_doubtful() -> None:
    found = answers_of("share\n0.12\n0.5\n", Percentage())
    assert [row.text for row in found.doubtful] == ["0.12", "0.5"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "run\n1:23:45\n1:24:10\n2:01:30\n",
            "in “run” are times such as 1:30:00: try --kind duration --column run.",
        ),
        (
            "fav\nTea\nCafé\nTea\n",
            "in “fav” are a few different texts: try --kind choice --column fav.",
        ),
        ("due\n2024-03-05\n2024-03-06\n", "in “due” are dates: try --kind date --column due."),
    ],
)
def test_column_of_another_kind_suggests_it(text: str, note: str) -> None:
    assert read(text).notes[-1] == f"Most of the answers {note}"


def test_column_of_remarks_suggests_no_kind() -> None:
    assert read("guess\nmany\na lot\nfew\n").notes == []
