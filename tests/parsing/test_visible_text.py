"""Texts with nothing to see, texts that look alike, and texts that turn others around."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from babel import Locale

from crowd.kinds import Choice, Number
from crowd.model.errors import Invalid
from crowd.parsing.visible_text import find_lookalikes, is_visible, strip_controls
from crowd.poll import FollowUpQuestions, Image
from crowd.rules.definition import define_poll
from crowd.rules.follow_up_answers import parse_follow_ups
from crowd.rules.proposal import Proposal
from crowd.rules.time_zones import time_zones
from crowd.web.forms.closing_time import TIME_ZONES

NOW = datetime(2027, 1, 1, tzinfo=UTC)
NOTHING = "There is nothing to see in this text. Write something, or leave it empty."
INVISIBLE = {
    "spaces": " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}",
    "zero width": "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{WORD JOINER}",
    "byte order mark": "\N{ZERO WIDTH NO-BREAK SPACE}",
    "marks of direction": "\N{RIGHT-TO-LEFT MARK}\N{RIGHT-TO-LEFT OVERRIDE}",
    "an accent alone": "\N{COMBINING ACUTE ACCENT}",
    "Hangul fillers": "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}",
    "empty braille": "\N{BRAILLE PATTERN BLANK}",
    "tags": "\N{TAG LATIN SMALL LETTER A}\N{CANCEL TAG}",
    "variation selectors": "\N{VARIATION SELECTOR-16}\N{VARIATION SELECTOR-17}",
    "soft hyphen": "\N{SOFT HYPHEN}",
    "joiner of graphemes": "\N{COMBINING GRAPHEME JOINER}",
    "vowels that are not drawn": "\N{KHMER VOWEL INHERENT AQ}",
    "control characters": "\x07\x1b",
    "not assigned": "\U000e0fff\uffff",
}
VISIBLE = ["a", "1", "?", "$", "é", "e\u0301", "م", "日", "❤️", "👩‍👩‍👧", "क्ष", "½"]


def proposal(**changes: object) -> Proposal:
    plain = Proposal(
        question="How many?", kind=Number(unit="kg"), closes_at=NOW + timedelta(days=1)
    )
    return msgspec.structs.replace(plain, **changes)


def problems(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        define_poll(proposal(**changes), NOW)
    return [(problem.field, str(problem.message)) for problem in caught.value.problems]


def picture(alt: str) -> Image:
    return Image(hash="0", media_type="image/png", width=1, height=1, alt=alt)


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_texts_with_nothing_to_see(text: str) -> None:
    assert not is_visible(text)
    assert is_visible(f"{text}x")


@pytest.mark.parametrize("text", VISIBLE)
def test_texts_with_something_to_see(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_invisible_texts_are_refused_in_every_field(text: str) -> None:
    assert problems(question=text) == [
        ("question", "Write the question that people should answer.")
    ]
    assert [field for field, _ in problems(image=picture(text))] == ["alt"]
    assert [field for field, _ in problems(kind=Choice(options=["Red", text]))] == ["options"]
    assert [field for field, _ in problems(asks=FollowUpQuestions(group=["Red", text]))] == [
        "group"
    ]
    if text.strip():
        assert problems(details=text) == [("details", NOTHING)]
        assert problems(kind=Number(unit=text)) == [("unit", NOTHING)]


@pytest.mark.parametrize("field", ["name", "reason", "group"])
def test_invisible_texts_that_people_add_are_refused(field: str) -> None:
    definition = define_poll(
        proposal(asks=FollowUpQuestions(name=True, reason=True, group=True)), NOW
    )
    with pytest.raises(Invalid) as caught:
        parse_follow_ups({field: INVISIBLE["tags"]}, definition, Locale("en"))
    assert [(entry.field, entry.message) for entry in caught.value.problems] == [(field, NOTHING)]


ALIKE = [
    ("coco", "сосо"),
    ("Peru", "Рeru"),
    ("HOT", "ΗΟΤ"),
    ("no", "n\N{ZERO WIDTH SPACE}o"),
    ("no", "no\N{VARIATION SELECTOR-16}"),
    ("❤", "❤️"),
    ("１２", "12"),
    ("ﬁn", "fin"),
    ("𝐁old", "bold"),
    ("café", "cafe\u0301"),
    ("straße", "STRASSE"),
    ("a b", "a\N{NO-BREAK SPACE}b"),
    ("...", "…"),
    ("Вова", "ВОВА"),
]
UNLIKE = [
    ("2²", "22"),
    ("½", "12"),
    ("①", "1"),
    ("a", "á"),
    ("ja", "нет"),
    ("да", "aa"),
    ("−1", "1"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_options_and_groups_that_look_alike_are_refused_by_name(one: str, other: str) -> None:
    assert find_lookalikes(["x", one, other]) == (one, other)
    ((field, message),) = problems(kind=Choice(options=["x", one, other]))
    assert (field, other in message) == ("options", True)
    ((field, message),) = problems(asks=FollowUpQuestions(group=["x", one, other]))
    assert (field, one in message, other in message) == ("group", True, True)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_options_that_people_can_tell_apart(one: str, other: str) -> None:
    assert find_lookalikes([one, other]) is None


def test_same_text_twice_is_found_whatever_object_it_is() -> None:
    text = "yes"
    assert find_lookalikes([text, text]) == (text, text)


def test_directing_and_control_characters_are_taken_out() -> None:
    turned = "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{FIRST STRONG ISOLATE}\x1b[31m"
    asked = proposal(
        question=f"How {turned}?",
        details=f"One\nline\ttwo {turned}",
        kind=Choice(options=["\N{RIGHT-TO-LEFT OVERRIDE}a", "b"]),
        image=picture(f"A {turned}"),
        asks=FollowUpQuestions(group=[f"c{turned}", "d"]),
    )
    definition = define_poll(asked, NOW)
    assert definition.question == "How evil [31m?"
    assert definition.details == "One\nline\ttwo evil [31m"
    assert definition.kind == Choice(options=["a", "b"])
    assert definition.image is not None
    assert definition.image.alt == "A evil [31m"
    assert definition.asks.group == ["cevil [31m", "d"]


def test_marks_that_arabic_and_indian_texts_need_stay() -> None:
    text = "می\N{ZERO WIDTH NON-JOINER}خواهم \N{ARABIC LETTER MARK}٪ क्\N{ZERO WIDTH JOINER}ष"
    assert strip_controls(text) == text


NO_ZONES = [
    "localtime",
    "posixrules",
    "Factory",
    "posix/Europe/Berlin",
    "right/Europe/Berlin",
    "/etc/localtime",
    "../Europe/Berlin",
    "europe/berlin",
    "Europe",
    "Europe/Berlin\x00",
    " Europe/Berlin",
    "",
]


@pytest.mark.parametrize("name", NO_ZONES)
def test_zones_that_nobody_means_are_refused(name: str) -> None:
    message = "There is no such time zone. Type one such as Europe/Berlin."
    assert problems(time_zone=name) == [("time_zone", message)]


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5"])
def test_zones_that_people_mean_are_taken(name: str) -> None:
    assert define_poll(proposal(time_zone=name), NOW).time_zone == name


def test_every_zone_that_is_offered_exists() -> None:
    assert set(TIME_ZONES) <= time_zones()
    assert all(ZoneInfo(name) for name in time_zones())
