"""What people type in one column, as a person would read it: money, temperatures, chances, dates."""

from __future__ import annotations

from datetime import date, timedelta
from math import isclose, isnan, nan

import pytest

from crowd.kinds.date import day_number
from crowd.tables.to_sample import TableSample
from tests.growth import check_growth
from tests.tables.test_to_sample import read

MINUTE, HOUR = 60, 3600


def column(name: str, cells: list[str], kind: str = "number", locale: str = "en") -> TableSample:
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in (name, *cells)]
    rows = [f"x,{cell}" for cell in quoted]
    return read("\n".join(["who" + rows[0][1:], *rows[1:]]), kind, locale, column=name)


def found(table: TableSample, cells: list[str]) -> list[float]:
    """The value of each cell, nan where it could not be read or has no answer."""
    values = dict(zip(table.lines, table.sample.values.tolist(), strict=True))
    return [values.get(place + 2, nan) for place in range(len(cells))]


def check(table: TableSample, cells: list[str], expected: list[float]) -> None:
    for cell, value, right in zip(cells, found(table, cells), expected, strict=True):
        assert isnan(value) == isnan(right), cell
        assert isnan(value) or isclose(value, right, rel_tol=1e-9), cell


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("price", ["$0.99", "99 cents", "75¢"], [0.99, 0.99, 0.75]),
        ("price", ["£0.50", "50p", "£1", "75p"], [0.5, 0.5, 1, 0.75]),
        ("Preis", ["0,50 €", "50 ct", "1,20 €", "80 Cent"], [0.5, 0.5, 1.2, 0.8]),
        ("price (€)", ["0.50", "50 ct", "1.20"], [0.5, 0.5, 1.2]),
        ("prix en euros", ["1,50", "50 centimes", "2"], [1.5, 0.5, 2]),
        ("precio", ["0,50 €", "50 céntimos", "1 €"], [0.5, 0.5, 1]),
        ("السعر", ["5 €", "50 سنت", "3 €"], [5, 0.5, 3]),
        ("cena", ["5 zł", "50 gr", "3 zł"], [5, 0.5, 3]),
        ("Preis (Fr.)", ["1.20", "50 Rappen", "Fr. 2.-"], [1.2, 0.5, 2]),
        ("price (ct)", ["99", "1,20 €", "150"], [99, 120, 150]),
        ("price", ["99 cents", "50 cents", "75"], [99, 50, 75]),
        ("weight", ["50 gr", "60 g", "70"], [50, 60, 70]),
        ("carats", ["5 ct", "6 ct", "7"], [5, 6, 7]),
        ("Temperature (°C)", ["20", "68 °F", "19 °C"], [20, 20, 19]),
        ("Temperature (°C)", ["20", "68F", "21 degrees", "293 K"], [20, 20, 21, 19.85]),
        ("Temp (°C)", ["20", "-5", "14 °F", "23"], [20, -5, -10, 23]),
        ("Temperatur in °F", ["68", "20 °C", "70"], [68, 68, 70]),
        ("temperature (K)", ["293", "20 °C"], [293, 293.15]),
        ("oven", ["356 °F", "180 °C", "200 °C", "190 °C"], [180, 180, 200, 190]),
        ("guess", ["5L", "5 lakhs", "5,00,000"], [5e5, 5e5, 5e5]),
        ("guess", ["5L", "4 L", "5,50,000"], [5e5, 4e5, 5.5e5]),
        ("price", ["₹5L", "₹4,50,000"], [5e5, 4.5e5]),
        ("volume", ["5L", "4 l", "3 litres"], [5, 4, 3]),
        ("guess", ["5L", "500000", "450000"], [5e5, 5e5, 4.5e5]),
        ("height", ["5’10”", "6′2″", "5'11\""], [5 + 10 / 12, 6 + 2 / 12, 5 + 11 / 12]),
        ("g", ["3万円", "2億円", "1万5千円"], [3e4, 2e8, 15e3]),
        ("g", ["5千人", "3000人"], [5000, 3000]),
        ("g", ["3만원", "2만 5천원"], [3e4, 25e3]),
        ("g", ["4 dozen", "ein Dutzend", "2 douzaines", "media docena"], [48, 12, 24, 6]),
        ("kg", ["2 dozen", "5 kg", "6 kg"], [nan, 5, 6]),
        ("Anzahl", ["400 Stück", "380 Stk.", "420 Bohnen", "410"], [400, 380, 420, 410]),
        ("n", ["400 шт.", "380 pcs", "420 pièces"], [400, 380, 420]),
        ("g", ["2½", "1.200", "3.400,5"], [2.5, 1200, 3400.5]),
        ("g", ["1.200 kg", "1.100 kg", "950 kg"], [1200, 1100, 950]),
        ("cups", ["1 1/2 cups", "1 3/4 cups"], [1.5, 1.75]),
        ("g", ["1/2", "3/4", "400"], [nan, nan, 400]),
        ("g", ["1万5", "2^10", "20/80", "400"], [nan, nan, nan, 400]),
    ],
)
def test_numbers(name: str, cells: list[str], expected: list[float]) -> None:
    check(column(name, cells), cells, expected)


