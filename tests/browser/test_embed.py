"""The widget in other people's pages, as real browsers show it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from crowd.web.views.widget_size import COMPACT_WIDGET_HEIGHT, WIDGET_HEIGHT
from tests.browser.blog import Blog, running_blog
from tests.browser.conftest import Visit
from tests.browser.gallery import OTHER_KINDS, Gallery
from tests.browser.site import GUESSES, QUESTION, Poll, Site
from tests.browser.test_accessibility import ALL, violations

pytestmark = pytest.mark.browser

SECRET = "aB3dE5fG7h"
AFTER = "<p id=after>And so on.</p>"
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
HEARD = """<script>
window.heard = [];
addEventListener("message", (event) => heard.push({ origin: event.origin, ...event.data }));
</script>"""
DARK = "html { background: #101010; color: #eee }"


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    """Somebody's blog, at another origin."""
    with running_blog() as blog:
        yield blog


def codes(site: Site, poll: Poll) -> dict[str, str]:
    """Every way to show a poll, as the generator writes them."""
    title = f'data-title="{QUESTION}"'
    return {
        "script": f'<div style="min-height:{WIDGET_HEIGHT}px"><script async src="{site.url}/embed.js" '
        f'data-poll="{poll.id}" {title}></script></div>',
        "element": f'<crowd-poll id="{poll.id}" style="display:block;min-height:{WIDGET_HEIGHT}px">'
        f'<a href="{site.url}/p/{poll.id}">{QUESTION}</a></crowd-poll>'
        f'<script async src="{site.url}/embed.js"></script>',
        "iframe": f'<iframe src="{site.url}/embed/{poll.id}" width="100%" height="{WIDGET_HEIGHT}" '
        f'style="border:0" title="{QUESTION}"></iframe>',
    }


def widget(page: Page, site: Site) -> Frame:
    """The frame with the widget in it, once it is there."""
    for _ in range(100):
        for frame in page.frames:
            if frame.url.startswith(f"{site.url}/embed/"):
                frame.wait_for_selector("footer")
                return frame
        page.wait_for_timeout(50)
    raise AssertionError([frame.url for frame in page.frames])


