"""What people add to answers: what is asked, how it is read, every problem at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from babel import Locale

from crowd.kinds import Date, Kind, Number, Percentage
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Invalid
from crowd.poll import Definition, FollowUpQuestions, Headline
from crowd.rules.definition import define_poll
from crowd.rules.follow_up_answers import follow_ups_to_json, parse_follow_ups, read_answer
from crowd.rules.follow_ups import follow_up_fields
from crowd.rules.predicted_shares import parse_shares
from crowd.rules.proposal import CHECKS, Proposal

ENGLISH = Locale("en")
GERMAN = Locale("de")
NOW = datetime(2027, 1, 1, tzinfo=UTC)
GROUPS = ["North", "South side"]
ALL = FollowUpQuestions(interval=True, others=True, reason=True, group=GROUPS, name=True)
OPTIONS = ["red", "green", "blue"]


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    """Stands for a kind with options."""

    options: tuple[str, ...] = tuple(OPTIONS)


def definition(asks: FollowUpQuestions = ALL, kind: Any = None) -> Definition:
    headline = Headline(name="median", reason="for tests")
    kind = kind or Number(unit="pieces", minimum=0, decimals=0)
    return Definition(question="How many?", kind=kind, headline=headline, asks=asks)


def proposal(asks: FollowUpQuestions, kind: Any = None) -> Proposal:
    closes_at = NOW + timedelta(hours=1)
    return Proposal(question="How many?", kind=kind or Number(), closes_at=closes_at, asks=asks)


def problems(raw: dict[str, Any], **changes: Any) -> list[str]:
    with pytest.raises(Invalid) as caught:
        parse_follow_ups(raw, definition(**changes), ENGLISH)
    return [problem.field for problem in caught.value.problems]


# What is asked


def test_fields_are_those_that_are_asked_for() -> None:
    assert follow_up_fields(definition(FollowUpQuestions())) == []
    assert follow_up_fields(definition()) == ["low", "high", "others", "group", "reason", "name"]
    assert follow_up_fields(definition(FollowUpQuestions(others=True, group=True), Choosing())) == [
        "predicted",
        "group",
    ]


def test_groups_are_kept_without_stray_spaces() -> None:
    made = define_poll(proposal(FollowUpQuestions(group=[" North ", "South \n side"])), NOW)
    assert made.asks.group == GROUPS


@pytest.mark.parametrize(
    ("asks", "kind", "field"),
    [
        (FollowUpQuestions(interval=True), Choosing(), "interval"),
        (FollowUpQuestions(group=[]), Number(), "group"),
        (FollowUpQuestions(group=["one"]), Number(), "group"),
        (FollowUpQuestions(group=[f"group {number}" for number in range(21)]), Number(), "group"),
        (FollowUpQuestions(group=["one", " "]), Number(), "group"),
        (FollowUpQuestions(group=["one", "x" * 61]), Number(), "group"),
        (FollowUpQuestions(group=["one", "ONE "]), Number(), "group"),
    ],
)
def test_question_that_does_not_fit_is_named(
    asks: FollowUpQuestions, kind: Any, field: str
) -> None:
    made = proposal(asks, kind)
    assert [name for name in ("interval", "group") if CHECKS[name](made, NOW)] == [field]


# Reading


def test_everything_is_read_as_people_type_it() -> None:
    raw = {
        "low": "1.2k",
        "high": 3000,
        "others": "1,850.5",
        "group": " south  SIDE",
        "reason": " a line\nand another ",
        "name": " Ada   L. ",
    }
    assert parse_follow_ups(raw, definition(), ENGLISH) == FollowUpAnswers(
        low=1200.0,
        high=3000.0,
        others=1850.5,
        group=1,
        reason="a line\nand another",
        name="Ada L.",
    )


def test_nothing_is_read_from_empty_fields() -> None:
    raw = {"low": "", "high": None, "others": "", "group": "", "reason": "", "name": None}
    assert parse_follow_ups(raw, definition(), ENGLISH) == FollowUpAnswers()
    blank = dict.fromkeys(raw, " \xa0\n")
    assert parse_follow_ups(blank, definition(), ENGLISH) == FollowUpAnswers()


def test_dates_are_read_as_days() -> None:
    raw = {"low": "2027-01-01", "high": "3 January 2027", "others": "2027-01-02"}
    read = parse_follow_ups(raw, definition(kind=Date()), ENGLISH)
    assert (read.high, read.others) == (20821.0, 20820.0)


def test_group_of_ones_own_is_a_text() -> None:
    asks = FollowUpQuestions(group=True)
    assert parse_follow_ups({"group": " The  Lab "}, definition(asks), ENGLISH).group == "The Lab"


def test_range_may_lie_beside_the_answer() -> None:
    value, added = read_answer(7, {"low": 8, "high": 8}, definition(), ENGLISH)
    assert (value, added) == (7.0, FollowUpAnswers(low=8.0, high=8.0))


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"low": 5}, ["high"]),
        ({"high": 5}, ["low"]),
        ({"high": 5, "low": ""}, ["low"]),
        ({"low": None}, ["high"]),
        ({"low": 5, "high": 4}, ["high"]),
        ({"low": -5, "high": 4}, ["low"]),
        ({"low": "few", "high": "many", "others": "some"}, ["low", "high", "others"]),
        ({"group": "West"}, ["group"]),
        ({"reason": "x" * 501}, ["reason"]),
        ({"name": "x" * 61, "reason": "x" * 501}, ["reason", "name"]),
        ({"predicted": {"a": 1}, "others": "-1"}, ["others", "predicted"]),
        ({"others": {"a": 1}}, ["others"]),
        ({"name": 5}, ["name"]),
    ],
)
def test_every_problem_is_named_by_its_field(raw: dict[str, Any], fields: list[str]) -> None:
    assert problems(raw) == fields


def test_field_that_is_not_asked_for_is_named() -> None:
    assert problems({"low": 1, "high": 2, "reason": "x"}, asks=FollowUpQuestions(reason=True)) == [
        "low",
        "high",
    ]
    assert (
        parse_follow_ups({"low": None, "name": ""}, definition(FollowUpQuestions()), ENGLISH)
        == FollowUpAnswers()
    )


def test_problems_of_answer_and_details_come_together() -> None:
    with pytest.raises(Invalid) as caught:
        read_answer("many", {"low": 3, "group": "West"}, definition(), ENGLISH)
    assert [problem.field for problem in caught.value.problems] == ["value", "high", "group"]


def test_percent_sign_of_another_unit_is_refused_with_what_to_type() -> None:
    beads, percents = definition(kind=Number(unit="beads")), definition(kind=Number(unit="%"))
    told = "You typed a percent sign, but answers are not in percent. Type 12 if that is what you mean."
    with pytest.raises(Invalid) as caught:
        read_answer("12 %", {}, beads, ENGLISH)
    assert [(one.field, one.message) for one in caught.value.problems] == [("value", told)]
    with pytest.raises(Invalid) as caught:
        read_answer("12 %", {"others": "12 %"}, beads, ENGLISH)
    assert [(one.field, one.message) for one in caught.value.problems] == [
        ("value", told),
        ("others", told),
    ]
    assert read_answer("12 %", {"others": "13 %"}, percents, ENGLISH) == (
        12,
        FollowUpAnswers(others=13),
    )
    assert read_answer(12, {"others": 12}, beads, ENGLISH) == (12, FollowUpAnswers(others=12))


def test_text_that_may_mean_two_numbers_is_asked_back_where_that_can_be() -> None:
    asks = definition(kind=Number())
    assert parse_follow_ups({"others": "1.200"}, asks, ENGLISH).others == 1.2
    with pytest.raises(Invalid) as caught:
        parse_follow_ups({"others": "1.200"}, asks, ENGLISH, unambiguous=True)
    assert caught.value.detail == "That can mean 1.2 or 1,200. Type 1.2 or 1200."
    assert (
        parse_follow_ups({"others": "1.200"}, definition(), ENGLISH, unambiguous=True).others
        == 1200
    )


@pytest.mark.parametrize("locale", [ENGLISH, GERMAN], ids=str)
@pytest.mark.parametrize("kind", [Number(), Number(decimals=0), Percentage(), Date()], ids=repr)
@pytest.mark.parametrize(
    "value", [0.0, 1.0, 12.345, 99.0, 1234.0, 1234567.125, 1.2e15, 2e-9, -4.125]
)
def test_what_is_typed_out_is_read_as_the_same_value(
    locale: Locale, kind: Kind, value: float
) -> None:
    if isinstance(kind, Percentage):
        value = abs(value) % 100
    if isinstance(kind, Date):
        value = float(int(value) % 40000)
    asks = definition(FollowUpQuestions(others=True), kind)
    text = kind.format_typed(value, locale)
    assert parse_follow_ups({"others": text}, asks, locale, unambiguous=True).others == value


def test_what_was_added_is_written_by_its_fields() -> None:
    added = FollowUpAnswers(low=1.0, high=2.5, group=1, reason="why")
    assert follow_ups_to_json(added, definition()) == {
        "low": 1,
        "high": 2.5,
        "group": "South side",
        "reason": "why",
    }
    assert follow_ups_to_json(FollowUpAnswers(others=0.0), definition(kind=Date())) == {
        "others": "1970-01-01"
    }
    choosing = definition(FollowUpQuestions(others=True), Choosing())
    shares = {"red": 0.4, "green": 0.3, "blue": 0.3}
    assert follow_ups_to_json(FollowUpAnswers(predicted=[0.4, 0.3, 0.3000000119]), choosing) == {
        "predicted": shares
    }


# Shares


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"red": 50, "green": 30, "blue": 20}, [0.5, 0.3, 0.2]),
        ({"red": 0.5, "green": 0.3, "blue": 0.2}, [0.5, 0.3, 0.2]),
        ({"red": "50 %", "green": "30", "blue": 20}, [0.5, 0.3, 0.2]),
        ({"red": 60}, [0.6, 0.2, 0.2]),
        ({"red": 0.6, "green": ""}, [0.6, 0.2, 0.2]),
        ({"red": "1 %"}, [0.01, 0.495, 0.495]),
        ({"red": 1}, [1.0, 0.0, 0.0]),
        ({"red": 0}, [0.0, 0.5, 0.5]),
        ({"red": 33, "green": 33, "blue": 33}, [1 / 3, 1 / 3, 1 / 3]),
        ({"red": 0.33, "green": 0.33, "blue": 0.33}, [1 / 3, 1 / 3, 1 / 3]),
        ({"red": 34, "green": 34, "blue": 33}, [34 / 101, 34 / 101, 33 / 101]),
    ],
)
def test_shares_add_up_to_one(raw: dict[str, Any], expected: list[float]) -> None:
    assert parse_shares(raw, OPTIONS, ENGLISH) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"pink": 100}, "no option 'pink'"),
        ({"red": 50, "green": 30, "blue": 10}, "add up to 90. Make them add up to 100"),
        ({"red": 0.5, "green": 0.3, "blue": 0.1}, "add up to 0.9. Make them add up to 1"),
        ({"red": 80, "green": 40}, "add up to 120. Make them add up to 100"),
        ({"red": 0, "green": 0, "blue": 0}, "add up to 0"),
        ({"red": -5}, "between 0 and 100"),
        ({"red": "some"}, "number"),
    ],
)
def test_shares_that_are_none_say_why(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        parse_shares(raw, OPTIONS, ENGLISH)


def test_shares_are_read_where_options_are_chosen() -> None:
    choosing = definition(FollowUpQuestions(others=True), Choosing())
    assert parse_follow_ups({"predicted": {"red": 100}}, choosing, ENGLISH).predicted == [
        1.0,
        0.0,
        0.0,
    ]
    assert problems({"others": 5}, asks=FollowUpQuestions(others=True), kind=Choosing()) == [
        "others"
    ]
    assert problems({"predicted": 5}, asks=FollowUpQuestions(others=True), kind=Choosing()) == [
        "predicted"
    ]
