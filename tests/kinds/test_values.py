"""Values by kind: read, checked and written."""

from __future__ import annotations

import pytest
from babel import Locale

from crowd.i18n.translator import ENGLISH_TRANSLATOR
from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.kinds.values import check_value, parse_plain, parse_truth, parse_value
from crowd.model.errors import Invalid

ENGLISH = Locale("en")
GERMAN = Locale("de")
PIECES = Number(unit="pieces", minimum=0, maximum=10_000, decimals=0)
COLOURS = Choice(options=["Red", "Dark blue", "3", "2.5"])
NO_CHANCE = (
    "You entered 70. As a number a chance is between 0 and 1; in percent write it as text, such as "
    '"70 %".'
)


@pytest.mark.parametrize(
    ("raw", "kind", "locale", "values"),
    [
        ("1,200 pieces", PIECES, ENGLISH, [1200]),
        # Whole numbers are asked for, so only one of the readings is allowed.
        ("1.200", PIECES, ENGLISH, [1200]),
        ("1.200", Number(), ENGLISH, [1.2, 1200]),
        ("1,200", Number(), GERMAN, [1.2, 1200]),
        (402, PIECES, ENGLISH, [402]),
        ("12 %", Percentage(), ENGLISH, [12]),
        ("1970-01-02", Date(), ENGLISH, [1]),
        ("3/4/1970", Date(), ENGLISH, [62, 92]),
        # The bounds leave one reading.
        ("3/4/1970", Date(minimum="1970-04-01"), ENGLISH, [92]),
        ("-3", Number(), ENGLISH, [-3]),
        (0.7, Probability(), ENGLISH, [0.7]),
        (1, Probability(), ENGLISH, [1]),
        ("0.7", Probability(), ENGLISH, [0.7, 0.007]),
        ("1", Probability(), ENGLISH, [1, 0.01]),
        ("12.3 %", Probability(), ENGLISH, [0.123]),
        ("70", Probability(), ENGLISH, [0.7]),
        # Only one of the readings is a chance: 1,200 percent is none.
        ("1,200", Probability(), GERMAN, [0.012]),
        ("dark blue", COLOURS, ENGLISH, [1]),
        (3, COLOURS, ENGLISH, [2]),
        (2.5, COLOURS, ENGLISH, [3]),
    ],
)
def test_read_value(raw: float | str, kind: Kind, locale: Locale, values: list[float]) -> None:
    reading = parse_value(raw, kind, locale)
    assert [reading.value, *reading.alternatives] == values


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        ("12.5", PIECES, "Enter a whole number, without decimals."),
        ("-3", PIECES, "You entered −3\u00a0pieces. The answer must be 0\u00a0pieces or more."),
        (
            20_000,
            PIECES,
            "You entered 20,000\u00a0pieces. The answer must be 10,000\u00a0pieces or less.",
        ),
        ("101 %", Percentage(), "You entered 101%. A percentage is between 0 and 100."),
        (5, Date(), "Write the date as text, such as 2027-03-27."),
        (1e200, Number(), "That number is too large. Enter a smaller one."),
        (float("nan"), Number(), "That number is too large. Enter a smaller one."),
        (1.25, Number(decimals=1), "Enter a number with fewer decimals, at most 1."),
        ("120", Probability(), "You entered 120%. A chance is between 0 and 100%."),
        ("-0.5", Probability(), "You entered −0.5%. A chance is between 0 and 100%."),
        (70, Probability(), NO_CHANCE),
        ("70 kg", Probability(), "Enter only a number in %, such as 70."),
        ("Green", COLOURS, "Choose one of these: “Red”, “Dark blue”, “3” or “2.5”."),
        (2, COLOURS, "Choose one of these: “Red”, “Dark blue”, “3” or “2.5”."),
        ("", COLOURS, "Choose one of the answers."),
    ],
)
def test_read_value_refused(raw: float | str, kind: Kind, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_value(raw, kind, ENGLISH)
    assert [(problem.field, problem.message) for problem in caught.value.problems] == [
        ("value", message)
    ]


@pytest.mark.parametrize("value", [1.234, -0.5, 1200.0, 1e21, 1e-7, 62.0])
def test_exact_value_comes_back_as_it_was(value: float) -> None:
    assert parse_plain(str(Number().to_json(value)), Number()) == (value, ())


@pytest.mark.parametrize("value", [1e21, -1.25e16, 1.5e-9, -2.5e-15])
@pytest.mark.parametrize("locale", [ENGLISH, GERMAN])
def test_powers_of_ten_are_read_as_they_are_written(value: float, locale: Locale) -> None:
    kind = Number(unit="kg")
    for written in (kind.format(value, locale), kind.format_typed(value, locale)):
        assert parse_value(written, kind, locale) == (value, ())


@pytest.mark.parametrize("value", [0.7, 0.007, 0.123, 0.0, 1.0, 1e-9])
def test_exact_chance_comes_back_as_it_was(value: float) -> None:
    assert parse_plain(str(Probability().to_json(value)), Probability()) == (value, ())
    written = Probability().format(value, ENGLISH)
    assert parse_value(written, Probability(), ENGLISH) == (value, ())


@pytest.mark.parametrize("value", [0.0, 1.0, 2.0, 3.0])
def test_exact_choice_comes_back_as_it_was(value: float) -> None:
    assert parse_plain(str(COLOURS.to_json(value)), COLOURS) == (value, ())


@pytest.mark.parametrize(
    ("raw", "kind", "truth"),
    [
        ("yes", Probability(), 1),
        (" TRUE", Probability(), 1),
        ("1", Probability(), 1),
        ("100 %", Probability(), 1),
        (1, Probability(), 1),
        ("No", Probability(), 0),
        ("false", Probability(), 0),
        ("0 %", Probability(), 0),
        (0, Probability(), 0),
        ("ja", Probability(), 1),
        ("Nein", Probability(), 0),
        ("oui", Probability(), 1),
        ("non", Probability(), 0),
        ("Sí", Probability(), 1),
        ("نعم", Probability(), 1),
        ("لا", Probability(), 0),
        ("red", COLOURS, 0),
        # The truth may lie where no answer could.
        (20_000, PIECES, 20_000),
    ],
)
def test_read_truth(raw: float | str, kind: Kind, truth: float) -> None:
    assert parse_truth(raw, kind, ENGLISH) == truth


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("0.7", Probability()), (0.5, Probability()), (100, Probability()), ("", Probability()),
     ("perhaps", Probability()), ("Green", COLOURS), ("many", PIECES)],
)  # fmt: skip
def test_read_truth_refused(raw: float | str, kind: Kind) -> None:
    with pytest.raises(Invalid) as caught:
        parse_truth(raw, kind, ENGLISH)
    assert [problem.field for problem in caught.value.problems] == ["truth"]


