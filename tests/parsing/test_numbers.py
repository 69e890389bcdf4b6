from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from babel import Locale
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from hypothesis import example, given
from hypothesis import strategies as st

from crowd.i18n.decimals import localize_decimal
from crowd.kinds import Number
from crowd.parsing.numbers import MAX_MAGNITUDE, parse_number
from crowd.parsing.text import ParsedValue, Unreadable

LOCALES = [*map(Locale.parse, ("en", "de", "fr", "es", "de_CH", "hi", "ar"))]

WITHOUT_DOUBT = [
    ("402", 402.0),
    (" 402. ", 402.0),
    ("1,200", 1200.0),
    ("1.200,5", 1200.5),
    ("1,200.5", 1200.5),
    ("1,200,300", 1200300.0),
    ("1.200.300", 1200300.0),
    ("1 200", 1200.0),
    ("1\N{NO-BREAK SPACE}200", 1200.0),
    ("1\N{NARROW NO-BREAK SPACE}200", 1200.0),
    ("1\N{THIN SPACE}200", 1200.0),
    ("1\N{FIGURE SPACE}200", 1200.0),
    ("1 200,500", 1200.5),
    ("1'200", 1200.0),
    ("1\N{RIGHT SINGLE QUOTATION MARK}200.5", 1200.5),
    ("1_200", 1200.0),
    ("1,00,000", 100000.0),
    ("1,23,45,678.25", 12345678.25),
    ("1,5", 1.5),
    ("0,500", 0.5),
    ("0.500", 0.5),
    ("1234.567", 1234.567),
    (".5", 0.5),
    (",5", 0.5),
    ("12,-", 12.0),
    ("1.2k", 1200.0),
    ("1.2K", 1200.0),
    ("1.200k", 1200.0),
    ("3 million", 3e6),
    ("3 mio", 3e6),
    ("3 Mio.", 3e6),
    ("2m", 2e6),
    ("1.5bn", 1.5e9),
    ("3 billion", 3e9),
    ("2 thousand", 2000.0),
    ("2 hundred thousand", 2e5),
    ("3 lakh", 3e5),
    ("1 crore", 1e7),
    ("3 Tausend", 3000.0),
    ("3 Millionen", 3e6),
    ("3 Mrd", 3e9),
    ("3 Milliarden", 3e9),
    ("3 mille", 3000.0),
    ("3 milliards", 3e9),
    ("1 millón", 1e6),
    ("3 millones", 3e6),
    ("12 %", 12.0),
    ("12%", 12.0),
    ("%12", 12.0),
    ("12 percent", 12.0),
    ("~ 400", 400.0),
    ("≈400", 400.0),
    ("ca. 400", 400.0),
    ("ca.400", 400.0),
    ("About 400", 400.0),
    ("approx. 400", 400.0),
    ("approx.400", 400.0),
    ("+5", 5.0),
    ("-5", -5.0),
    ("- 5", -5.0),
    ("-.5", -0.5),
    ("~-5", -5.0),
    ("\N{MINUS SIGN}5", -5.0),
    ("\N{EN DASH}5", -5.0),
    ("\N{EM DASH}5", -5.0),
    ("\N{HYPHEN}5", -5.0),
    ("\N{FIGURE DASH}5", -5.0),
    ("\N{SMALL HYPHEN-MINUS}5", -5.0),
    ("\N{FULLWIDTH HYPHEN-MINUS}5", -5.0),
    ("\N{LEFT-TO-RIGHT MARK}-5", -5.0),
    ("1e6", 1e6),
    ("1.5E+3", 1500.0),
    ("1.200e3", 1200.0),
    ("5e-3", 0.005),
    ("1.5\N{MULTIPLICATION SIGN}10^15", 1.5e15),
    ("1e100", MAX_MAGNITUDE),
    ("\u0661\u0662\u0663\u0664\N{ARABIC DECIMAL SEPARATOR}\u0665", 1234.5),
    ("\u0661\N{ARABIC THOUSANDS SEPARATOR}\u0662\u0663\u0664", 1234.0),
    ("\u0661\u0662\N{ARABIC PERCENT SIGN}", 12.0),
    ("१२३", 123.0),
    ("\uff11\uff12\uff13\uff0e\uff15\uff05", 123.5),
]


