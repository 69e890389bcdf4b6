"""The caller's locale: what browsers send is understood, and what nobody sends costs little."""

from __future__ import annotations

import random
import string
import time

import pytest
from babel import Locale

from crowd.web.locale import select_locale


@pytest.mark.parametrize(
    ("accepted", "language", "locale"),
    [
        ("", "", "en"),
        ("*", "", "en"),
        ("de", "", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "", "de_CH"),
        ("DE-ch", "", "de_CH"),
        ("de-AT, en;q=0.5", "", "de"),
        ("de-Latn-CH-1996", "", "de_CH"),
        ("en-GB,en;q=0.9", "", "en_GB"),
        ("pt-BR,pt;q=0.9", "", "pt"),
        ("es-419,es;q=0.9", "", "es"),
        ("zh-Hant-TW,zh;q=0.9,fr;q=0.2", "", "fr"),
        ("fr;q=0.2,ar;q=0.7", "", "ar"),
        ("de;q=0,fr", "", "fr"),
        ("de;q=nan,fr;q=0.1", "", "fr"),
        ("de;q=x,fr;q=0.1", "", "fr"),
        ("x-de,i-klingon,deutsch,d,9,;;,fr", "", "fr"),
        ("de-CH,en", "de", "de_CH"),
        ("de-CH,en", "de-AT", "de"),
        ("de-CH,en", "ja", "de_CH"),
        ("de-CH", "junk", "de_CH"),
        ("ar", "fr", "fr"),
    ],
)
def test_locale_is_what_was_asked_for(accepted: str, language: str, locale: str) -> None:
    assert select_locale(accepted, language) == Locale.parse(locale)


def hostile(rng: random.Random, tags: int) -> str:
    letters = string.ascii_letters
    names = ["".join(rng.choices(letters, k=2)) + "-" + rng.choice(letters) for _ in range(tags)]
    return ",".join(f"{name}{'A' * rng.randrange(2)};q=0.{rng.randrange(999)}" for name in names)


def test_long_list_costs_little_more_than_a_short_one() -> None:
    rng = random.Random(20261128)

    def seconds(tags: int) -> float:
        texts = [hostile(rng, tags) for _ in range(4)]
        begin = time.process_time()
        for text in texts:
            select_locale(text, "")
        return (time.process_time() - begin) / len(texts)

    assert seconds(10_000) < max(5 * seconds(8), 0.0005)


def test_first_of_many_counts() -> None:
    assert select_locale("xx," * 10 + "de", "").language == "de"
    assert select_locale("xx," * 1000 + "de", "").language == "en"