@pytest.mark.parametrize(
    ("value", "kind", "right"),
    [(0.5, Probability(), True), (1.5, Probability(), False), (3, COLOURS, True),
     (4, COLOURS, False), (0.5, COLOURS, False), (-1, COLOURS, False)],
)  # fmt: skip
def test_check_value(value: float, kind: Kind, right: bool) -> None:
    assert (check_value(value, kind) == "") is right


@pytest.mark.parametrize("raw", ["1,200", "0x10", "1e9999", "nan", "", "1.2.3"])
def test_exact_value_made_up(raw: str) -> None:
    with pytest.raises(Invalid):
        parse_plain(raw, Number())


@pytest.mark.parametrize(
    ("value", "kind", "locale", "text"),
    [
        (1234.5, Number(unit="kg"), ENGLISH, "1,234.5\u00a0kg"),
        (1234.5, Number(unit="kg"), GERMAN, "1.234,5\u00a0kg"),
        (12, Number(unit="$"), ENGLISH, "$12"),
        (12.5, Percentage(), ENGLISH, "12.5%"),
        (62, Date(), ENGLISH, "March 4, 1970"),
        (0.7, Probability(), ENGLISH, "70%"),
        (0.125, Probability(), GERMAN, "12,5\u00a0%"),
        (1, COLOURS, GERMAN, "Dark blue"),
        (0.1 + 0.2, Number(), ENGLISH, "0.30000000000000004"),
        (1e21, Number(), ENGLISH, "1\u00a0\u00d7\u00a010²¹"),
        (-1.5e-9, Number(), GERMAN, "−1,5\u00a0\u00d7\u00a010⁻⁹"),
    ],
)
def test_write(value: float, kind: Kind, locale: Locale, text: str) -> None:
    assert kind.format(value, locale) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (514.371, "514.4"),
        (0.123456, "0.1235"),
        (1234567.8, "1,234,568"),
        (0, "0"),
        (402.5, "402.5"),
    ],
)
def test_write_figure(value: float, text: str) -> None:
    assert Number(unit="pieces").format_figure(value, ENGLISH) == text