@pytest.mark.parametrize(("text", "value"), WITHOUT_DOUBT)
def test_read_number_without_doubt(text: str, value: float) -> None:
    assert parse_number(text, Locale("en")) == ParsedValue(value, ())


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1.200", "en", ParsedValue(1.2, (1200.0,))),
        ("1.234", "en", ParsedValue(1.234, (1234.0,))),
        ("-1.234", "en", ParsedValue(-1.234, (-1234.0,))),
        ("1,200 million", "en", ParsedValue(1.2e9, (1.2e6,))),
        ("3 mil", "en", ParsedValue(3e6, (3000.0,))),
        ("1,200", "de", ParsedValue(1.2, (1200.0,))),
        ("1.200", "de", ParsedValue(1200.0)),
        ("1.200k", "de", ParsedValue(1200000.0, (1200.0,))),
        ("1,200k", "de", ParsedValue(1200.0)),
        ("1,2 Mio.", "de", ParsedValue(1.2e6)),
        ("2 Billionen", "de", ParsedValue(2e12)),
        ("1 Billion", "de", ParsedValue(1e12, (1e9,))),
        ("1.200", "fr", ParsedValue(1200.0, (1.2,))),
        ("1,200", "fr", ParsedValue(1.2, (1200.0,))),
        ("1,200", "de_CH", ParsedValue(1200.0, (1.2,))),
        ("1.200", "de_CH", ParsedValue(1.2, (1200.0,))),
        ("1'234'567.5", "de_CH", ParsedValue(1234567.5)),
        ("1\u2019234\u2019567", "de_CH", ParsedValue(1234567.0)),
        ("3 mil", "es", ParsedValue(3000.0)),
        ("3 mil millones", "es", ParsedValue(3e9)),
        ("1,200", "ar_EG", ParsedValue(1200.0)),
        ("३ लाख", "hi", ParsedValue(3e5)),
        ("1.2万", "zh", ParsedValue(12000.0)),
    ],
)
def test_read_number_where_the_locale_decides(
    text: str, locale: str, expected: ParsedValue
) -> None:
    assert parse_number(text, Locale.parse(locale)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("402 pieces", "pieces", ParsedValue(402.0)),
        ("402 piece", "pieces", ParsedValue(402.0)),
        ("402 PIECES.", "piece", ParsedValue(402.0)),
        ("402 pieces", "pieces of cereal", ParsedValue(402.0)),
        ("402 pieces", "cereal pieces", ParsedValue(402.0)),
        ("1.2k pieces", "pieces", ParsedValue(1200.0)),
        ("12kg", "kg", ParsedValue(12.0)),
        ("12 KG", "kg", ParsedValue(12.0)),
        ("12 kg CO2", "kg CO\N{SUBSCRIPT TWO}", ParsedValue(12.0)),
        ("5 m2", "m\N{SUPERSCRIPT TWO}", ParsedValue(5.0)),
        ("5 feet", "foot", ParsedValue(5.0)),
        ("3 Tagen", "Tage", ParsedValue(3.0)),
        ("$ 12", "$", ParsedValue(12.0)),
        ("-$12", "$", ParsedValue(-12.0)),
        ("$-12", "USD", ParsedValue(-12.0)),
        ("$12", "dollars", ParsedValue(12.0)),
        ("€12", "EUR", ParsedValue(12.0)),
        ("12 EUR", "€", ParsedValue(12.0)),
        ("12 EUR", "EUR", ParsedValue(12.0)),
        ("3 k€", "€", ParsedValue(3000.0)),
        ("12,- €", "€", ParsedValue(12.0)),
        ("2 millones de euros", "€", ParsedValue(2e6)),
        ("Rs.500", "Rs", ParsedValue(500.0)),
        ("12 %", "%", ParsedValue(12.0)),
        ("2m", "m", ParsedValue(2.0)),
        ("2 M", "m", ParsedValue(2.0)),
        ("2m", "marbles", ParsedValue(2e6, (2.0,))),
        ("12k", "kg", ParsedValue(12000.0, (12.0,))),
        ("3 million", "million euros", ParsedValue(3.0)),
        ("3 million euros", "million euros", ParsedValue(3.0)),
    ],
)
def test_read_number_with_a_unit(text: str, unit: str, expected: ParsedValue) -> None:
    assert parse_number(text, Locale("en"), [unit]) == expected


