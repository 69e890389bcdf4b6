"""Cards: whatever people write, everything is within the canvas and nothing overlaps."""

from __future__ import annotations

import re
import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import ImageFont

from crowd.charts.card import Card, CardContent, CardFormat, lay_out
from crowd.charts.card_options import OptionRow
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.key_figures import KeyFigure
from crowd.charts.marks import MarkedValue
from crowd.charts.text_layout import (
    ELLIPSIS,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    is_rtl,
    to_drawable,
    truncate,
    width_of,
    wrap,
    wrap_balanced,
)
from crowd.kinds import Number
from crowd.model.results import Bin, Histogram
from crowd.web.rendering.assets import folder
from crowd.web.sharing.image_variants import (
    QUESTION_CARD,
    QUESTION_PREVIEW_CARD,
    RESULT_CARD,
    RESULT_PREVIEW_CARD,
    RESULT_SQUARE_CARD,
)

WIDTH, SIZE = 300.0, 24.0
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
def test_wrapped_lines_fit(text: str, max_lines: int) -> None:
    for wrapped in (
        wrap(text, WIDTH, SIZE, max_lines),
        wrap_balanced(text, WIDTH, SIZE, max_lines),
    ):
        assert 1 <= len(wrapped.lines) <= max_lines
        assert all(width_of(line, SIZE) <= WIDTH + 0.01 for line in wrapped.lines)
        assert wrapped.complete != wrapped.lines[-1].endswith(ELLIPSIS) or ELLIPSIS in text
        if wrapped.complete:
            assert letters("".join(wrapped.lines)) == letters(to_drawable(text))


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_text_is_cut_between_words_and_a_long_word_within() -> None:
    assert wrap("How many pieces are in the vase?", 250, 20, 1).lines == ["How many pieces…"]
    assert truncate("Donaudampfschifffahrtsgesellschaft", 150, 20) == "Donaudam…"
    assert truncate("short", 150, 20) == "short"


def test_lines_are_about_equally_long() -> None:
    question = "How many beans are in the jar?"
    assert wrap(question, 340, 20, 3).lines == ["How many beans are in the", "jar?"]
    assert wrap_balanced(question, 340, 20, 3).lines == ["How many beans", "are in the jar?"]


def test_emoji_and_accents_are_never_torn() -> None:
    family = "👩‍👩‍👧‍👦"
    for line in wrap(family * 20, WIDTH, SIZE, 9).lines:
        assert line.removesuffix(ELLIPSIS).replace(family, "") == ""
    for line in wrap("e\u0301" * 100, WIDTH, SIZE, 9).lines:
        assert not unicodedata.combining(line[0])


@given(ANYTHING)
@example("a\x00b\x0bc\u202ed\ufffee\ud800")
def test_drawable_text_has_only_what_xml_allows(text: str) -> None:
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", to_drawable(text)
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
    card = lay_out(CardContent(question="كم عدد القطع؟"), QUESTION_CARD)
    assert (card.runs[0].anchor, card.runs[0].x) == ("end", 606)
    assert card.runs[0].text == "\u2067كم عدد القطع؟\u2069"


KEY_FIGURES = [
    KeyFigure(role="crowd", label="The crowd", figure="402", unit="pieces"),
    KeyFigure(role="truth", label="Correct answer", figure="not known yet", missing=True),
]


@given(
    ANYTHING,
    ANYTHING,
    st.text(max_size=40),
    st.lists(st.text(max_size=60), max_size=20),
    st.sampled_from([QUESTION_CARD, QUESTION_PREVIEW_CARD, RESULT_CARD, RESULT_PREVIEW_CARD]),
)
def test_everything_is_within_the_canvas(
    question: str, figure: str, unit: str, options: list[str], card_format: CardFormat
) -> None:
    key_figures = [
        KeyFigure(role="crowd", label="Most", figure=figure or "1", unit=unit),
        KEY_FIGURES[1],
    ]
    row = OptionRow(name="", share=0.5, figure="50 %", people="9,999,999 people", note="right")
    rows = [msgspec.structs.replace(row, name=name) for name in options]
    asking = card_format in {QUESTION_CARD, QUESTION_PREVIEW_CARD}
    content = CardContent(
        question=question,
        key_figures=[] if asking else key_figures,
        options=[] if asking else rows,
        sentences=["Half of them said so."],
        state="Open" if asking else "",
        times=["Open until Friday.", "Results then."] if asking else [],
    )
    card = lay_out(content, card_format)
    check_places(card)
    check_places(lay_out(replace(content, from_right=True), card_format))


def check_places(card: Card) -> None:
    for run in card.runs:
        width = width_of(run.text, run.size) * 1.07
        left = run.x - {"start": 0.0, "middle": width / 2, "end": width}[run.anchor]
        assert -1 <= left <= left + width <= card.width + 8, run
        assert run.size < run.y <= card.height, run
    for rectangle in card.rectangles:
        assert 0 <= rectangle.x <= rectangle.x + rectangle.width <= card.width
        assert 0 <= rectangle.y <= rectangle.y + rectangle.height <= card.height


