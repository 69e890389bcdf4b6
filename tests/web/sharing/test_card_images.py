"""Pictures themselves: well-formed, sealed against scripts, with their text really drawn."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.charts.card import CardContent
from crowd.model.errors import Sealed
from crowd.poll import State
from crowd.web.images.rasterizer import FONTS, png_of
from crowd.web.sharing.card_content import revealed_content
from crowd.web.sharing.card_svg import AUTO_THEME, DARK, LIGHT, card_svg
from crowd.web.sharing.image_variants import IMAGE_VARIANTS
from tests.conftest import shared_renderer
from tests.paths import GOLDEN
from tests.web.sharing.cards import HOSTILE, PIECES, cards, poll_of

CARDS = cards()
SVG_NAME = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"circle", "svg", "title", "desc", "style", "g", "rect", "line", "text"}
HIGH = 255 * 3


def svg(content: CardContent, theme: str = "light", kind: str = "svg") -> str:
    format_ = IMAGE_VARIANTS[kind].result if content.key_figures else IMAGE_VARIANTS[kind].question
    return card_svg(shared_renderer(), content, format_, theme).decode()


def pixels(content: CardContent, kind: str, theme: str = "light") -> NDArray[np.int64]:
    data = png_of(svg(content, theme, kind))
    assert len(data) < 1_000_000
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGBA")).astype(np.int64)


@pytest.mark.parametrize("name", CARDS)
def test_svg_is_the_golden_one(name: str) -> None:
    for kind in ("svg", "og"):
        file = GOLDEN / f"card-{kind}-{name}.svg"
        drawn = svg(CARDS[name], AUTO_THEME if kind == "svg" else "light", kind)
        if os.environ.get("GOLDEN") == "write":
            file.write_text(drawn)
        assert drawn == file.read_text()


@pytest.mark.parametrize("name", CARDS)
def test_svg_is_well_formed_and_says_what_it_shows(name: str) -> None:
    root = fromstring(svg(CARDS[name], AUTO_THEME))
    assert {element.tag.removeprefix(SVG_NAME) for element in root.iter()} <= ELEMENTS
    title, words = root.find(f"{SVG_NAME}title"), root.find(f"{SVG_NAME}desc")
    assert title is not None
    assert words is not None
    assert title.text
    assert words.text
    assert root.get("role") == "img"
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}


def test_words_of_a_result_say_both_figures() -> None:
    assert CARDS["number"].description.startswith(
        "The crowd guessed 14% too low, and still beat 94% of its members. "
        "The crowd: 403 pieces. Correct answer: 467"
    )


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
@example(HOSTILE)
@example("\ufffe\uffff\ud83d"[:2])
@example("<!--]]><![CDATA[&lt;&#x0;")
def test_any_question_leaves_the_svg_well_formed(question: str) -> None:
    drawn = svg(CardContent(question=question, description=question, state="Open"))
    root = fromstring(drawn)
    assert {element.tag.removeprefix(SVG_NAME) for element in root.iter()} <= ELEMENTS


def test_hostile_question_is_written_out() -> None:
    drawn = svg(CARDS["hostile"])
    assert "<script" not in drawn
    assert "&lt;/svg&gt;&lt;script&gt;alert(1)" in drawn


def test_colours_are_those_of_the_theme() -> None:
    light, dark = svg(CARDS["number"], "light"), svg(CARDS["number"], "dark")
    assert set(re.findall(r"#[0-9a-f]{6}", light)) == set(LIGHT.values()) - {LIGHT["you"]}
    assert set(re.findall(r"#[0-9a-f]{6}", dark)) == set(DARK.values()) - {DARK["you"]}
    assert "<style>" not in light + dark
    assert "prefers-color-scheme" in svg(CARDS["number"], AUTO_THEME)


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("open", "light"),
        ("number", "dark"),
        ("no-poll", "light"),
        *(
            pytest.param(*pair, marks=pytest.mark.exhaustive)
            for pair in (
                *(("open", "dark"), ("number", "light"), ("no-poll", "dark")),
                *(("choice", "light"), ("choice", "dark")),
            )
        ),
    ],
)
def test_preview_has_its_size_and_text_all_over(name: str, theme: str) -> None:
    drawn = pixels(CARDS[name], "og", theme)
    assert drawn.shape == (630, 1200, 4)
    assert np.all(drawn[..., 3] == 255)
    differs = np.abs(drawn[..., :3] - drawn[5, 5, :3]).sum(axis=2) > HIGH / 4
    # The question, and the name of the service at the foot.
    assert differs[70:130, 60:1000].sum() > 2000
    assert differs[580:620, 60:200].sum() > 100


def test_text_is_drawn_by_the_fonts_we_bring() -> None:
    assert {Path(file).stem for file in FONTS} == {
        "DejaVuSans",
        "DejaVuSans-Bold",
        "DejaVuSerif",
        "DejaVuSerif-Bold",
    }
    one = pixels(CardContent(question="illicit"), "png")
    other = pixels(CardContent(question="WWWWWW"), "png")
    blank = pixels(CardContent(question=""), "png")
    ink = [int((image[..., :3].sum(axis=2) < HIGH / 3).sum()) for image in (one, other, blank)]
    assert ink[1] > 1.5 * ink[0] > 1.5 * ink[2] > 0


def test_truth_is_orange_and_the_crowd_teal() -> None:
    drawn = pixels(CARDS["number"], "png")[..., :3].reshape(-1, 3)
    for role in ("crowd", "truth", "pale", "ink", "soft"):
        colour = [int(LIGHT[role][place : place + 2], 16) for place in (1, 3, 5)]
        assert (drawn == colour).all(axis=1).sum() > 50, role


def test_picture_of_a_result_before_its_reveal_is_refused() -> None:
    revealed = poll_of("How many?", PIECES, State.REVEALED)
    results = summarise(revealed, Sample(values=np.array([1.0, 2.0]))).results
    assert revealed_content(revealed, results).key_figures
    with pytest.raises(Sealed):
        revealed_content(poll_of("How many?", PIECES, State.CLOSED), results)
