"""The pages for participants say everything in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx
import msgspec
import numpy as np
import pytest
from babel import Locale

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.i18n import translator
from crowd.kinds import Choice, Date, Duration, Kind, Number, Probability
from crowd.model.sentence import Sentence
from crowd.poll import Resolution, State
from crowd.rules.headline import choose_headline
from crowd.web.pages.results import render_results
from tests.conftest import shared_renderer
from tests.factories import admin, close, give_answers, make_poll
from tests.i18n.untranslated import untranslated
from tests.kind_examples import EXAMPLES, to_body, typed_truth, typed_values
from tests.pairs import pairs
from tests.web.sharing.cards import NOON, poll_of

GERMAN = {"accept-language": "de"}


async def test_finder_finds_what_is_not_translated(bracketed: translator.Translator) -> None:
    page = '<p title="Plain">⟦Said⟧ and <b lang="en">English</b></p><p>⟦A ⟧{}⟦.⟧</p>'
    assert untranslated(page.format("median"), bracketed) == [
        "Plain",
        "⟦Said⟧ and",
        "⟦A ⟧median⟦.⟧",
    ]
    assert untranslated(page.format(bracketed.translate("median")), bracketed)[2:] == []


@pytest.mark.parametrize(("name", "truth"), pairs(EXAMPLES, ["known", "not known"]))
async def test_results_page_is_all_in_one_language(
    client: httpx.AsyncClient, bracketed: translator.Translator, name: str, truth: str
) -> None:
    kind = EXAMPLES[name]
    poll = await make_poll(client, question="QUESTION?", kind=to_body(kind))
    await give_answers(client, poll, typed_values(kind))
    await close(client, poll)
    if truth == "known":
        address = f"/api/polls/{poll['id']}/resolution"
        await client.post(address, json={"truth": typed_truth(kind)}, headers=admin(poll))
    page = await client.get(f"/p/{poll['id']}", headers=GERMAN)
    assert untranslated(page.text, bracketed) == []


NUMBER = Number(unit="kg", minimum=0)
COLOURS = Choice(options=["RED", "GREEN, OR SO", "BLUE"])
RNG = np.random.default_rng(1)
MANY = np.round(np.exp(RNG.normal(5, 0.7, 397)), 1)
RISING = np.linspace(0.1, 0.9, 100)
HEAPS = np.concatenate((np.arange(100, 160), np.arange(900, 960))).astype(float)
BLOCKS = np.repeat([0, 1, 2, 3], 25)


class Crowd(NamedTuple):
    """Answers to a question, with everything that can stand beside them."""

    kind: Kind
    values: Any
    truths: Sequence[float | None] = ()
    beside: dict[str, Any] | None = None
    own: float | None = None
    headline: str | None = None


def predicted(n: int, *shares: float) -> dict[str, Any]:
    return {"predicted": np.tile(np.array(shares), (n, 1))}


GROUPS = {
    "groups": BLOCKS % 2,
    "group_names": ["COOKS", "GUESTS"],
    "branches": BLOCKS,
}

CROWDS = {
    "nobody": Crowd(NUMBER, []),
    "nobody, truth": Crowd(NUMBER, [], [3]),
    "nobody, options": Crowd(COLOURS, [], [1]),
    "one": Crowd(NUMBER, [5], [7], own=5),
    "one, no truth": Crowd(NUMBER, [5], own=5),
    "one chance": Crowd(Probability(), [0.5], [1]),
    "one option": Crowd(COLOURS, [1], [1], own=1),
    "one, entered": Crowd(NUMBER, [5], [7], {"on_behalf": 1}),
    "two": Crowd(NUMBER, [10, 30], [30]),
    "two, off": Crowd(NUMBER, [20, 41], [30], own=41),
    "three of five": Crowd(NUMBER, [30, 29, 50, 1, 30], [30], own=1),
    "nobody farther off": Crowd(NUMBER, [25, 25, 26], [30], own=25),
    "alike": Crowd(NUMBER, [400] * 12, [467]),
    "alike and right": Crowd(NUMBER, [400] * 12, [400], own=400),
    "alike chances, no": Crowd(Probability(), [0.4] * 12, [0]),
    "alike chances, yes": Crowd(Probability(), [0.4] * 12, [1]),
    "half alike": Crowd(NUMBER, [4, 4, 4, 4, 9], [10]),
    "chances": Crowd(Probability(), RISING, [0], own=0.5),
    "chances, yes": Crowd(Probability(), RISING, [1], headline="median"),
    "outliers": Crowd(NUMBER, [*MANY, 1e7, 2e7, 1e-6], [200], own=150),
    "outliers, unknown": Crowd(NUMBER, [*MANY[:99], 1e7], [None]),
    "one outlier, corrected": Crowd(NUMBER, [*MANY[:97], 1e7, 1e-6, 1e-5], [3, None, 200]),
    "trimmed": Crowd(NUMBER, MANY, [200], headline="trimmed_mean"),
    "trimmed, few": Crowd(NUMBER, MANY[:15], [200], headline="trimmed_mean"),
    "trimmed, fewer": Crowd(NUMBER, MANY[:8], [200], headline="trimmed_mean"),
    "some": Crowd(NUMBER, MANY[:15], [200]),
    "few": Crowd(NUMBER, MANY[:8], [200]),
    "enough": Crowd(NUMBER, [10, 10, 10, 10, 10, 10, 11], [50]),
    "negative": Crowd(Number(), [-5, 3, 4, 90, 2], [2]),
    "durations": Crowd(Duration(), np.exp(RNG.normal(8, 0.7, 100)), [100], GROUPS, own=90),
    "durations, longer": Crowd(
        Duration(), np.arange(1000.0, 1040), [2000], {"others": np.full(40, 1100.0)}
    ),
    "dates": Crowd(Date(), [100, 200, 300, 400, 500], [900], {"others": np.zeros(5)}, own=100),
    "dates, corrected": Crowd(Date(), [100, 200, 300, 400, 500], [500, 100, 50]),
    "dates, drift": Crowd(Date(), np.arange(100.0), [0], GROUPS),
    "dates, back": Crowd(Date(), np.arange(100.0)[::-1], [99], {"others": np.full(100, 90.0)}),
    "chance corrected": Crowd(Probability(), [0.3, 0.4, 0.6], [0, 1, None, 1]),
    "groups": Crowd(NUMBER, np.arange(1.0, 101.0), [50], GROUPS | {"others": np.full(100, 9.0)}),
    "groups, falling": Crowd(NUMBER, np.arange(100.0, 0, -1), [500], GROUPS),
    "mixed groups": Crowd(NUMBER, RNG.permutation(100) + 1.0, [0], GROUPS | {"on_behalf": 1}),
    "entered": Crowd(NUMBER, MANY[:100], [], GROUPS | {"on_behalf": 100}),
    "some entered": Crowd(NUMBER, MANY[:100], [], GROUPS | {"on_behalf": 50}),
    "one branch": Crowd(NUMBER, [1, 2, 3, 4], [1], {"branches": np.zeros(4, int)}),
    "others more": Crowd(NUMBER, np.arange(1.0, 41), [4], {"others": np.linspace(30, 32, 40)}),
    "ranges": Crowd(
        NUMBER, np.arange(1.0, 41), [4], {"lows": np.zeros(40), "highs": np.full(40, 50.0)}
    ),
    "heaps": Crowd(NUMBER, RNG.permutation(HEAPS), [300]),
    "other unit": Crowd(NUMBER, [*np.arange(60, 100), 70_000, 80_000, 75_000, 0.08], [75]),
    "other units": Crowd(NUMBER, [*np.arange(6000, 6100), 7e3, 7, 8, 7, 6, 6.5, 7.5, 8.5], [75]),
    "other unit, small": Crowd(NUMBER, [*np.arange(6000, 6400, 2), 6, 7, 6.5, 7.5, 6.2, 7.2], [75]),
    "other unit, large": Crowd(NUMBER, [*np.arange(600, 640, 0.2), 6e5, 7e5, 6.5e5, 7.5e5], [75]),
    "small ones": Crowd(NUMBER, [1e-9] * 20 + [5e5] * 25, [4e5]),
    "nobody too high": Crowd(NUMBER, [1, 2, 3, 4, 5], [5]),
    "zeros": Crowd(NUMBER, [0] * 40, [0]),
    "mostly zeros": Crowd(NUMBER, [0] * 39 + [5], [0]),
    "few others": Crowd(NUMBER, [1, 2, 3, 4, 5], [], {"others": np.array([3, 4] + [np.nan] * 3)}),
    "equal with others": Crowd(NUMBER, [4] * 9, [], {"others": np.arange(9.0)}),
    "small groups": Crowd(
        NUMBER, MANY[:40], [9], {"groups": np.arange(40) // 2, "group_names": ["A"] * 20}
    ),
    "lonely branches": Crowd(NUMBER, MANY[:40], [9], {"branches": np.arange(40) // 2}),
    "huge": Crowd(NUMBER, np.geomspace(1e-100, 1e100, 40), [1e50]),
    "too many": Crowd(NUMBER, RNG.permutation(80_000) + 1.0, [9]),
    "at the number": Crowd(NUMBER, [*[120.0] * 20, *np.arange(60, 100)], [75]),
    "tie": Crowd(COLOURS, [0, 1, 1, 0], [2], own=2),
    "tie of ones": Crowd(COLOURS, [0, 1], [0]),
    "options alike": Crowd(COLOURS, [1] * 5, [None], predicted(5, 0.3, 0.4, 0.3)),
    "options": Crowd(COLOURS, BLOCKS % 3, [1], GROUPS | predicted(100, 0.2, 0.6, 0.2), own=1),
    "options, later": Crowd(COLOURS, np.sort(BLOCKS % 3), [1], GROUPS),
    "options, rising": Crowd(COLOURS, np.repeat([1, 2, 0], [20, 30, 50]), [0]),
    "equally surprising": Crowd(COLOURS, [0, 1] * 4, [1], predicted(8, 0.4, 0.4, 0.2)),
    "options, earlier": Crowd(COLOURS, np.repeat([0, 1, 2], [50, 30, 20]), [1]),
    "surprise": Crowd(
        COLOURS, [0] * 6 + [1] * 4, [1], predicted(10, 0.9, 0.1, 0), headline="surprisingly_popular"
    ),
    "no surprise": Crowd(
        COLOURS,
        [0] * 6 + [1] * 4,
        [1],
        {"predicted": np.full((10, 3), np.nan)},
        headline="surprisingly_popular",
    ),
}


def page_of(crowd: Crowd) -> str:
    """The results page of a poll that such a crowd answered."""
    log = [Resolution(at=NOON, truth=truth) for truth in crowd.truths]
    poll = poll_of("120 QUESTIONS?", crowd.kind, State.REVEALED, log)
    if crowd.headline:
        definition = msgspec.structs.replace(
            poll.definition, headline=choose_headline(crowd.kind, crowd.headline)
        )
        poll = msgspec.structs.replace(poll, definition=definition)
    values = np.asarray(crowd.values, dtype=float)
    results = summarise(poll, Sample(values=values, **(crowd.beside or {}))).results
    page = render_results(
        shared_renderer(), poll, results, Locale("de"), "https://x.example", own=crowd.own
    )
    return page.decode()


def test_results_of_every_crowd_are_all_in_one_language(bracketed: translator.Translator) -> None:
    found = {name: untranslated(page_of(crowd), bracketed) for name, crowd in CROWDS.items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


async def test_own_answer_is_told_in_the_language_of_its_page(
    client: httpx.AsyncClient, bracketed: translator.Translator
) -> None:
    poll = await make_poll(client, question="QUESTION?")
    await give_answers(client, poll, [3, 4])
    await client.post(f"/api/polls/{poll['id']}/answers", json={"value": 5})
    await close(client, poll)
    page = await client.get(f"/p/{poll['id']}", headers=GERMAN)
    assert "⟦You said ⟧5\xa0pieces⟦.⟧" in page.text
    assert untranslated(page.text, bracketed) == []


def test_sentences_of_a_table_are_filled_on_the_page(bracketed: translator.Translator) -> None:
    told = bracketed.translate(Sentence("The crowd guessed {off}"), off="3 kg")
    assert told == "⟦The crowd guessed ⟧3 kg⟦⟧"


async def test_numbers_grow_to_the_right_in_every_language(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [number * 37 % 101 for number in range(40)])
    await close(client, poll)
    address = f"/api/polls/{poll['id']}/resolution"
    await client.post(address, json={"truth": 50}, headers=admin(poll))
    page = (await client.get(f"/p/{poll['id']}", headers={"accept-language": "ar"})).text
    assert '<html lang="ar" dir="rtl">' in page
    charts = re.findall(r'<svg class="chart [^>]*>', page)
    # The histogram and the curve of crowd sizes, and wide and narrow, and the histogram's other scale.
    assert len(charts) == 5
    assert all('direction="ltr"' in chart for chart in charts)