@pytest.mark.parametrize("card_format", [RESULT_CARD, RESULT_PREVIEW_CARD])
def test_people_stand_beside_rounded_shares(card_format: CardFormat) -> None:
    """2, 2 and 3 of 7 are rounded to 29, 29 and 43 %: 101 % in all."""
    rows = [
        OptionRow(name=name, share=share, figure=figure, people=people, note=note)
        for name, share, figure, people, note in (
            ("Red", 3 / 7, "43 %", "3 people", ""),
            ("Blue", 2 / 7, "29 %", "2 people", "right answer"),
            ("Green", 2 / 7, "29 %", "12,345,678 people in all of the world", "right answer"),
        )
    ]
    content = CardContent(question="Which?", key_figures=KEY_FIGURES, options=rows)
    texts = [run.text for run in lay_out(content, card_format).runs]
    assert texts[texts.index("43 %") + 1] == "3 people"
    assert texts[texts.index("29 %") + 1] == "2 people"
    # Where there is no room, the share stands alone.
    assert "12,345,678 people in all of the world" not in texts


def test_card_read_from_the_right_is_mirrored() -> None:
    rows = [OptionRow(name=name, share=0.5, figure="50 %") for name in ("Sydney", "كانبرا")]
    content = CardContent(
        question="Which?",
        key_figures=KEY_FIGURES,
        options=rows,
        sentences=["Half."],
        footer="402 كم",
    )
    usual, mirrored = (
        lay_out(replace(content, from_right=way), RESULT_CARD) for way in (False, True)
    )
    opposite = {"start": "end", "end": "start"}
    assert [(640 - run.x, opposite[run.anchor]) for run in usual.runs] == [
        (run.x, run.anchor) for run in mirrored.runs
    ]
    assert [640 - rectangle.x - rectangle.width for rectangle in usual.rectangles] == [
        rectangle.x for rectangle in mirrored.rectangles
    ]
    turned = {run.text.strip("\u2067\u2069") for run in mirrored.runs if "\u2067" in run.text}
    # What people wrote runs in its own direction, what is ours in that of the language.
    labels = {key_figure.label for key_figure in KEY_FIGURES}
    assert turned == labels | {"not known yet", "كانبرا", "Half.", "402 كم"}


@given(ANYTHING)
@example("W" * 300)
@example("花瓶の中に" * 60)
def test_question_ends_above_what_stands_below(question: str) -> None:
    content = CardContent(question=question, state="Open", times=["Until Friday.", "Then results."])
    card = lay_out(content, QUESTION_PREVIEW_CARD)
    badge = next(rectangle for rectangle in card.rectangles if rectangle.role == "crowd")
    assert all(run.y + 2 < badge.y for run in card.runs if run.serif and run.text != "crowd")


@given(ANYTHING, ANYTHING)
@example("W" * 300, "W" * 300)
@example("花瓶の中に" * 60, "The crowd guessed 14% too low, and still beat 71% of its members")
def test_finding_is_the_heading_and_the_question_stands_above_it(
    question: str, finding: str
) -> None:
    for card_format in (RESULT_CARD, RESULT_PREVIEW_CARD, RESULT_SQUARE_CARD):
        content = CardContent(
            question=f"What? {question}", finding=f"Found: {finding}", key_figures=KEY_FIGURES
        )
        card = lay_out(content, card_format)
        above, heading = [
            [run for run in card.runs if run.bold is bold and run.text != "crowd" and run.y < y]
            for bold, y in ((False, 120), (True, card.height))
        ]
        asked = next(run for run in card.runs if run.text.startswith("What?"))
        assert heading[0].text.startswith("Found:")
        assert asked in above
        assert asked.y < heading[0].y
        assert heading[0].size > 1.4 * asked.size
        figure = next(run for run in card.runs if run.text == "402")
        assert max(run.y for run in heading) < figure.y


def test_more_options_than_fit_are_counted() -> None:
    rows = [OptionRow(name=f"{place}", share=0.1, figure="10 %") for place in range(12)]
    for card_format, shown in ((RESULT_CARD, 7), (RESULT_PREVIEW_CARD, 6)):
        more = "and {} more".format
        card = lay_out(
            CardContent(
                question="Which?", key_figures=KEY_FIGURES, options=rows, format_hidden=more
            ),
            card_format,
        )
        assert [run.text for run in card.runs if "more" in run.text] == [f"and {12 - shown} more"]


def test_figure_that_just_fits_is_not_cut() -> None:
    key_figure = KeyFigure(role="crowd", label="Correct answer", figure="20 September 1969")
    card = lay_out(
        CardContent(question="When?", key_figures=[key_figure, key_figure]), RESULT_PREVIEW_CARD
    )
    assert sum(run.text == "20 September 1969" for run in card.runs) == 2


@pytest.mark.parametrize(
    ("middle", "side"), [(1.0, "end"), (1000.0, "start"), (31.0, "start"), (None, "start")]
)
def test_logarithmic_axis_is_named_beside_the_marks(middle: float | None, side: str) -> None:
    bins = [Bin(low=1, high=31, count=2), Bin(low=31, high=1000, count=3)]
    mark = [] if middle is None else [MarkedValue(name="crowd", value=middle, label="middle")]
    for scale in ("log", "linear"):
        spec = HistogramSpec(
            histogram=Histogram(scale=scale, bins=bins),
            marked=mark,
            format_value=lambda value: f"{value:g}",
            choose_ticks=Number().ticks,
        )
        content = CardContent(
            question="How many?",
            key_figures=KEY_FIGURES,
            histogram=spec,
            log_scale_label="logarithmic scale",
        )
        card = lay_out(content, RESULT_CARD)
        named = [run.anchor for run in card.runs if run.text == "logarithmic scale"]
        assert named == ([side] if scale == "log" else [])
