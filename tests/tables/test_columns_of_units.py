"""Units in columns: what an `m` is, what is converted, what bare numbers are."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.parsing.quantity_words import unit_in_name
from crowd.tables.columns.number_columns import parse_numbers
from tests.tables.test_to_sample import read, values

EN = Locale("en")


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("guess", ["180 cm", "1.75 m", "170 cm", "182"], [180, 175, 170, 182]),
        ("guess", ["1.75 m", "1.80 m", "175 cm", "1.9 m", "168"], [1.75, 1.8, 1.75, 1.9, 1.68]),
        ("guess", ["100 metres", "120m", "95m"], [100, 120, 95]),
        ("guess", ["1.75 m", "5 ft", "1.8 m"], [1.75, 1.524, 1.8]),
        ("guess", ["1.75 m", "1.80", "1.68", "1.9"], [1.75, 1.8, 1.68, 1.9]),
        ("Height (m)", ["1.75m", "1.8m", "1.9"], [1.75, 1.8, 1.9]),
        ("How tall is the tree in metres?", ["12 m", "20m"], [12, 20]),
        ("height_cm", ["175", "1.75 m"], [175, 175]),
        ("Körpergröße", ["1,75 m", "1,80 m"], [1.75, 1.8]),
        ("hauteur", ["1,75 m", "1,80 m"], [1.75, 1.8]),
        ("المسافة", ["100 m", "120 m"], [100, 120]),
        ("wysokość", ["100 m", "120 m"], [100, 120]),
        ("Time (h)", ["30 m", "1.5"], [0.5, 1.5]),
        ("guess", ["30 m", "45 m", "1 h", "50 min"], [30, 45, 60, 50]),
        ("guess", ["5M", "6m", "7 million"], [5e6, 6e6, 7e6]),
        ("guess", ["$5m", "$3,000,000", "4m"], [5e6, 3e6, 4e6]),
        ("price", ["5m", "6m"], [5e6, 6e6]),
        ("guess", ["2m", "3m"], [2e6, 3e6]),
        ("guess", ["1.2 MM", "3 MM", "2 million"], [1.2e6, 3e6, 2e6]),
        ("guess", ["$5mm", "5 MM USD"], [5e6, 5e6]),
        ("rain", ["12 mm", "15 mm", "2 cm"], [12, 15, 20]),
        ("guess", ["1200 rb", "1,2 jt", "2 ribu"], [1.2e6, 1.2e6, 2e3]),
    ],
)
def test_m_is_a_unit_or_a_million_by_the_column(
    name: str, cells: list[str], found: list[float]
) -> None:
    column = parse_numbers(cells, EN, name)
    assert column.problems == {}
    assert column.values.tolist() == found


@pytest.mark.parametrize(
    ("name", "cells", "found", "doubtful"),
    [
        ("Population (millions)", ["5.8", "6", "6 million", "5,800,000"], [5.8, 6, 6, 5.8], [2, 3]),
        ("Budget (Mio. €)", ["5,8", "6 Mio."], [5.8, 6], [1]),
        ("Income in thousands", ["12", "12k", "12000"], [12, 12, 12], [1, 2]),
        ("Visitors (million)", ["6 million", "5 million"], [6e6, 5e6], []),
        ("Population", ["5.8", "6 million"], [5.8, 6e6], []),
        ("in thousands", ["12", "9000000"], [12, 9e6], [1]),
    ],
)
def test_numbers_are_in_the_scale_of_the_header(
    name: str, cells: list[str], found: list[float], doubtful: list[int]
) -> None:
    column = parse_numbers(cells, EN, name)
    assert (column.problems, column.values.tolist()) == ({}, found)
    assert sorted(column.doubtful) == doubtful


def test_m_that_fits_neither_way_is_refused_and_says_what_it_can_be() -> None:
    column = parse_numbers(["180", "1.75m", "170", "172"], EN)
    assert column.problems == {
        1: "Is it 1.75 or 1,750,000? Write the number in digits, or the unit in full."
    }


def test_the_reading_that_was_taken_is_told() -> None:
    assert read("height\n1.75 m\n1.8 m\n").notes == [
        "Answers with a unit, which was left out: 2 (m).",
        "Answers with an m that are read as metres (m), not as millions: 2, as of “1.75 m” in line 2.",
    ]
    assert read("guess\n1.75m\n1.8m\n").notes == [
        (
            "Answers that can be read in more than one way: 2. The likeliest reading was taken, as of "
            "“1.75m” in line 2: 1,750,000, not 1.75; name the unit in the header, as in “height (m)”, "
            "if it is one."
        )
    ]
    assert read("guess\n1.200\n1.400\n").notes == [
        (
            "Answers that can be read in more than one way: 2. The likeliest reading was taken, as of "
            "“1.200” in line 2: 1.2, not 1,200; --locale can name another."
        )
    ]


def test_conversions_and_bare_numbers_are_told() -> None:
    table = read("distance\n5 km\n5000 m\n4 km\n6000\n3 miles\n5\n")
    assert table.sample.values.tolist() == [5, 5, 4, 6, 4.828032, 5]
    assert table.rejected == []
    assert table.notes == [
        "Line 5: “6000” is doubtful, and read as 6.",
        (
            "Answers with a unit, which was left out: 4 (km). "
            "Those without a unit, 1, are read as km, as of “5” in line 7."
        ),
        "Answers converted from miles to km: 1, as of “3 miles” in line 6, which is 4.828032.",
        "Answers converted from m to km: 2, as of “5000 m” in line 3, which is 5.",
        "Answers with an m that are read as metres (m), not as millions: 1, as of “5000 m” in line 3.",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("180 cm\n1.75 m\n5'11\"\n5 ft 9 in\n1m72\n175cm\n182 cm\n", 175),
        ("1.5 g\n1500 mg\n2 g\n", 1.5),
        ("2 l\n1800 ml\n", 1.8),
        ("90 min\n1 h 30 min\n30 min\n", 90),
        ("1 h 20 m\n90 min\n80 min\n", 80),
    ],
)
def test_convertible_units_are_one(text: str, found: float) -> None:
    table = read(f"x\n{text}")
    assert table.rejected == []
    assert found in table.sample.values.tolist()


def test_truth_is_in_the_unit_of_the_column() -> None:
    assert read("height\n1.75 m\n1.8 m\n", truth="172 cm").truth == 1.72
    assert read("height\n1.75 m\n1.8 m\n", truth="1.72 m").truth == 1.72
    assert read("Height (m)\n1.75\n1.8\n", truth="1.72 m").truth == 1.72


@pytest.mark.parametrize("cells", [["5 kg", "5 km"], ["20 °C", "68 g"], ["5 gal", "5 l"]])
def test_units_that_cannot_be_converted_are_refused(cells: list[str]) -> None:
    assert list(parse_numbers([*cells, cells[0]], EN).problems) == [1]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["CHF 1'300", "Fr. 1300.\u2013", "1300,-"], [1300] * 3),
        (["12€50", "12,50 €", "€ 12,50", "12.50 EUR"], [12.5] * 4),
        (["US$ 5", "$5", "USD 5", "5 bucks"], [5] * 4),
        (["Rs. 2,00,000/-", "₹ 2,00,000"], [2e5] * 2),
        (["$5 million", "5 million dollars", "$5M"], [5e6] * 3),
    ],
)
def test_currencies_as_people_write_them(cells: list[str], found: list[float]) -> None:
    column = parse_numbers(cells, EN)
    assert column.problems == {}
    assert column.values.tolist() == found


def test_another_currency_is_refused() -> None:
    assert parse_numbers(["$5", "£5", "$6"], EN).problems == {1: "Its unit is £, that of others $."}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Height (m)", "m"),
        ("Gewicht [kg]", "kg"),
        ("Länge in m", "m"),
        ("poids en kg", "kg"),
        ("distance, km", "km"),
        ("height_cm", "cm"),
        ("How many metres?", "m"),
        ("The second question", ""),
        ("guess", ""),
        ("How many beans are in the jar?", ""),
    ],
)
def test_unit_in_the_name_of_a_column(name: str, unit: str) -> None:
    assert unit_in_name(name) == unit


def test_labels_are_no_numbers() -> None:
    text = "Klasse,Bohnen\n7a,400\n7b,500\n8b,300\n"
    assert values(text) == [400, 500, 300]
    reasons = {row.reason for row in read("seat\n12a\n14b\n9b\n10c\n").rejected}
    assert reasons == {"This is a label, like others in this column, and no number."}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["7b", "8b"], [7e9, 8e9]),
        (["5k", "6m", "7k"], [5e3, 6e6, 7e3]),
        (["20C", "21C", "20c"], [20, 21, 20]),
        (["5g", "2g", "1500mg"], [5, 2, 1.5]),
    ],
)
def test_scale_words_and_units_of_one_letter_are_no_labels(
    cells: list[str], found: list[float]
) -> None:
    assert parse_numbers(cells, EN).values.tolist() == found


@pytest.mark.parametrize(
    ("cells", "found", "doubtful"),
    [
        (["minus 5", "Negative 7", "-3", "moins 2,5"], [-5, -7, -3, -2.5], []),
        (["5-", "1.200,50-", "-3"], [-5, -1200.5, -3], [0, 1]),
        (["minus 5 °C", "3 °C"], [-5, 3], []),
    ],
)
def test_signs_in_words_and_behind_numbers(
    cells: list[str], found: list[float], doubtful: list[int]
) -> None:
    column = parse_numbers(cells, EN)
    assert column.values.tolist() == found
    assert [*column.doubtful] == doubtful


def test_days_of_a_month_are_no_numbers_in_any_language() -> None:
    cells = ["430", "3 mag", "12 März", "5 maio", "12 mei", "400", "35 mars", "3-kwi"]
    column = parse_numbers(cells, EN)
    dates = {place for place, why in column.problems.items() if "date" in why}
    assert dates == {1, 2, 3, 4, 7}


def test_word_of_most_cells_is_a_unit_even_if_it_is_a_month() -> None:
    assert parse_numbers(["4 set", "3 set", "5"], EN).values.tolist() == [4, 3, 5]