@pytest.mark.parametrize("name", ["low-high", "min max", "Von–bis", "range", "fourchette", "rango"])
def test_pair_in_a_column_of_ranges_is_refused(name: str) -> None:
    table = column(name, ["400 450", "12 500", "410"])
    assert [row.line for row in table.rejected] == [2, 3]
    assert table.rejected[0].reason == (
        "Are these two answers, or one of 400,450? Write one number."
    )


def test_temperature_without_a_scale_among_both_is_doubtful() -> None:
    table = column("temp", ["20 °C", "21 °C", "68 °F", "20", "70"])
    assert found(table, ["", "", "", "", ""])[3] == 20
    assert isclose(found(table, ["", "", "", "", ""])[4], 190 / 9)
    assert table.notes[:2] == [
        "Line 5: “20” is doubtful, and read as 20.",
        "Line 6: “70” is doubtful, and read as 21.1111111111.",
    ]


CHANCES = [
    (["1/4", "3/4", "50%"], [0.25, 0.75, 0.5]),
    (["1/4", "0.3", "0.5"], [0.25, 0.3, 0.5]),
    (["1 in 4", "3 out of 10", "about 1 in 10", "a 1 in 5 chance"], [0.25, 0.3, 0.1, 0.2]),
    (["1 von 4", "1 sur 4", "1 de cada 4", "1 من 4"], [0.25] * 4),
    (["50/50", "60/40", "50-50", "fifty-fifty"], [0.5, 0.6, 0.5, 0.5]),
    (["1:4", "20/80", "3/2", "1/1", "0.5"], [nan, nan, nan, nan, 0.5]),
]


@pytest.mark.parametrize(("cells", "expected"), CHANCES)
def test_chances(cells: list[str], expected: list[float]) -> None:
    check(column("p", cells, "probability"), cells, expected)


@pytest.mark.parametrize(("cells", "expected"), CHANCES[:-1])
def test_percentages(cells: list[str], expected: list[float]) -> None:
    check(column("p", cells, "percentage"), cells, [100 * value for value in expected])


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("t", ["half an hour", "20 min", "an hour and a half"], [30, 20, 90]),
        ("t", ["eine halbe Stunde", "Viertelstunde", "anderthalb Stunden"], [30, 15, 90]),
        ("t", ["une demi-heure", "un quart d'heure", "2 heures et demie"], [30, 15, 150]),
        ("t", ["media hora", "un cuarto de hora", "una hora y media"], [30, 15, 90]),
        ("t", ["نصف ساعة", "ربع ساعة", "ساعتان ونصف"], [30, 15, 150]),
        ("time", ["half an hour", "45", "1 hour"], [30, 45, 60]),
    ],
)
def test_durations(name: str, cells: list[str], expected: list[float]) -> None:
    check(column(name, cells, "duration"), cells, [value * MINUTE for value in expected])


