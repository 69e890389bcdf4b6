"""The whole column tells how a cell is read: decimal marks, scale words, units, dates."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.kinds.date import day_number
from crowd.tables.columns import affixes, number_columns
from crowd.tables.columns.affixes import MAX_AFFIXES
from crowd.tables.columns.number_columns import parse_numbers
from tests.growth import LARGE, check_growth
from tests.tables.test_header_and_footer import case
from tests.tables.test_to_sample import read, values

EN = Locale("en")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("import_german.csv", [1200, 1300, 1250.5, 12.5, 1200]),
        ("scale_other_language.csv", [2e6, 3e6, 6e6, 2.5e6, 3e6]),
        ("m_metres2.csv", [8848, 8500, 8000, 9000, 7500, 8200]),
        ("one.csv", [7000, 6500, 7200]),
        ("comma_four.csv", [38000, 42000, 41000]),
        ("ft_feet.csv", [3000, 2500, 4000, 2200, 3100, 2000]),
        ("lbs_oz.csv", [7.625, 8.0625, 6.875, 7]),
        ("comma_space.csv", [15500, 3000000, 12000, 14000]),
    ],
)
def test_examples(name: str, found: list[float]) -> None:
    assert values(case(name)) == found


def test_doubtful_cells_of_the_examples_are_named() -> None:
    assert [row[:1] + row[2:] for row in read(case("comma_four.csv")).rejected] == [(2, "40,0000")]
    assert read(case("one.csv")).notes[0] == (
        "Line 2: “7.000 miles” is doubtful, and read as 7,000."
    )
    assert read(case("m_metres2.csv")).notes[:2] == [
        "Line 2: “8,848m” is doubtful, and read as 8,848.",
        "Line 3: “8,500m” is doubtful, and read as 8,500.",
    ]


@pytest.mark.parametrize(
    ("cells", "found", "doubtful", "ambiguous"),
    [
        (["1.200", "1.400"], [1.2, 1.4], [], [0, 1]),
        (["1.200", "850", "1.100", "900"], [1200, 850, 1100, 900], [0, 2], []),
        (["1.200", "850"], [1200, 850], [0], []),
        (["1.200 kg", "1.100 kg", "950 kg", "1.300"], [1200, 1100, 950, 1300], [0, 1, 3], []),
        (["1.200", "1.100", "3"], [1.2, 1.1, 3], [], []),
        (["1.200", "1,5"], [1200, 1.5], [], []),
        (["1.200", "1.5"], [1.2, 1.5], [], []),
        (["1,200", "1.5"], [1200, 1.5], [], []),
        (["1,200", "0,5"], [1.2, 0.5], [], []),
        (["12,5", "12.5", "13.5"], [12.5, 12.5, 13.5], [0], []),
        (["1.234.567", "1,234"], [1234567, 1.234], [], []),
        (["3,1416", "2,7183"], [3.1416, 2.7183], [], []),
        (["2m", "3m"], [2e6, 3e6], [], [0, 1]),
        (["2m", "3m", "2500000", "3000000"], [2e6, 3e6, 2.5e6, 3e6], [], []),
        (["2½", "¾", "7 ⅛"], [2.5, 0.75, 7.125], [], []),
        (["~450", "3.2 kg", "1.2k"], [450, 3.2, 1200], [], []),
        (["1'234", "2'000.5", "3'100"], [1234, 2000.5, 3100], [], []),
        (["CHF 12.-", "CHF 13.50", "1 234,50 CHF"], [12, 13.5, 1234.5], [], []),
    ],
)
def test_column_decides_how_a_cell_is_read(
    cells: list[str], found: list[float], doubtful: list[int], ambiguous: list[int]
) -> None:
    column = parse_numbers(cells, EN)
    assert column.values.tolist() == found
    assert (sorted(column.doubtful), column.ambiguous) == (doubtful, ambiguous)


def test_locale_that_is_named_wins_over_the_column() -> None:
    cells = ["1.200", "1.400", "1.5"]
    assert parse_numbers(cells, Locale("de")).values.tolist() == [1200, 1400, 1.5]
    column = parse_numbers(["1.200", "1,400"], Locale("en", "US"))
    assert (column.values.tolist(), column.ambiguous) == ([1.2, 1400], [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 milyon", 5e6),
        ("3 milioni", 3e6),
        ("2 miljoen", 2e6),
        ("7 tys.", 7e3),
        ("3 Mio.", 3e6),
        ("4万", 4e4),
        ("2 億", 2e8),
        ("6 миллионов", 6e6),
        ("5 लाख", 5e5),
        ("8 mln", 8e6),
        ("1,5 Mrd.", 1.5e9),
    ],
)
def test_scale_words_of_any_locale(text: str, value: float) -> None:
    assert parse_numbers([text], EN).values.tolist() == [value]


@pytest.mark.parametrize("word", ["milon", "minions", "thousad", "bin", "hundreds", "milllion"])
def test_near_misses_of_scale_words_are_refused_and_never_units(word: str) -> None:
    column = parse_numbers([f"5 {word}", "7"], EN)
    assert column.units == {}
    assert column.problems == {
        0: f"“{word}” is close to a word for a power of ten. Write the number in digits."
    }


@pytest.mark.parametrize(
    "spellings",
    [
        ("ft", "feet", "foot", "Feet"),
        ("min", "minutes", "mins", "minute"),
        ("km", "kilometres", "kilometers", "kms"),
        ("lb", "lbs", "pounds", "pound"),
        ("hrs", "hours", "h", "hr"),
        ("kg", "kilos", "kgs", "kilograms"),
        ("miles", "mi", "mile", "Meilen"),
        ("m²", "m2", "sqm", "qm"),
    ],
)
def test_spellings_of_one_unit_are_one(spellings: tuple[str, ...]) -> None:
    column = parse_numbers(
        [f"{5 + n} {word}" for n, word in enumerate(spellings) if word != "m2"], EN
    )
    assert column.problems == {}
    assert len(set(column.units.values())) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 ft 2", 6 + 2 / 12),
        ("5'10\"", 5 + 10 / 12),
        ("5' 9''", 5.75),
        ("1m80", 1.8),
        ("7lbs 10oz", 7.625),
        ("2 h 15 min", 2.25),
        ("3 kg and 200 g", 3.2),
        ("10 st 7 lb", 10.5),
    ],
)
def test_quantities_in_two_units(text: str, value: float) -> None:
    column = parse_numbers([text], EN)
    assert column.values.tolist() == [pytest.approx(value)]


@pytest.mark.parametrize("text", ["5 lbs 20 oz", "5 kg 3 ft", "3 apples 4 pears", "5 ft 2 to 6 ft"])
def test_two_numbers_that_are_no_quantity_are_refused(text: str) -> None:
    assert list(parse_numbers([text, "7"], EN).problems) == [0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-16 00:00:00", "2026-04-16"),
        ("2026-04-20T00:00:00Z", "2026-04-20"),
        ("2026-04-18", "2026-04-18"),
        ("4/16/26", "2026-04-16"),
        ("4/16/2026 12:00 AM", "2026-04-16"),
        ("16.04.26", "2026-04-16"),
        ("16.04.51", "1951-04-16"),
        ("46128", "2026-04-16"),
        ("46128.0", "2026-04-16"),
    ],
)
def test_dates_as_spreadsheets_write_them(text: str, day: str) -> None:
    assert values(f"due\n{text}\n", "date") == [day_number(day)]


def test_date_examples() -> None:
    days = ["2026-04-16", "2026-04-12", "2026-04-20", "2026-04-18"]
    assert values(case("date_midnight.csv"), "date") == [day_number(day) for day in days]
    table = read(case("date_two_digit_year.csv"), "date")
    assert table.sample.values.tolist() == [day_number(day) for day in days[:3]]
    assert table.notes == ["Years of two digits are read as 1950 to 2049."]


def test_other_rows_tell_whether_the_day_comes_first() -> None:
    table = read("due\n3/4/2026\n16/4/2026\n", "date")
    assert table.sample.values.tolist() == [day_number("2026-04-03"), day_number("2026-04-16")]
    assert table.notes == [
        "Dates such as 3/4/2026 are read with the day first, as other rows show."
    ]


@pytest.fixture(params=[200, pytest.param(MAX_AFFIXES, marks=pytest.mark.exhaustive)])
def most_affixes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> int:
    """How many affixes are read at once: few, which takes a tenth of the time, or as many as ever."""
    for module in (affixes, number_columns):
        monkeypatch.setattr(module, "MAX_AFFIXES", request.param)
    return int(request.param)


def test_readable_affixes_behind_many_that_are_not_are_read(most_affixes: int) -> None:
    letters = str.maketrans("0123456789", "abcdefghij")
    junk = [f"x{str(n).translate(letters)}y 7" for n in range(3 * most_affixes)]
    column = parse_numbers([*junk, "about 3 kg", "about 4 kg", "about 5 kg"], EN)
    assert column.values[-3:].tolist() == [3, 4, 5]
    assert len(column.problems) == len(junk)


def test_any_affixes_take_linear_time(most_affixes: int) -> None:
    letters = str.maketrans("0123456789", "abcdefghij")

    def cells(n: int) -> list[str]:
        return [f"x{str(place).translate(letters)} 7 y" for place in range(n)]

    size = min(LARGE, 125 * most_affixes)
    check_growth(lambda texts: parse_numbers(texts, EN), cells, 4, size)