@pytest.mark.parametrize("way", ["script", "element", "iframe"])
def test_blog_shows_the_question_then_the_result(
    visit: Visit, site: Site, blog: Blog, way: str
) -> None:
    poll = site.make_poll()
    address = blog.write(codes(site, poll)[way] + AFTER)
    context = visit(viewport={"width": 400, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(address)
    answer = widget(page, site).get_by_role("link", name="Answer")
    expect(answer).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") == 0
    with context.expect_page() as opened:
        answer.click()
    expect(opened.value).to_have_url(f"{site.url}/p/{poll.id}")
    opened.value.close()
    asked.clear()
    site.answer(poll, GUESSES)
    site.close(poll)
    # What a browser keeps of the question ends within a minute: another reader comes later.
    later = visit(viewport={"width": 400, "height": 900})
    later.on("request", lambda request: asked.append(request.url))
    page = later.new_page()
    page.add_init_script(SHIFTS)
    page.goto(address)
    frame = widget(page, site)
    expect(frame.locator(".hero.crowd")).to_contain_text("415")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#after")).to_be_visible()
    assert page.evaluate("window.shift") == 0
    loader = [] if way == "iframe" else [f"{site.url}/embed.js"]
    own = [url for url in asked if not url.startswith(blog.url)]
    assert sorted(own) == sorted([*loader, frame.url])
    assert later.cookies() == []


def test_sandboxed_frame_talks_to_wordpress(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    source = f"{site.url}/embed/{poll.id}#?secret={SECRET}"
    page.goto(
        blog.write(
            f'{HEARD}<iframe sandbox="allow-scripts" src="{source}" width=600 height=300></iframe>'
        )
    )
    page.wait_for_function("heard.length > 0")
    first = page.evaluate("heard[0]")
    assert (first["origin"], first["message"], first["secret"]) == ("null", "height", SECRET)
    assert 200 <= first["value"] <= 1000
    before = page.evaluate("heard.length")
    page.evaluate("frames[0].postMessage({ message: 'ready' }, '*')")
    page.wait_for_function("count => heard.length > count", arg=before)
    widget(page, site).get_by_role("link", name="Answer").click()
    page.wait_for_function("heard.some(({ message }) => message === 'link')")
    said = page.evaluate("heard.find(({ message }) => message === 'link')")
    assert (said["value"], said["secret"]) == (f"{site.url}/p/{poll.id}", SECRET)


def test_frame_grows_and_shrinks_with_its_content(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll(question="How many pieces of cereal are in the tall glass vase? " * 5)
    page = visit(viewport={"width": 900, "height": 900}).new_page()
    page.goto(blog.write(f"<div id=column>{codes(site, poll)['element']}</div>"))
    widget(page, site)
    height = "document.querySelector('crowd-poll').offsetHeight"
    assert page.evaluate(height) == WIDGET_HEIGHT
    page.locator("#column").evaluate("column => { column.style.width = '200px' }")
    page.wait_for_function(f"{height} > {WIDGET_HEIGHT}")
    frame = widget(page, site)
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.locator("#column").evaluate("column => { column.style.width = '640px' }")
    page.wait_for_function(f"{height} === {WIDGET_HEIGHT}")


def test_compact_widget_keeps_less_free(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    page.goto(blog.write(f'<crowd-poll id="{poll.id}" compact></crowd-poll>{loaders(site, 1)}'))
    assert widget(page, site).url.endswith("compact=1")
    assert (
        page.evaluate("document.querySelector('crowd-poll').offsetHeight") == COMPACT_WIDGET_HEIGHT
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("style", ["", DARK])
def test_widget_is_as_dark_as_its_page(
    visit: Visit, site: Site, blog: Blog, scheme: Any, style: str
) -> None:
    poll = site.make_poll()
    page = visit(color_scheme=scheme).new_page()
    page.goto(blog.write(codes(site, poll)["element"], style=style))
    ground = widget(page, site).evaluate(
        "getComputedStyle(document.documentElement).backgroundColor"
    )
    assert ground == ("rgb(20, 23, 26)" if style else "rgb(251, 250, 247)")


def loaders(site: Site, count: int) -> str:
    return f'<script async src="{site.url}/embed.js"></script>' * count


def test_hostile_page_does_no_harm(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll()
    page = visit().new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(blog.write(f'<crowd-poll id="{poll.id}"></crowd-poll>{loaders(site, 20)}'))
    frame = widget(page, site)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('crowd-poll').shadowRoot.childNodes.length") == 1
    height = page.evaluate("document.querySelector('crowd-poll').offsetHeight")
    page.evaluate(
        """() => {
          for (const value of [null, 3, "x", {}, [], { message: "height", value: 3000 }])
            window.postMessage(value, "*");
        }"""
    )
    frame.evaluate(
        """() => {
          for (const value of [-1, 1e9, NaN, "900", null, 1.5, {}])
            parent.postMessage({ message: "height", value }, "*");
          parent.postMessage(null, "*");
        }"""
    )
    for value in ("null", "3", "{}", "{message: 7}"):
        inside = "document.querySelector('crowd-poll').shadowRoot.firstChild.contentWindow"
        page.evaluate(f"{inside}.postMessage({value}, '*')")
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('crowd-poll').offsetHeight") == height
    assert errors == []


def test_link_stays_where_scripts_are_off(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll()
    page = visit(java_script_enabled=False).new_page()
    page.goto(blog.write(codes(site, poll)["element"]))
    expect(page.get_by_role("link", name=QUESTION)).to_be_visible()


def test_answer_inside_the_frame_of_a_listed_site(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll(frames=blog.url)
    context = visit()
    page = context.new_page()
    page.goto(blog.write(codes(site, poll)["element"]))
    widget(page, site).get_by_role("link", name="Answer").click()
    frame = page.frame_locator("crowd-poll iframe")
    frame.get_by_label("Your estimate").fill("402")
    frame.get_by_role("button", name="Send my answer").click()
    expect(frame.get_by_role("heading")).to_contain_text("402 pieces")
    assert context.pages == [page]
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["sameSite"]) == ("crowd-frame", "None")
    page.reload()
    widget(page, site).get_by_role("link", name="Answer").click()
    expect(frame.get_by_role("heading")).to_contain_text("402 pieces")


def test_other_sites_may_not_frame_the_form(visit: Visit, site: Site, blog: Blog) -> None:
    poll = site.make_poll(frames="https://other.example")
    page = visit().new_page()
    page.goto(blog.write(codes(site, poll)["element"]))
    answer = widget(page, site).get_by_role("link", name="Answer")
    expect(answer).to_have_attribute("target", "_blank")
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(request.url))
    address = f"{site.url}/embed/{poll.id}/answer"
    page.goto(blog.write(f'<iframe src="{address}"></iframe>'))
    page.wait_for_load_state("networkidle")
    assert refused == [address]


@pytest.mark.parametrize(
    "state",
    [
        "open",
        "sealed",
        "resolved",
        "choice",
        "missing",
        *(f"{kind}, resolved" for kind in OTHER_KINDS),
    ],
)
@pytest.mark.parametrize("looks", ["theme=light", "theme=dark", "theme=dark&lang=ar&compact=1"])
def test_widget_is_for_everyone(visit: Visit, gallery: Gallery, state: str, looks: str) -> None:
    page = visit(bypass_csp=True, viewport={"width": 320, "height": WIDGET_HEIGHT}).new_page()
    poll_id = "nothing" if state == "missing" else gallery.polls[state].id
    page.goto(f"/embed/{poll_id}?{looks}&accent=f5d90a")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not violations(page, ALL)


def test_generator_writes_the_chosen_looks(visit: Visit, gallery: Gallery) -> None:
    context = visit(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(gallery.address("resolved"))
    page.get_by_role("link", name="Embed").click()
    page.get_by_label("Colours").select_option("dark")
    page.get_by_label("Accent").fill("#aa0000")
    page.get_by_label("Compact").check()
    poll_id = gallery.polls["resolved"].id
    expect(page.get_by_label("Script", exact=True)).to_have_value(
        re.compile('data-theme="dark" data-accent="aa0000" data-compact="1"')
    )
    expect(page.locator(".widget-preview")).to_have_attribute(
        "src", f"/embed/{poll_id}?theme=dark&accent=aa0000&compact=1"
    )
    preview = page.frame_locator(".widget-preview")
    expect(preview.locator(".hero.crowd")).to_be_visible()
    page.locator(".generator").get_by_role("button", name="Copy").nth(2).click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("<iframe src=")
    assert "theme=dark&amp;accent=aa0000" in copied
    page.get_by_label("Language and numbers").select_option("de")
    address = f"{gallery.site.url}/p/{poll_id}"
    expect(page.get_by_label("Address", exact=True)).to_have_value(f"{address}?lang=de")
    expect(page.get_by_label("Picture with a link")).to_have_value(
        f'<a href="{address}?lang=de"><img src="{address}.svg?theme=dark&amp;lang=de" '
        f'alt="{QUESTION}"></a>'
    )
