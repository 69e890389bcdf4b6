"""What there is to know of a language besides the sentences of its catalogue."""

from __future__ import annotations

import msgspec
from babel import Locale


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """A language of the pages: its names, its locales, and words that its speakers type.

    Words are in lower case. What numbers, dates and currencies look like comes from its locales.
    """

    tag: str
    """Its two letters of ISO 639: in addresses, in the cookie, and the name of its catalogue."""

    name: str
    """Its own name."""

    locales: tuple[str, ...]
    """The locales in which its speakers write numbers and dates, by their names in CLDR."""

    locale: Locale
    """The locale of its sentences and of the dates in them."""

    open_graph: str
    """Its name in previews of links, always with a country."""

    yes_words: tuple[str, ...]
    """Words for what happened."""

    no_words: tuple[str, ...]
    """Words for what did not happen."""

    percent_words: tuple[str, ...] = ()
    """Words for the percent sign."""

    scale_words: dict[str, int] = {}
    """Exponents of ten by their words, such as 6 for million. Of a word that languages disagree on,
    such as billion, each has its own meaning."""

    approximation_words: tuple[str, ...] = ()
    """Words before a number that is not exact."""

    approximations_behind: tuple[str, ...] = ()
    """Words behind a number that is not exact, besides those that can stand before it."""

    bound_words: tuple[str, ...] = ()
    """Words before a number that is only a bound and may be meant itself, such as `at least`."""

    bounds_behind: tuple[str, ...] = ()
    """Words behind such a number, such as `or more`."""

    comparison_words: tuple[str, ...] = ()
    """Words before a number that is not meant itself, such as `more than`."""

    range_words: tuple[str, ...] = ()
    """Words between the ends of a range, and between alternatives."""

    connectives: tuple[str, ...] = ()
    """Words between a scale word and a unit, with the space after them."""

    plural_endings: tuple[tuple[str, str, int], ...] = ()
    """The endings of plurals, the endings of their singulars, and the fewest letters before them."""

    irregular_plurals: dict[str, str] = {}
    """Singulars by the plurals that no ending explains."""

    date_fillers: tuple[str, ...] = ()
    """Endings of ordinal numbers, and other words in dates that add nothing."""

    footer_words: tuple[str, ...] = ()
    """Words that begin a row below a table that is no answer, such as that of the sum."""

    truth_words: tuple[str, ...] = ()
    """Words that begin a row with the truth."""

    missing_words: tuple[str, ...] = ()
    """Words in place of an answer that was not given."""

    comma: str = ","
    """The comma between the items of a list."""

    first_of_month: str = "1"
    """The number of a month's first day in a long date."""

    weekday_format: str = "full"
    """The format of a day with its weekday: one of CLDR's names, or a pattern."""

    zone_names: tuple[str, ...] = ()
    """Short names of time zones that its speakers know, besides those that are known everywhere."""

    zone_locales: tuple[Locale, ...] = ()
    """Further locales whose short names of time zones its speakers know."""
