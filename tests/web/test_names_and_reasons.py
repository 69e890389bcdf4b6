"""Names and reasons beside the results: what is shown, published, hidden, and taken back."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any

import httpx
import pytest

from crowd.store import keys
from crowd.store.follow_up_records import HIDDEN, NOTICE_BITS
from tests.databases import server_of
from tests.factories import admin, close, hidden_fields, make_poll

Client = httpx.AsyncClient
Poll = dict[str, Any]

ASKS = {"name": True, "reason": True}
PEOPLE = {"Ada": 467, "Bo": 466, "Chidi": 470, "Dee": 440, "Eve": 500, "Flo": 900}


async def give(client: Client, poll: Poll, value: Any, **added: Any) -> dict[str, str]:
    """An answer of somebody new; return the header by which they change it."""
    client.cookies.clear()
    reply = await client.post(f"/api/polls/{poll['id']}/answers", json={"value": value, **added})
    assert reply.status_code == 201, reply.text
    client.cookies.clear()
    return {"authorization": f"Bearer {reply.json()['edit_token']}"}


async def revealed(client: Client, **changes: Any) -> tuple[Poll, dict[str, dict[str, str]]]:
    """A revealed poll in which everybody gave a name and a reason, and their edit tokens."""
    poll = await make_poll(client, **{"asks": ASKS, "truth": 467, **changes})
    tokens = {
        name: await give(client, poll, value, name=name, reason=f"{name} counted.")
        for name, value in PEOPLE.items()
    }
    await close(client, poll)
    return poll, tokens


async def change(client: Client, poll: Poll, **body: Any) -> httpx.Response:
    return await client.post(f"/api/polls/{poll['id']}/reasons", json=body, headers=admin(poll))


async def results(client: Client, poll: Poll) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    return found


async def page(client: Client, poll: Poll) -> str:
    return (await client.get(f"/p/{poll['id']}/results")).text


def rows(page: str) -> list[list[str]]:
    """The table of the closest answers, as text."""
    table = re.search(r'<table class="ranking">.*?</table>', page, re.DOTALL)
    if table is None:
        return []
    body = table.group().partition("<tbody>")[2]
    return [
        [html.unescape(re.sub("<.*?>", "", cell)) for cell in re.findall("<td.*?</td>", row)]
        for row in body.split("</tr>")[:-1]
    ]


def quoted(page: str) -> list[tuple[str, str]]:
    """Reasons with what was said."""
    found = re.findall(r'<blockquote class="reason">(.*?)</blockquote>', page, re.DOTALL)
    return [
        (
            html.unescape(re.sub("<.*?>", "", quote.partition("<footer>")[0]).strip()),
            "".join(re.findall("<footer>(.*?)</footer>", quote)),
        )
        for quote in found
    ]


# Names beside the closest answers


async def test_closest_people_stand_by_rank_with_their_names(client: Client) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    for value, name in [
        (466, None),
        (467, "Ada"),
        (466, "Bo"),
        (466, None),
        (470, "Chidi"),
        (466, None),
    ]:
        await give(client, poll, value, name=name)
    await close(client, poll)
    assert rows(await page(client, poll)) == [
        ["1", "Ada", "467", "exact"],
        ["2", "Bo, and 3 who gave no name", "466", "1 off"],
        ["6", "Chidi", "470", "3 off"],
    ]
    found = (await results(client, poll))["closest_people"]
    assert [(one["place"], one["name"], one["value"], one["distance"]) for one in found] == [
        (1, "Ada", 467, 0),
        (2, "Bo", 466, 1),
        (6, "Chidi", 470, 3),
    ]


async def test_equally_close_people_share_a_rank_and_the_earlier_comes_first(
    client: Client,
) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    for value, name in [(468, "Late"), (466, "Later"), (100, "A"), (100, "B"), (1, "C")]:
        await give(client, poll, value, name=name)
    await close(client, poll)
    shown = await page(client, poll)
    assert [row[:2] for row in rows(shown)[:3]] == [["1", "Late"], ["1", "Later"], ["3", "A, B"]]
    assert "The earlier answer comes first." in shown
    manage = await client.get(f"/p/{poll['id']}/manage", headers=admin(poll))
    text = html.unescape(re.sub("<.*?>", "", manage.text))
    assert "Closest: Late, 468; the earlier of two equals." in text


async def test_nobody_is_the_closest_of_fewer_than_five(client: Client) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    for value in (467, 466, 465, 1):
        await give(client, poll, value, name="Ada")
    await close(client, poll)
    shown = await page(client, poll)
    assert rows(shown) == []
    assert "Ada" not in shown
    assert "closest_people" not in await results(client, poll)
    manage = (await client.get(f"/p/{poll['id']}/manage", headers=admin(poll))).text
    assert "Who came closest is told from five people on." in manage


async def test_many_with_one_answer_are_counted_beyond_some_names(client: Client) -> None:
    kind = {"type": "choice", "options": ["Red", "Blue"]}
    poll = await make_poll(client, kind=kind, asks=ASKS, truth="Red")
    for number in range(12):
        await give(client, poll, "Red", name=f"P{number}")
    await give(client, poll, "Blue", name="Wrong")
    await close(client, poll)
    ((rank, people, value, off),) = rows(await page(client, poll))
    names = ", ".join(f"P{number}" for number in range(10))
    assert (rank, people, value, off) == ("1", f"{names}, and 2 more", "Red", "correct")
    found = (await results(client, poll))["closest_people"]
    assert {one["distance"] for one in found} == {None}


async def test_names_of_an_answer_before_the_truth_are_not_shown(client: Client) -> None:
    poll, _ = await revealed(client, truth=None)
    assert "Ada" not in await page(client, poll)
    reply = await client.post(
        f"/api/polls/{poll['id']}/resolution", json={"truth": 467}, headers=admin(poll)
    )
    assert reply.status_code == 200
    assert rows(await page(client, poll))[0] == ["1", "Ada", "467", "exact"]


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202eevil\u202c",
    "محمد",
    "467",
    "a\x00b\x1b[31m",
    "A\u200bda",
    "' onmouseover='x",
    "{{ 7*7 }}",
]


async def test_hostile_names_are_text_and_isolated(client: Client) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    for number, name in enumerate(HOSTILE):
        await give(client, poll, 467 + number // 2, name=name, reason=name)
    await close(client, poll)
    await change(client, poll, publish=True)
    shown = await page(client, poll)
    assert "<script>alert" not in shown
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>, <bdi>evil</bdi>" in shown
    assert "<bdi>محمد</bdi>, <bdi>467</bdi>" in shown
    assert not re.search("[\x00\x1b\u202e]", shown)
    # The first characters of templates and attributes are escaped, and nothing is computed.
    assert "{{ 7*7 }}" in shown
    assert "' onmouseover=" not in shown


@pytest.mark.parametrize(("field", "most"), [("name", 60), ("reason", 500)])
async def test_texts_of_2000_characters_are_refused_with_the_limit(
    client: Client, visitor: Client, field: str, most: int
) -> None:
    poll = await make_poll(client, asks=ASKS)
    body = {"value": 1, field: "x" * 2000}
    reply = await client.post(f"/api/polls/{poll['id']}/answers", json=body)
    assert reply.status_code == 422
    assert f"to at most {most} characters" in reply.json()["detail"]
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 1})
    action = f"/p/{poll['id']}/answers/mine/details"
    receipt = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    typed = {**hidden_fields(receipt, action), field: "x" * 2000}
    refused = await visitor.post(action, data=typed)
    assert refused.status_code == 422
    assert f"to at most {most} characters" in refused.text
    assert "x" * 2000 in refused.text


# Under which words


async def test_receipt_says_before_typing_who_will_see_each_field(
    client: Client, visitor: Client
) -> None:
    asks = {**ASKS, "interval": True, "others": True, "group": True}
    poll = await make_poll(client, asks=asks)
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 1})
    for field, notice in {
        "low": "Shown only together with the ranges of others.",
        "others": "Shown only together with what others say.",
        "group": "what each group of five or more people said.",
        "reason": "may publish it with the results, beside your answer but without your name.",
        "name": "Shown with the results if you are among the closest.",
    }.items():
        question = "range" if field == "low" else field
        receipt = (await visitor.get(f"/p/{poll['id']}/receipt?ask={question}")).text
        (said,) = re.findall(rf'id="{field}-notice">(.*?)</p>', receipt)
        assert notice in said
        assert receipt.index(f'id="{field}-notice"') < receipt.index(f'name="{field}"')
        assert re.search(rf'name="{field}"[^>]*aria-describedby="{field}-notice', receipt)


async def test_what_an_older_form_sent_is_never_shown(client: Client, visitor: Client) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 467})
    action = f"/p/{poll['id']}/answers/mine/details"
    typed = hidden_fields((await visitor.get(f"/p/{poll['id']}/receipt")).text, action)
    typed |= {"name": "Ada", "reason": "Counted."}
    old = {name: text for name, text in typed.items() if name != "notice"}
    assert (await visitor.post(action, data=old)).status_code == 303
    for value in (1, 2, 3, 4):
        await give(client, poll, value, name="Bo", reason="Guessed.")
    await close(client, poll)
    await change(client, poll, publish=True)
    shown = await page(client, poll)
    assert rows(shown)[0] == ["1", "one person", "467", "exact"]
    assert "Ada" not in shown
    assert "Counted." not in shown
    assert len((await results(client, poll))["reasons"]) == 4
    listed = await client.get(f"/api/polls/{poll['id']}/reasons", headers=admin(poll))
    assert (listed.json()["total"], "Ada" in listed.text) == (4, False)
    exported = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    flags = [
        (row["name"], row["name_may_be_shown"], row["reason_may_be_published"])
        for row in exported.json()
    ]
    assert flags[:2] == [("Ada", False, False), ("Bo", True, True)]


async def test_old_text_saved_again_under_the_notice_is_shown(
    client: Client, visitor: Client
) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 467})
    action = f"/p/{poll['id']}/answers/mine/details"
    for notice in (False, True):
        typed = hidden_fields((await visitor.get(f"/p/{poll['id']}/receipt")).text, action)
        if not notice:
            del typed["notice"]
        await visitor.post(action, data={**typed, "name": "Ada"})
    for value in (1, 2, 3, 4):
        await give(client, poll, value)
    await close(client, poll)
    assert rows(await page(client, poll))[0][1] == "Ada"


# Reasons


async def test_reasons_are_shown_once_they_are_published(client: Client) -> None:
    poll, _ = await revealed(client)
    assert quoted(await page(client, poll)) == []
    assert "reasons" not in await results(client, poll)
    reply = await change(client, poll, publish=True)
    assert (reply.status_code, reply.json()) == (200, {"published": True, "hidden": []})
    shown = await page(client, poll)
    assert "What people wrote" in shown
    # Answers stand beside names, so none stands beside a reason, nor does the order tell them.
    told = [f"{name} counted." for name in ("Ada", "Bo", "Chidi", "Dee", "Eve", "Flo")]
    assert {said for _, said in quoted(shown)} == {""}
    first = [text for text, _ in quoted(shown)][:5]
    assert first == sorted(first)
    assert {text for text, _ in quoted(shown)} == {*told}
    found = (await results(client, poll))["reasons"]
    assert sorted(one["reason"] for one in found) == told
    assert {one["value"] for one in found} == {None}
    await change(client, poll, publish=False)
    assert quoted(await page(client, poll)) == []
    assert "reasons" not in await results(client, poll)


async def test_single_names_and_reasons_are_hidden_and_shown_again(client: Client) -> None:
    poll, _ = await revealed(client)
    await change(client, poll, publish=True)
    before = await page(client, poll)
    reply = await change(client, poll, hide=[2])
    assert reply.json() == {"published": True, "hidden": [2]}
    shown = await page(client, poll)
    assert "<bdi>Bo" not in shown
    assert "Bo counted." not in shown
    assert rows(shown)[1] == ["2", "someone", "466", "1 off"]
    assert len(quoted(shown)) == 5
    told = await results(client, poll)
    assert [one["name"] for one in told["closest_people"]] == ["Ada", "Chidi", "Dee", "Eve"]
    assert "Bo counted." not in str(told)
    assert (await change(client, poll, show=[2])).json() == {"published": True, "hidden": []}
    assert await page(client, poll) == before


async def test_places_count_the_rows_of_the_export(client: Client) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467)
    tokens = {
        name: await give(client, poll, value, name=name, reason="So.")
        for name, value in {"Gone": 1, **PEOPLE}.items()
    }
    own = f"/api/polls/{poll['id']}/answers/mine"
    assert (await client.delete(own, headers=tokens["Gone"])).status_code == 204
    await close(client, poll)
    await change(client, poll, hide=[1])
    listed = await client.get(f"/api/polls/{poll['id']}/reasons", headers=admin(poll))
    assert [(row["place"], row["name"], row["hidden"]) for row in listed.json()["answers"]] == [
        (place, name, place == 1) for place, name in enumerate(PEOPLE, 1)
    ]
    assert rows(await page(client, poll))[0][1] == "someone"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"hide": [0]}, 422, "There is no answer 0"),
        ({"hide": [7]}, 422, "There is no answer 7"),
        ({"show": [-1]}, 422, "There is no answer -1"),
        ({"hide": [1], "show": [1]}, 422, "Either hide or show 1"),
        ({"hide": [1] * 1001}, 422, "at most 1,000"),
        ({"hide": ["first"]}, 400, ""),
        ({"publish": "yes"}, 400, ""),
        ({"unhide": [1]}, 400, "unhide"),
    ],
)
async def test_wrong_calls_are_refused_and_change_nothing(
    client: Client, body: dict[str, Any], status: int, told: str
) -> None:
    poll, _ = await revealed(client)
    before = await page(client, poll)
    reply = await change(client, poll, **{"publish": True, **body})
    assert reply.status_code == status
    assert told in reply.text
    assert await page(client, poll) == before


@pytest.mark.parametrize("state", ["open", "closed"])
async def test_nothing_is_told_or_published_before_the_reveal(client: Client, state: str) -> None:
    poll = await make_poll(client, asks=ASKS, truth=467, reveal="manual")
    for name, value in PEOPLE.items():
        await give(client, poll, value, name=name, reason=f"{name} counted.")
    if state == "closed":
        await close(client, poll)
    here = f"/api/polls/{poll['id']}"
    for reply in (
        await change(client, poll, publish=True, hide=[1]),
        await client.get(f"{here}/reasons", headers=admin(poll)),
    ):
        assert (reply.status_code, reply.json()["type"]) == (403, "/problems/sealed")
    for path in (f"/p/{poll['id']}", f"/p/{poll['id']}/manage", f"{here}/results", here):
        seen = (await client.get(path, headers=admin(poll))).text
        assert [name for name in PEOPLE if f"{name} counted" in seen or f">{name}<" in seen] == []
        assert "Names and reasons" not in seen


async def test_many_reasons_are_spread_over_the_answers_and_the_rest_folded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client, asks={"reason": True})
    for number in range(57):
        reason = "It is. " * (1 + number % 3) if number % 5 else "x" * 400
        await give(client, poll, 1000 + 10 * number, reason=f"{number}: {reason}")
    await close(client, poll)
    await change(client, poll, publish=True)
    shown = await page(client, poll)
    assert "and 52 more" in shown
    first, _, folded = shown.partition("and 52 more")
    assert (len(quoted(first)), len(quoted(folded))) == (5, 52)
    values = [int(said.removeprefix("said ").replace(",", "")) for _, said in quoted(first)]
    assert values == sorted(values)
    assert (values[0] <= 1110, values[-1] >= 1450) == (True, True)
    assert [text for text, _ in quoted(first) if "xxx" in text] == []
    told = await results(client, poll)
    assert (len(told["reasons"]), "more_reasons" in told) == (57, False)


async def test_reasons_beyond_the_fold_are_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("show_texts", "choose_quotes"):
        monkeypatch.setattr(f"crowd.actions.texts.{module}.MAX_QUOTES", 3)
        monkeypatch.setattr(f"crowd.actions.texts.{module}.MAX_FURTHER_QUOTES", 4)
    poll = await make_poll(client, asks=ASKS)
    for number in range(30):
        await give(client, poll, number, reason=f"reason {number}")
    await close(client, poll)
    await change(client, poll, publish=True)
    told = await results(client, poll)
    assert (len(told["reasons"]), told["more_reasons"]) == (7, 23)
    shown = await page(client, poll)
    assert "and 27 more" in shown
    assert "23 more reasons are not shown here." in shown


# The organizer's page


async def test_organizer_publishes_and_hides_on_the_page(client: Client, visitor: Client) -> None:
    poll, _ = await revealed(client)
    address = f"/p/{poll['id']}/manage"
    await visitor.get(f"/a/{poll['admin_token']}", headers={"sec-fetch-site": "none"})
    manage = (await visitor.get(address)).text
    assert "Closest: <bdi>Ada</bdi>, 467." in manage
    assert manage.count("Bo counted.") == 1
    fields = hidden_fields(manage, f"{address}/reasons")
    assert fields.pop("publish") == "1"
    reply = await visitor.post(f"{address}/reasons", data={**fields, "publish": "1"})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{address}?page=1#texts")
    await visitor.post(f"{address}/reasons", data={**fields, "hide": "2"})
    shown = await page(client, poll)
    assert (len(quoted(shown)), "<bdi>Bo" in shown) == (5, False)
    manage = (await visitor.get(address)).text
    assert '<input type="hidden" name="show" value="2">' in manage
    await visitor.post(f"{address}/reasons", data={**fields, "show": "2", "publish": "0"})
    shown = await page(client, poll)
    assert (len(quoted(shown)), "<bdi>Bo" in shown) == (0, True)


async def test_long_lists_have_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crowd.actions.texts.manage_texts.ENTRIES_PER_PAGE", 4)
    poll, _ = await revealed(client)
    here = f"/api/polls/{poll['id']}/reasons"
    for asked, page_number, names in [("", 1, 4), ("?page=2", 2, 2), ("?page=99", 2, 2)]:
        found = (await client.get(here + asked, headers=admin(poll))).json()
        assert (found["page"], found["pages"], found["total"]) == (page_number, 2, 6)
        assert len(found["answers"]) == names
    manage = await client.get(f"/p/{poll['id']}/manage?page=2", headers=admin(poll))
    assert "Page 2 of 2" in manage.text
    assert "Eve counted." in manage.text
    assert "Ada counted." not in manage.text


# Taking back


async def everywhere(client: Client, poll: Poll) -> list[str]:
    """All that a name or reason could stand in after the reveal."""
    here = f"/api/polls/{poll['id']}"
    paths = [
        f"/p/{poll['id']}",
        f"{here}/results",
        f"/p/{poll['id']}/manage",
        f"{here}/reasons",
        f"{here}/answers.json",
        f"{here}/answers.csv",
        f"/embed/{poll['id']}",
    ]
    return [(await client.get(path, headers=admin(poll))).text for path in paths]


async def test_author_takes_name_and_reason_back_after_the_reveal(client: Client) -> None:
    poll, tokens = await revealed(client)
    await change(client, poll, publish=True)
    here = f"/api/polls/{poll['id']}"
    first = await client.get(f"{here}/results")
    assert sum("Ada" in text for text in await everywhere(client, poll)) >= 5
    own = f"{here}/answers/mine"
    reply = await client.put(own, json={"name": None}, headers=tokens["Ada"])
    assert (reply.status_code, reply.json()["value"]) == (200, 467)
    assert rows(await page(client, poll))[0] == ["1", "one person", "467", "exact"]
    # Its answer sent along is no change.
    reply = await client.put(own, json={"value": 467, "reason": None}, headers=tokens["Ada"])
    assert reply.status_code == 200
    assert [text for text in await everywhere(client, poll) if "Ada" in text] == []
    second = await client.get(f"{here}/results", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]
    assert (await client.get(own, headers=tokens["Ada"])).json().get("name") is None


@pytest.mark.parametrize(
    "body",
    [
        {"name": "New"},
        {"name": None, "reason": "New"},
        {"value": 468, "name": None},
        {"value": 468},
        {},
        {"low": None},
    ],
)
async def test_after_the_close_nothing_but_taking_back_is_allowed(
    client: Client, body: dict[str, Any]
) -> None:
    poll, tokens = await revealed(client)
    before = await page(client, poll)
    own = f"/api/polls/{poll['id']}/answers/mine"
    reply = await client.put(own, json=body, headers=tokens["Ada"])
    assert reply.status_code in {409, 422}
    assert await page(client, poll) == before


async def test_change_without_a_value_keeps_it(client: Client) -> None:
    poll = await make_poll(client, asks=ASKS)
    token = await give(client, poll, 5, name="Ada", reason="So.")
    own = f"/api/polls/{poll['id']}/answers/mine"
    reply = await client.put(own, json={"name": None}, headers=token)
    assert (reply.status_code, reply.json()["value"]) == (200, 5)
    found = (await client.get(own, headers=token)).json()
    assert (found["value"], found.get("name"), found["reason"]) == (5, None, "So.")
    empty = await client.put(own, json={}, headers=token)
    assert empty.json()["errors"][0]["field"] == "value"


@pytest.mark.parametrize("state", ["closed", "revealed"])
async def test_receipt_takes_texts_back_after_the_close(
    client: Client, visitor: Client, state: str
) -> None:
    poll = await make_poll(client, asks=ASKS, truth=5, reveal="manual")
    mine = {"value": 5, "name": "Ada", "reason": "So."}
    await visitor.post(f"/api/polls/{poll['id']}/answers", json=mine)
    for value in (1, 2, 3, 4):
        await give(client, poll, value)
    await close(client, poll)
    if state == "revealed":
        await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
        assert "<bdi>Ada</bdi>" in (await visitor.get(f"/p/{poll['id']}")).text
    action = f"/p/{poll['id']}/answers/mine/removal"
    for field, gone in [("name", "Ada"), ("reason", "So.")]:
        receipt = (await visitor.get(f"/p/{poll['id']}/receipt")).text
        assert f">{gone}</p>" in receipt
        fields = {**hidden_fields(receipt, action), "field": field}
        reply = await visitor.post(action, data=fields)
        assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
    receipt = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    assert action not in receipt
    if state == "revealed":
        assert "Ada" not in (await visitor.get(f"/p/{poll['id']}")).text
    stranger = await client.post(action, data=fields)
    assert stranger.status_code in {403, 404}


async def test_old_ticket_takes_nothing_back(client: Client, visitor: Client) -> None:
    poll = await make_poll(client, asks=ASKS)
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 5, "name": "Ada"})
    action = f"/p/{poll['id']}/answers/mine/removal"
    reply = await visitor.post(action, data={"ticket": "old", "field": "name"})
    assert reply.status_code == 422
    receipt = await visitor.get(f"/p/{poll['id']}/receipt?ask=name")
    assert 'value="Ada"' in receipt.text


async def test_publishing_hiding_and_taking_back_at_once_lose_nothing(
    client: Client, empty_database: str
) -> None:
    poll, tokens = await revealed(client)
    own = f"/api/polls/{poll['id']}/answers/mine"
    replies = await asyncio.gather(
        change(client, poll, publish=True),
        *(change(client, poll, hide=[place]) for place in range(1, 7)),
        *(client.put(own, json={"name": None}, headers=token) for token in tokens.values()),
        *(client.put(own, json={"reason": None}, headers=tokens[name]) for name in ("Ada", "Bo")),
    )
    assert {reply.status_code for reply in replies} == {200}
    name = keys.follow_ups(poll["id"])
    with server_of(empty_database, name) as server:
        raw: Any = server.get(name)
    masks = [int.from_bytes(raw[start : start + 4], "little") for start in range(0, len(raw), 30)]
    kept = HIDDEN | 32 | NOTICE_BITS["reason"]
    assert masks == [HIDDEN, HIDDEN, kept, kept, kept, kept]


# Sealed pages that know who answered


async def test_sealed_page_keeps_what_a_browser_said(client: Client, visitor: Client) -> None:
    poll = await make_poll(client, asks=ASKS, reveal="manual")
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 380})
    await close(client, poll)
    for path, status in ((f"/p/{poll['id']}", 200), (f"/p/{poll['id']}/results", 403)):
        mine = await visitor.get(path)
        assert mine.status_code == status
        assert 'You said <strong class="own-value" dir="auto">380' in mine.text
        assert f'href="/p/{poll["id"]}/receipt"' in mine.text
        assert "no-store" in mine.headers["cache-control"]
        client.cookies.clear()
        others = await client.get(path)
        assert "You said" not in others.text
        assert "Thank you to everyone who answered." in others.text
        assert "Cookie" in others.headers["vary"]


async def test_page_of_a_withdrawal_is_for_who_withdrew(client: Client, visitor: Client) -> None:
    poll = await make_poll(client)
    address = f"/p/{poll['id']}/answers/mine/withdrawal"
    stranger = await visitor.get(address)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/p/{poll['id']}")
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 380})
    question = (await visitor.get(address)).text
    assert "Withdraw your answer?" in question
    assert "380" in question
    await close(client, poll)
    late = await visitor.get(address)
    assert (late.status_code, late.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