@pytest.mark.parametrize(
    "text",
    [
        *("5 июня 2024", "5 ИЮНЯ 2024 г.", "среда, 5 июня 2024", "5 червня 2024", "5 черв. 2024"),
        *("5 Ιουνίου 2024", "5 iunie 2024", "5. června 2024", "5 de juny 2024"),
        *("2024年6月5日(水)", "2024年6月5日 星期三", "2024년 6월 5일 (수)"),
        *(
            "Wed 5 Jun 2024 10:00",
            "Wed, 05 Jun 2024 10:00:00 GMT",
            "Mi 5.6.2024",
            "Mi., 5. Juni 2024",
        ),
        *("mer. 5 juin 2024", "5.6.2024, 10:15 Uhr", "5 juin 2024 à 10h15"),
    ],
)
def test_date(text: str) -> None:
    cells = [text, "2024-06-05"]
    check(column("day", cells, "date"), cells, [day_number("2024-06-05")] * 2)


@pytest.mark.parametrize("text", ["5 июня марта 2024", "5 foo 2024", "Mi 6/5/2024", "июнь 2024"])
def test_what_is_no_single_date_is_refused(text: str) -> None:
    assert [row.text for row in column("day", [text, "2024-06-05"], "date").rejected] == [text]


@pytest.mark.parametrize(
    ("cells", "expected", "doubtful"),
    [
        (["1.1.49", "1.1.50", "15 Jan 2060"], [2049, 2050, 2060], 0),
        (["12.5.48", "3.6.51", "1.1.1946"], [1948, 1951, 1946], 0),
        (["1.1.24", "1.1.30"], [2024, 2030], 0),
        (["1.1.49", "1.1.50"], [2049, 1950], 2),
        (["1.1.24", "1.1.25", "5.5.51"], [2024, 2025, 2051], 1),
        (["1.1.99", "15 Jan 2060"], [2099, 2060], 1),
        (["1.1.34", "1.1.56", "1.1.60", "1.1.71", "1.1.04"], [1934, 1956, 1960, 1971, 2004], 1),
    ],
)
def test_years_of_two_digits_are_in_the_century_of_the_others(
    cells: list[str], expected: list[int], doubtful: int
) -> None:
    table = column("day", cells, "date")
    days = table.sample.values.tolist()
    years = [(date(1970, 1, 1) + timedelta(days=value)).year for value in days]
    assert years == expected
    assert sum("is doubtful, and read as " in note for note in table.notes) == doubtful


def test_notes_on_years_of_two_digits_have_dates() -> None:
    assert column("day", ["1.1.49", "1.1.50"], "date").notes == [
        "Years of two digits are read as 1950 to 2049.",
        "Line 2: “1.1.49” is doubtful, and read as 2049-01-01.",
        "Line 3: “1.1.50” is doubtful, and read as 1950-01-01.",
    ]
    assert column("day", ["1.1.50", "15 Jan 2060"], "date").notes == [
        "Years of two digits are read as the other dates show: “1.1.50” as 2050-01-01."
    ]


@pytest.mark.parametrize(
    "word",
    [
        *("skip", "pass", "refused", "weiß nicht", "k. A.", "ne sait pas", "NSP", "no sé", "NS/NC"),
        *("لا رأي", "не знаю", "わからない", "vet ej"),
    ],
)
def test_word_for_no_answer(word: str) -> None:
    table = column("g", ["400", word, "410"])
    assert (table.no_answer, table.rejected, table.sample.n) == (1, [], 2)


@pytest.mark.parametrize(
    "text",
    [
        *("ungefär 400", "omtrent 400", "quase 400", "environ 400", "circa 400", "etwa 400"),
        *("cerca de 400", "差不多400", "約400", "حوالي 400", "примерно 400", "περίπου 400"),
    ],
)
def test_hedge(text: str) -> None:
    check(column("g", [text, "410"]), [text, "410"], [400, 410])


def test_dates_of_any_number_take_linear_time() -> None:
    check_growth(
        lambda cells: column("day", cells, "date"),
        lambda n: [f"{1 + n % 28} июня {1000 + place}" for place in range(n // 20)],
        3.0,
    )
