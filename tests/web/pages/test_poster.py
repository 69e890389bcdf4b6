"""The poster and the QR code: for everybody, in every state but a draft."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from PIL import Image

from crowd.web.views.poster import AREA, SIZES, question_points
from tests.factories import close, give_answers, make_poll
from tests.paths import ROOT
from tests.web.pages.forms import Client, created

ARABIC = "كم عدد حبات الفول في هذا الوعاء الزجاجي الكبير؟ "


async def test_poster_has_what_a_passer_by_needs(visitor: Client) -> None:
    poll = await make_poll(visitor, question="How many <beans>?")
    reply = await visitor.get(f"/p/{poll['id']}/poster")
    page = html.unescape(reply.text)
    assert "How many <beans>?" in page
    assert "Open until" in page
    assert f">crowd.test/p/{poll['id']}<" in page
    assert re.search(r'<div class="qr-frame".*?<svg', page)
    assert reply.headers["cache-control"].startswith("public, max-age=")
    assert 'name="robots" content="noindex"' in page


async def test_poster_says_what_can_be_done_in_each_state(visitor: Client) -> None:
    for reveal, said in (
        ("at_close", "to see the results."),
        ("manual", "once they are published"),
    ):
        poll = await make_poll(visitor, reveal=reveal)
        await give_answers(visitor, poll, [1, 2])
        await close(visitor, poll)
        page = (await visitor.get(f"/p/{poll['id']}/poster")).text
        assert (said in page, "Open until" in page) == (True, False)
    draft = await created(visitor, action="draft")
    for path in ("poster", "qr.svg", "qr.png"):
        assert (await visitor.get(f"/p/{draft['id']}/{path}")).status_code == 404


async def test_qr_code_is_a_file_of_its_own(visitor: Client) -> None:
    poll = await make_poll(visitor)
    svg = await visitor.get(f"/p/{poll['id']}/qr.svg")
    assert svg.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "sandbox" in svg.headers["content-security-policy"]
    png = await visitor.get(f"/p/{poll['id']}/qr.png")
    drawn = Image.open(BytesIO(png.content)).convert("1")
    assert drawn.width == drawn.height > 800
    # The same squares in both, each read at its middle.
    paths = re.findall(r"M(\d+) (\d+)h(\d+)", svg.text)
    modules = int(re.findall(r'viewBox="0 0 (\d+)', svg.text)[0])
    dark = {(int(x) + step, int(y)) for x, y, run in paths for step in range(int(run))}
    pixels = drawn.width // modules
    middles = range(modules)
    assert dark == {
        (x, y)
        for x in middles
        for y in middles
        if not drawn.getpixel((x * pixels + pixels // 2, y * pixels + pixels // 2))
    }


@pytest.mark.parametrize(
    "text", ["a", "How many? ", ARABIC, "豆はいくつ"], ids=["one", "en", "ar", "ja"]
)
def test_questions_of_any_length_have_a_size_that_fits(text: str) -> None:
    css = (ROOT / "static" / "css" / "crowd.css").read_text()
    sizes = []
    for length in (1, 20, 100, 300, 1000, 2000):
        question = (text * 2000)[:length]
        points = question_points(question)
        assert f".poster-{points} {{ --size: {points}pt; }}" in css
        wide = 2 if text == "豆はいくつ" else 1
        assert points == SIZES[-1] or points * points * length * wide <= AREA
        sizes.append(points)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == SIZES[0] > sizes[-1] >= SIZES[-1]