NUMBER = "Enter a number, such as 1,234.5."
ONLY = "Enter only a number, such as 1,234.5."
DIGITS = "Enter the number in digits, such as 1,234.5."
RANGE = "Enter one number, not a range."
TOO_LARGE = "This number is too large; enter one closer to zero."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NUMBER),
        (" \t\n", NUMBER),
        ("1,2,3", NUMBER),
        ("1.2.3,4", NUMBER),
        ("1_2", NUMBER),
        ("_1", NUMBER),
        ("1__200", NUMBER),
        ("400 50", NUMBER),
        ("2**100", NUMBER),
        ("--5", NUMBER),
        ("+-5", NUMBER),
        ("5-", NUMBER),
        ("12\N{SUPERSCRIPT TWO}", ONLY),
        ("0x10", ONLY),
        ("12 kg", ONLY),
        ("1e5e5", ONLY),
        ("12 k k k", ONLY),
        ("a lot", DIGITS),
        ("NaN", DIGITS),
        ("-Infinity", DIGITS),
        ("k", DIGITS),
        ("400-500", RANGE),
        ("400 \N{EN DASH} 500", RANGE),
        ("400 or 500", RANGE),
        ("between 400 and 500", RANGE),
        ("$400 - $500", RANGE),
        ("400, 500", RANGE),
        ("1e101", TOO_LARGE),
        ("-1e99999999999999999999", TOO_LARGE),
        ("9" * 101, "Enter something shorter, of at most 100 characters."),
        ("9" * 10_000_000, "Enter something shorter, of at most 100 characters."),
    ],
)
def test_read_number_unreadable_says_what_to_do(text: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_number(text, Locale("en"))
    assert str(caught.value) == message


def test_read_number_unreadable_names_the_unit_and_writes_the_locale() -> None:
    with pytest.raises(Unreadable) as caught:
        parse_number("12 lb", Locale("de"), ["kg"])
    assert str(caught.value) == "Enter only a number in kg, such as 1.234,5."


@pytest.mark.parametrize(("text", "unit"), [("12 ms", "m"), ("3 euros", "million euros")])
def test_read_number_refuses_what_only_resembles_the_unit(text: str, unit: str) -> None:
    with pytest.raises(Unreadable):
        parse_number(text, Locale("en"), [unit])


def test_read_number_minus_zero_is_zero() -> None:
    assert str(parse_number("-0", Locale("en")).value) == "0.0"


@example(number=-1234567.25, decimals=2, locale=Locale("ar", "EG"), digits="default")
@given(
    number=st.floats(-1e50, 1e50),
    decimals=st.integers(0, 2),
    locale=st.sampled_from(LOCALES),
    digits=st.sampled_from(["latn", "default", "native"]),
)
def test_read_number_reads_what_is_written(
    number: float, decimals: int, locale: Locale, digits: str
) -> None:
    value = round(number, decimals)
    with localcontext(prec=80):  # babel rounds within the context, to 28 digits unless told
        text = written_in(digits, Decimal(repr(value)), locale)
    reading = parse_number(text, locale)
    assert [each for each in (reading.value, *reading.alternatives) if each == value] == [value]


def written_in(digits: str, value: Decimal, locale: Locale) -> str:
    systems = {**locale.other_numbering_systems, "default": locale.default_numbering_system}
    system = systems.get(digits, digits)
    if system == "latn":
        return localize_decimal(value, locale)
    return format_decimal(value, locale=locale, numbering_system=system)


@pytest.mark.parametrize("locale", ["de_CH", "fr_CH", "it_CH", "de_LI", "en", "de", "fr", "hi"])
@pytest.mark.parametrize("value", ["-1234567.25", "1000000", "1e15", "-12345", "0.1234567", "0"])
def test_localized_decimal_has_every_separator(locale: str, value: str) -> None:
    where, exact = Locale.parse(locale), Decimal(value)
    text = localize_decimal(exact, where, rounded=False).replace("\N{MINUS SIGN}", "-")
    whole, _, fraction = text.partition(get_decimal_symbol(where))
    digits, _, decimals = f"{exact:f}".partition(".")
    mark = get_group_symbol(where)
    *groups, last = whole.removeprefix("-").split(mark)
    assert whole.replace(mark, "") == digits
    assert fraction == decimals
    assert len(last) == min(3, len(digits.removeprefix("-")))
    assert all(1 <= len(group) <= 3 for group in groups)


TYPED = st.text(st.sampled_from("0123456789.,'_ -+e%~kmx€$/\u0663\u066b\N{NO-BREAK SPACE}orto"))


@given(
    text=st.one_of(st.text(max_size=30), TYPED),
    locale=st.sampled_from(LOCALES),
    unit=st.one_of(st.sampled_from(["", "kg", "€", "m"]), st.text(max_size=5)),
)
def test_read_number_of_any_text_is_finite_or_unreadable(
    text: str, locale: Locale, unit: str
) -> None:
    try:
        reading = parse_number(text, locale, [unit])
    except Unreadable:
        return
    assert max(map(abs, (reading.value, *reading.alternatives))) <= MAX_MAGNITUDE


@given(
    st.floats(-1e14, 1e14).filter(lambda value: value == 0 or abs(value) > 1e-5)
    | st.integers(-(10**14), 10**14),
    st.sampled_from(LOCALES),
)
@example(-0.0, Locale("en"))
@example(1234, Locale("es"))
@example(0.1, Locale("ar"))
@example(-1234567.5, Locale("hi"))
def test_number_is_written_as_if_nothing_were_kept(value: float, locale: Locale) -> None:
    whole = Decimal(repr(value + 0.0)).normalize()
    assert Number().format(value, locale) == localize_decimal(whole, locale, rounded=False)