def test_write_figure_of_a_chance() -> None:
    assert Probability().format_figure(2 / 3, ENGLISH) == "66.7%"
    assert Probability().format_figure(0.6095, ENGLISH) == "61%"
    assert Probability().format_figure(1, ENGLISH) == "100%"
    assert Probability().format_figure(0.99996, ENGLISH) == "99.996%"


@pytest.mark.parametrize(
    ("value", "day"), [(0.4, "1970-01-01"), (0.5, "1970-01-02"), (-0.5, "1970-01-01")]
)
def test_day_of_a_figure_is_the_nearest(value: float, day: str) -> None:
    assert Date().to_json(value) == day
    assert Date().as_shown(value) == day_number(day)


@pytest.mark.parametrize("raw", [-0.0, "-0", "\N{MINUS SIGN}0.0"])
def test_zero_has_no_sign(raw: float | str) -> None:
    assert str(parse_value(raw, Number(), ENGLISH).value) == "0.0"


BEADS = Number(unit="beads")


@pytest.mark.parametrize(
    ("kind", "typed", "is_doubtful"),
    [
        (BEADS, "12 %", True),
        (BEADS, "12 percent", True),
        (BEADS, "12 Prozent", True),
        (BEADS, "12", False),
        (BEADS, "12 beads", False),
        (Number(), "12 %", True),
        (Number(maximum=100), "12 %", False),
        (Number(unit="%"), "12 %", False),
        (Number(unit="percent of voters"), "12 %", False),
        (Percentage(), "12 %", False),
        (BEADS, "999,999,999,999", True),
        (BEADS, "999999999999 beads", True),
        (BEADS, "8,100,000,000", False),
        # Words and powers are no slips of a finger.
        (BEADS, "999 billion", False),
        (BEADS, "1e12", False),
        (BEADS, "3.14159265358979", False),
        (Number(unit="beads", maximum=1e13), "999,999,999,999", False),
        (Number(unit="beads", minimum=0), "999,999,999,999", True),
        (Number(minimum=-1e13), "-999,999,999,999", False),
        (Number(maximum=0), "-999,999,999,999", True),
    ],
)
def test_doubt_is_about_the_own_unit_and_bounds(kind: Kind, typed: str, is_doubtful: bool) -> None:
    value = parse_value(typed, kind, ENGLISH).value
    assert kind.is_doubtful(typed, value) is is_doubtful


def test_amounts_of_money_have_two_decimals_or_none() -> None:
    euros, english = Number(unit="€"), Locale("en")
    written = [euros.format(value, english) for value in (12, 12.5, -0.5, 1234.5, 12.345)]
    assert written == ["€12", "€12.50", "−€0.50", "€1,234.50", "€12.345"]
    assert euros.format(12.5, Locale("de")) == "€12,50"
    assert Number(unit="kg").format(12.5, english) == "12.5\N{NO-BREAK SPACE}kg"


def test_distances_of_dates_are_told_in_years_from_two_years_on() -> None:
    def written(days: float) -> str:
        return Date().format_distance(days, ENGLISH_TRANSLATOR, Locale("en"))

    assert written(729) == "729\N{NO-BREAK SPACE}days"
    assert written(1661) == "4.5\N{NO-BREAK SPACE}years"
