"""Cards: whatever people write, everything stands on the paper and nothing stands on anything else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import ImageFont

from crowd.charts.card import Card, Content, OptionRow, Sheet, lay_out
from crowd.charts.histogram import Point
from crowd.charts.histogram_spec import Picture
from crowd.charts.key_figures import Hero
from crowd.charts.text_layout import (
    ELLIPSIS,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    drawable,
    is_rtl,
    shorten,
    width_of,
    wrap,
    wrap_evenly,
)
from crowd.model.results import Bin, Histogram
from crowd.web.rendering.assets import folder
from crowd.web.sharing.images import QUESTION, QUESTION_PREVIEW, RESULT, RESULT_PREVIEW

ROOM, SIZE = 300.0, 24.0
FACES = {
    "DejaVuSerif-Bold": SERIF_BOLD,
    "DejaVuSerif": SERIF,
    "DejaVuSans-Bold": SANS_BOLD,
    "DejaVuSans": SANS,
}
TEXTS = [
    "How many pieces of cereal are in the vase?",
    "Wie viele Straßenbahnhaltestellen gibt es in Zürich?",
    "Сколько кусочков хлопьев в вазе?",
    "Πόσα κομμάτια δημητριακών είναι στο βάζο;",
    "כמה חתיכות דגנים יש באגרטל?",
    "مفتوح حتى الجمعة 27 مارس 2027، 14:00",
    "1,234,567.89",
    "THE QUICK BROWN FOX",
    "WWW MMM",
    "fill the little lilliput",
]
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", TEXTS)
def test_estimated_width_is_a_little_more_than_the_real_one(face: str, text: str) -> None:
    font = ImageFont.truetype(folder("static") / "fonts" / f"{face}.ttf", 1000)
    real = font.getlength(text) / 1000
    # Left and right are the sides of letters that a line of text does not need.
    assert 0.97 * real <= width_of(text, 1, FACES[face]) <= 1.5 * real


@given(ANYTHING, st.integers(1, 5))
@example("W" * 300, 2)
@example("花瓶の中に" * 60, 3)
@example("👩‍👩‍👧‍👦" * 40, 2)
@example("e" + "\u0301" * 299, 1)
def test_wrapped_lines_fit(text: str, most: int) -> None:
    for wrapped in (wrap(text, ROOM, SIZE, most), wrap_evenly(text, ROOM, SIZE, most)):
        assert 1 <= len(wrapped.lines) <= most
        assert all(width_of(line, SIZE) <= ROOM + 0.01 for line in wrapped.lines)
        assert wrapped.whole != wrapped.lines[-1].endswith(ELLIPSIS) or ELLIPSIS in text
        if wrapped.whole:
            assert letters("".join(wrapped.lines)) == letters(drawable(text))


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_text_is_cut_between_words_and_a_long_word_within() -> None:
    assert wrap("How many pieces are in the vase?", 250, 20, 1).lines == ["How many pieces…"]
    assert shorten("Donaudampfschifffahrtsgesellschaft", 150, 20) == "Donaudam…"
    assert shorten("short", 150, 20) == "short"


def test_lines_are_about_equally_long() -> None:
    question = "How many beans are in the jar?"
    assert wrap(question, 340, 20, 3).lines == ["How many beans are in the", "jar?"]
    assert wrap_evenly(question, 340, 20, 3).lines == ["How many beans", "are in the jar?"]


def test_emoji_and_accents_are_never_torn() -> None:
    family = "👩‍👩‍👧‍👦"
    for line in wrap(family * 20, ROOM, SIZE, 9).lines:
        assert line.removesuffix(ELLIPSIS).replace(family, "") == ""
    for line in wrap("e\u0301" * 100, ROOM, SIZE, 9).lines:
        assert not unicodedata.combining(line[0])


@given(ANYTHING)
@example("a\x00b\x0bc\u202ed\ufffee\ud800")
def test_drawable_text_has_only_what_xml_allows(text: str) -> None:
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", drawable(text)
    )


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("كم عدد", True),
        ("כמה", True),
        ("402 كم", True),
        ("How", False),
        ("402?", False),
        ("", False),
    ],
)
def test_direction_is_that_of_the_first_letter(text: str, rtl: bool) -> None:
    assert is_rtl(text) is rtl


def test_text_from_the_right_is_isolated_and_ends_at_the_right() -> None:
    card = lay_out(Content(question="كم عدد القطع؟"), QUESTION)
    assert (card.runs[0].anchor, card.runs[0].x) == ("end", 606)
    assert card.runs[0].text == "\u2067كم عدد القطع؟\u2069"


HEROES = [
    Hero(role="crowd", label="The crowd’s middle answer", figure="402", unit="pieces"),
    Hero(role="truth", label="The truth", figure="not known yet", missing=True),
]


@given(
    ANYTHING,
    ANYTHING,
    st.text(max_size=40),
    st.lists(st.text(max_size=60), max_size=20),
    st.sampled_from([QUESTION, QUESTION_PREVIEW, RESULT, RESULT_PREVIEW]),
)
def test_everything_is_on_the_paper(
    question: str, figure: str, unit: str, options: list[str], sheet: Sheet
) -> None:
    heroes = [Hero(role="crowd", label="Most", figure=figure or "1", unit=unit), HEROES[1]]
    rows = [OptionRow(name=name, share=0.5, figure="50 %", note="right") for name in options]
    asking = sheet in {QUESTION, QUESTION_PREVIEW}
    content = Content(
        question=question,
        heroes=[] if asking else heroes,
        options=[] if asking else rows,
        sentences=["Half of them said so."],
        state="Open" if asking else "",
        moments=["Open until Friday.", "Results then."] if asking else [],
    )
    card = lay_out(content, sheet)
    check_places(card)
    check_places(lay_out(replace(content, from_right=True), sheet))


def check_places(card: Card) -> None:
    for run in card.runs:
        width = width_of(run.text, run.size) * 1.07
        left = run.x - {"start": 0.0, "middle": width / 2, "end": width}[run.anchor]
        assert -1 <= left <= left + width <= card.width + 8, run
        assert run.size < run.y <= card.height, run
    for box in card.boxes:
        assert 0 <= box.x <= box.x + box.width <= card.width
        assert 0 <= box.y <= box.y + box.height <= card.height


def test_card_read_from_the_right_is_mirrored() -> None:
    rows = [OptionRow(name=name, share=0.5, figure="50 %") for name in ("Sydney", "كانبرا")]
    content = Content(
        question="Which?", heroes=HEROES, options=rows, sentences=["Half."], foot="402 كم"
    )
    usual, mirrored = (lay_out(replace(content, from_right=way), RESULT) for way in (False, True))
    opposite = {"start": "end", "end": "start"}
    assert [(640 - run.x, opposite[run.anchor]) for run in usual.runs] == [
        (run.x, run.anchor) for run in mirrored.runs
    ]
    assert [640 - box.x - box.width for box in usual.boxes] == [box.x for box in mirrored.boxes]
    turned = {run.text.strip("\u2067\u2069") for run in mirrored.runs if "\u2067" in run.text}
    # What people wrote runs in its own direction, what is ours in that of the language.
    labels = {hero.label for hero in HEROES}
    assert turned == labels | {"not known yet", "كانبرا", "Half.", "402 كم"}


@given(ANYTHING)
@example("W" * 300)
@example("花瓶の中に" * 60)
def test_question_ends_above_what_stands_below(question: str) -> None:
    content = Content(question=question, state="Open", moments=["Until Friday.", "Then results."])
    card = lay_out(content, QUESTION_PREVIEW)
    pill = next(box for box in card.boxes if box.role == "crowd")
    assert all(run.y + 2 < pill.y for run in card.runs if run.serif and run.text != "crowd")


def test_more_options_than_fit_are_counted() -> None:
    rows = [OptionRow(name=f"{place}", share=0.1, figure="10 %") for place in range(12)]
    for sheet, shown in ((RESULT, 7), (RESULT_PREVIEW, 5)):
        more = "and {} more".format
        card = lay_out(Content(question="Which?", heroes=HEROES, options=rows, more=more), sheet)
        assert [run.text for run in card.runs if "more" in run.text] == [f"and {12 - shown} more"]


def test_figure_that_just_fits_is_not_cut() -> None:
    hero = Hero(role="crowd", label="The truth", figure="20 September 1969")
    card = lay_out(Content(question="When?", heroes=[hero, hero]), RESULT_PREVIEW)
    assert sum(run.text == "20 September 1969" for run in card.runs) == 2


@pytest.mark.parametrize(
    ("middle", "side"), [(1.0, "end"), (1000.0, "start"), (31.0, "start"), (None, "start")]
)
def test_logarithmic_axis_is_named_beside_the_marks(middle: float | None, side: str) -> None:
    bins = [Bin(low=1, high=31, count=2), Bin(low=31, high=1000, count=3)]
    mark = [] if middle is None else [Point(name="crowd", value=middle, label="middle")]
    for scale in ("log", "linear"):
        picture = Picture(
            histogram=Histogram(scale=scale, bins=bins),
            points=mark,
            middle_half=None,
            label=lambda value: f"{value:g}",
        )
        content = Content(
            question="How many?", heroes=HEROES, picture=picture, logarithmic="logarithmic scale"
        )
        card = lay_out(content, RESULT)
        named = [run.anchor for run in card.runs if run.text == "logarithmic scale"]
        assert named == ([side] if scale == "log" else [])
