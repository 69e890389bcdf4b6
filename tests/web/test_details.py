"""What people add after their estimate: over the API, on the receipt page, in the exports."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from crowd.analysis.groups import MAX_GROUPS_SHOWN
from crowd.model.tokens import TokenDeriver
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.deps import now
from tests.conftest import SECRET
from tests.factories import admin, close, hidden_fields, in_hours, make_poll, poll_body

Client = httpx.AsyncClient
Poll = dict[str, Any]
KEY = "a random key of 22 characters or more"

ASKS = {"interval": True, "others": True, "reason": True, "group": ["North", "South"], "name": True}
KEY = "a random key of 22 characters or more"
MORE = {
    "low": 300,
    "high": "1.2k",
    "others": 402.5,
    "group": "south",
    "reason": "=1+1",
    "name": "A",
}
KEPT = {"low": 300, "high": 1200, "others": 402.5, "group": "South", "reason": "=1+1", "name": "A"}


async def asking(client: Client, **changes: Any) -> Poll:
    return await make_poll(client, asks=ASKS, **changes)


async def give(client: Client, poll: Poll, **body: Any) -> httpx.Response:
    return await client.post(f"/api/polls/{poll['id']}/answers", json={"value": 400, **body})


async def mine(client: Client, poll: Poll) -> dict[str, Any]:
    reply = await client.get(f"/api/polls/{poll['id']}/answers/mine")
    assert reply.status_code == 200, reply.text
    own: dict[str, Any] = reply.json()
    del own["at"]
    return own


async def change(client: Client, poll: Poll, **body: Any) -> httpx.Response:
    return await client.put(f"/api/polls/{poll['id']}/answers/mine", json=body)


def fields(reply: httpx.Response) -> list[str]:
    assert reply.status_code == 422, reply.text
    return [entry["field"] for entry in reply.json()["errors"]]


# The API


async def test_poll_shows_what_it_asks(client: Client) -> None:
    poll = await asking(client)
    assert poll["asks"] == ASKS
    assert (await client.get(f"/api/polls/{poll['id']}")).json()["asks"] == ASKS
    nothing = dict.fromkeys(ASKS, False)
    assert (await make_poll(client))["asks"] == nothing


@pytest.mark.parametrize("group", [[], ["one"], ["a", "A"], ["x" * 61, "b"], ["", "b"]])
async def test_groups_that_are_none_are_refused(client: Client, group: list[str]) -> None:
    reply = await client.post("/api/polls", json=poll_body(asks={"group": group}))
    assert fields(reply) == ["group"]


async def test_question_that_is_not_known_is_refused(client: Client) -> None:
    reply = await client.post("/api/polls", json=poll_body(asks={"colour": True}))
    assert reply.status_code == 400
    assert "colour" in reply.json()["detail"]


async def test_what_was_given_comes_back_to_its_author_alone(client: Client) -> None:
    poll = await asking(client)
    assert (await give(client, poll, **MORE)).status_code == 201
    assert await mine(client, poll) == {"value": 400, **KEPT}
    client.cookies.clear()
    assert (await give(client, poll)).status_code == 201
    assert await mine(client, poll) == {"value": 400}


async def test_dates_are_written_as_dates(client: Client) -> None:
    poll = await asking(client, kind={"type": "date"})
    more = {"low": "2027-01-01", "high": "3 January 2027", "others": "2027-01-02"}
    assert (await give(client, poll, value="2027-01-02", **more)).status_code == 201
    own = await mine(client, poll)
    assert own == {"value": "2027-01-02", **more, "high": "2027-01-03"}


@pytest.mark.parametrize("field", ["low", "high", "others", "predicted", "group", "reason", "name"])
async def test_field_that_is_not_asked_for_is_refused_by_its_name(
    client: Client, field: str
) -> None:
    poll = await make_poll(client)
    value = {"red": 1} if field == "predicted" else "5"
    assert fields(await give(client, poll, **{field: value})) == [field]
    assert (await give(client, poll, **{field: None})).status_code == 201


async def test_all_problems_come_at_once(client: Client) -> None:
    poll = await asking(client)
    more = {"low": "few", "high": -1, "others": "some", "group": "West", "reason": "x" * 501}
    reply = await give(client, poll, value="many", predicted={"a": 1}, name="x" * 61, **more)
    wrong = ["value", "low", "high", "others", "group", "reason", "name", "predicted"]
    assert fields(reply) == wrong
    assert fields(await give(client, poll, low=5, high=4)) == ["high"]
    assert fields(await give(client, poll, low=5)) == ["high"]


async def test_repeat_compares_what_was_added_too(client: Client) -> None:
    poll = await asking(client)
    first = await give(client, poll, key=KEY, **MORE)
    client.cookies.clear()
    again = await give(client, poll, key=KEY, **MORE)
    assert (again.status_code, again.json()) == (201, first.json())
    # 1,200 is what "1.2k" says.
    assert (await give(client, poll, key=KEY, **MORE | {"high": 1200})).status_code == 201
    for other in ({**MORE, "reason": "other"}, {}):
        reply = await give(client, poll, key=KEY, **other)
        assert reply.json()["type"] == "/problems/key-reused"


async def test_change_keeps_what_it_does_not_name(client: Client) -> None:
    poll = await asking(client)
    await give(client, poll, **MORE)
    assert (await change(client, poll, value=500)).status_code == 200
    assert await mine(client, poll) == {"value": 500, **KEPT}
    reply = await change(client, poll, value=600, reason="Now I know.", others=None, name="")
    assert reply.status_code == 200
    expected = {**KEPT, "reason": "Now I know."}
    del expected["others"], expected["name"]
    assert await mine(client, poll) == {"value": 600, **expected}


async def test_change_with_problems_changes_nothing(client: Client) -> None:
    poll = await asking(client)
    await give(client, poll, **MORE)
    assert fields(await change(client, poll, value="x", low=5, group="West")) == [
        "value",
        "high",
        "group",
    ]
    assert await mine(client, poll) == {"value": 400, **KEPT}
    await close(client, poll)
    reply = await change(client, poll, value=5, name="B")
    assert reply.json()["type"] == "/problems/closed"


async def test_withdrawal_takes_what_was_added_along(client: Client) -> None:
    poll = await asking(client)
    await give(client, poll, **MORE)
    own = f"/api/polls/{poll['id']}/answers/mine"
    assert (await client.delete(own)).status_code == 204
    assert (await client.get(own)).status_code == 404
    assert (await give(client, poll, key="again")).status_code == 201
    assert await mine(client, poll) == {"value": 400}


# Exports


async def rows(client: Client, poll: Poll) -> list[dict[str, Any]]:
    reply = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    found: list[dict[str, Any]] = reply.json()
    for row in found:
        del row["at"], row["on_behalf"], row["label"]
    return found


async def table(client: Client, poll: Poll) -> list[list[str]]:
    reply = await client.get(f"/api/polls/{poll['id']}/answers.csv", headers=admin(poll))
    return list(csv.reader(io.StringIO(reply.text)))


async def test_exports_have_what_was_asked_for(client: Client) -> None:
    poll = await asking(client)
    for more in (MORE, {}, {"group": "North"}):
        client.cookies.clear()
        await give(client, poll, **more)
    await close(client, poll)
    told = {"reason_may_be_published": True, "name_may_be_shown": True}
    empty = dict.fromkeys([*KEPT, *told])
    assert await rows(client, poll) == [
        {"value": 400, **KEPT, **told},
        {"value": 400, **empty},
        {"value": 400, **empty, "group": "North"},
    ]
    header, *lines = await table(client, poll)
    assert header == ["value", "at", "on_behalf", "label", *KEPT, *told]
    assert [line[4:] for line in lines] == [
        ["300", "1200", "402.5", "South", "'=1+1", "A", "true", "true"],
        [""] * 8,
        ["", "", "", "North", "", "", "", ""],
    ]


async def test_exports_leave_withdrawn_answers_out_in_step(client: Client) -> None:
    poll = await asking(client)
    for name in ("Ada", "Grace", "Alan"):
        client.cookies.clear()
        await give(client, poll, name=name)
        if name == "Grace":
            await client.delete(f"/api/polls/{poll['id']}/answers/mine")
    await close(client, poll)
    assert [row["name"] for row in await rows(client, poll)] == ["Ada", "Alan"]


async def test_exports_of_polls_that_ask_nothing_are_as_before(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll)
    await close(client, poll)
    assert await rows(client, poll) == [{"value": 400}]
    assert (await table(client, poll))[0] == ["value", "at", "on_behalf", "label"]


# The receipt page


def form_of(page: str) -> str:
    form = re.search(r'<form[^>]*answers/mine/details".*?</form>', page, re.DOTALL)
    assert form, "no form for details"
    return form.group()


def standing(page: str) -> dict[str, str]:
    """What stands in the fields of the form for details."""
    form = form_of(page)
    typed = re.findall(r'name="(\w+)" type="text"[^>]* value="([^"]*)"', form)
    chosen = re.findall(r'type="radio" value="([^"]*)" checked', form)
    reason = re.findall(r'name="reason"[^>]*>([^<]*)<', form)
    found = dict(typed) | {"group": chosen[0] if chosen else ""} | {"reason": "".join(reason)}
    return {name: html.unescape(text) for name, text in found.items() if text}


QUESTIONS = ("range", "others", "group", "reason", "name")


async def receipt(visitor: Client, poll: Poll, ask: str = "") -> str:
    return (await visitor.get(f"/p/{poll['id']}/receipt?ask={ask}")).text


async def kept(visitor: Client, poll: Poll) -> dict[str, str]:
    """What stands in the fields of all questions, which are asked one at a time."""
    found: dict[str, str] = {}
    for question in QUESTIONS:
        found |= standing(await receipt(visitor, poll, question))
    return found


async def add(visitor: Client, poll: Poll, **typed: str) -> httpx.Response:
    action = f"/p/{poll['id']}/answers/mine/details"
    hidden = hidden_fields(await receipt(visitor, poll, "reason"), action)
    return await visitor.post(action, data={**hidden, **typed})


TYPED = {"low": "300", "high": "1.2k", "others": "402.5", "group": "South", "reason": "a <b>\nc"}


async def test_answer_page_asks_for_the_estimate_alone(visitor: Client) -> None:
    poll = await asking(visitor)
    page = (await visitor.get(f"/p/{poll['id']}")).text
    assert 'name="value"' in page
    assert [name for name in (*TYPED, "name") if f'name="{name}"' in page] == []
    assert "One more question" not in page


def asked(page: str) -> tuple[str, list[str]]:
    """Which question of how many the receipt asks, and its fields."""
    place = re.findall(r"One more question, if you like · (\d of \d)", page)
    names = re.findall(r'name="(\w+)"(?! value)', form_of(page))
    return "".join(place), list(dict.fromkeys(names))


async def test_receipt_asks_one_question_at_a_time(visitor: Client) -> None:
    poll = await asking(visitor)
    await give(visitor, poll)
    here = f"/p/{poll['id']}/receipt"
    action = f"/p/{poll['id']}/answers/mine/details"
    page = await receipt(visitor, poll)
    assert asked(page) == ("1 of 5", ["low", "high"])
    sent = {**hidden_fields(page, action), "low": "300", "high": "1.2k"}
    reply = await visitor.post(action, data=sent)
    assert (reply.status_code, reply.headers["location"]) == (
        303,
        f"{here}?ask=others&saved=1#more",
    )
    page = (await visitor.get(reply.headers["location"])).text
    assert asked(page) == ("2 of 5", ["others"])
    assert ">Saved.</p>" in page
    # To skip is a link: it stores nothing.
    for question, place, names in [
        ("group", "3 of 5", ["group"]),
        ("reason", "4 of 5", ["reason"]),
        ("name", "5 of 5", ["name"]),
    ]:
        assert f'<a href="{here}?ask={question}#more">Skip</a>' in page
        page = await receipt(visitor, poll, question)
        assert asked(page) == (place, names)
    assert f'<a href="{here}?ask=none#more">Skip</a>' in page
    done = await receipt(visitor, poll, "none")
    assert "300\xa0pieces to 1,200\xa0pieces" in done
    assert done.count(">skipped</span>") == 4
    assert await mine(visitor, poll) == {"value": 400, "low": 300, "high": 1200}
    # Whoever comes back is asked what they have not answered.
    assert asked(await receipt(visitor, poll)) == ("2 of 5", ["others"])


async def test_receipt_asks_and_keeps(visitor: Client) -> None:
    poll = await asking(visitor)
    await give(visitor, poll)
    assert await kept(visitor, poll) == {}
    reply = await add(visitor, poll, **TYPED, name="Ada")
    there = f"/p/{poll['id']}/receipt?ask=none&saved=1#more"
    assert (reply.status_code, reply.headers["location"]) == (303, there)
    expected = {**TYPED, "high": "1200", "name": "Ada"}
    assert await kept(visitor, poll) == expected
    # What is on the page, sent as it stands, changes nothing; what is emptied goes.
    await add(visitor, poll, **expected | {"others": ""})
    del expected["others"]
    assert await kept(visitor, poll) == expected
    # A form of one question changes that one alone.
    await add(visitor, poll, name="Grace")
    assert await kept(visitor, poll) == {**expected, "name": "Grace"}


async def test_shares_left_empty_are_no_prediction(visitor: Client) -> None:
    kind = {"type": "choice", "options": ["red", "green"]}
    poll = await make_poll(visitor, kind=kind, asks={"others": True, "reason": True})
    await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": "red"})
    await add(visitor, poll, reason="so", **{"predicted-0": "30", "predicted-1": "70"})
    assert (await mine(visitor, poll))["predicted"] == {"red": 0.3, "green": 0.7}
    await add(visitor, poll, reason="so", **{"predicted-0": "", "predicted-1": ""})
    assert await mine(visitor, poll) == {"value": "red", "reason": "so"}
    nothing = {"red": None, "green": ""}
    assert (await change(visitor, poll, value="green", predicted=nothing)).status_code == 200
    assert await mine(visitor, poll) == {"value": "green", "reason": "so"}


async def test_receipt_of_a_poll_that_asks_nothing_has_no_form(visitor: Client) -> None:
    poll = await make_poll(visitor)
    await give(visitor, poll)
    assert "One more question" not in await receipt(visitor, poll)


async def test_receipt_names_every_problem_and_keeps_everything(visitor: Client) -> None:
    poll = await asking(visitor)
    await give(visitor, poll)
    typed = {**TYPED, "low": "few", "high": "-5", "others": "some", "name": "x" * 61}
    reply = await add(visitor, poll, **typed)
    assert reply.status_code == 422
    assert "<title>Error:" in reply.text
    assert re.findall(r'<li><a href="#(\w+)">', reply.text) == ["low", "high", "others", "name"]
    assert standing(reply.text) == typed
    assert set(re.findall(r'id="(\w+)-error"', reply.text)) == {"low", "high", "others", "name"}
    assert await mine(visitor, poll) == {"value": 400}


async def test_receipt_asks_back_what_may_mean_two_numbers(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "number"}, asks={"others": True})
    await give(visitor, poll)
    reply = await add(visitor, poll, others="1.200")
    assert reply.status_code == 422
    assert "That can mean 1.2 or 1,200." in reply.text
    reply = await add(visitor, poll, others="12 %")
    assert reply.status_code == 422
    assert "You typed a percent sign, but answers are not in percent. Type 12 if" in reply.text
    assert (await add(visitor, poll, others="1200")).status_code == 303


@pytest.mark.parametrize("ticket", ["", "forged"])
async def test_receipt_with_a_bad_ticket_keeps_what_was_typed(visitor: Client, ticket: str) -> None:
    poll = await asking(visitor)
    await give(visitor, poll)
    reply = await add(visitor, poll, **TYPED, ticket=ticket)
    assert reply.status_code == 422
    assert standing(reply.text) == TYPED
    assert "Nothing is lost" in reply.text


async def test_receipt_after_the_close_shows_what_was_not_taken(visitor: Client) -> None:
    poll = await asking(visitor, reveal="manual")
    await give(visitor, poll)
    action = f"/p/{poll['id']}/answers/mine/details"
    hidden = hidden_fields(await receipt(visitor, poll), action)
    await close(visitor, poll)
    reply = await visitor.post(action, data={**hidden, **TYPED})
    assert reply.status_code == 409
    for text in ("300", "1.2k", "402.5", "South", "a &lt;b&gt;\nc"):
        assert f">{text}</dd>" in reply.text
    assert "One more question" not in await receipt(visitor, poll)


async def test_receipt_is_for_those_who_answered(visitor: Client) -> None:
    poll = await asking(visitor)
    ticket = TokenDeriver(SECRET).ticket(f"edit {poll['id']}", now(), 60)
    address = f"/p/{poll['id']}/answers/mine/details"
    reply = await visitor.post(address, data={"ticket": ticket, **TYPED})
    assert reply.status_code == 404


async def test_receipt_without_a_database_keeps_what_was_typed(
    visitor: Client, app: Litestar
) -> None:
    poll = await asking(visitor)
    await give(visitor, poll)
    action = f"/p/{poll['id']}/answers/mine/details"
    hidden = hidden_fields(await receipt(visitor, poll), action)
    service = app.state.service
    broken = Store(connect("unix:///nowhere/at/all.sock"))
    app.state.service = type(service)(
        **{name: getattr(service, name) for name in service.__struct_fields__} | {"store": broken}
    )
    reply = await visitor.post(action, data={**hidden, **TYPED})
    await broken.close()
    assert reply.status_code == 503
    for name in ("low", "high", "others", "group"):
        assert re.search(rf'name="{name}" type="text" value="{TYPED[name]}"', reply.text), name
    assert 'name="reason" rows="3" maxlength="500" dir="auto">a &lt;b&gt;\nc<' in reply.text
    app.state.service = service
    again = hidden_fields(reply.text, action)
    assert (await visitor.post(action, data={**again, **TYPED})).status_code == 303


# The create form


async def create(visitor: Client, **typed: str) -> httpx.Response:
    hidden = hidden_fields((await visitor.get("/new")).text, "/polls")
    data = {"question": "How many?", "closes_at": in_hours(48)[:16], "time_zone": "UTC", **typed}
    return await visitor.post("/polls", data={**hidden, **data})


async def test_create_form_makes_a_poll_that_asks(visitor: Client) -> None:
    groups = "North\r\n\r\n South \r\n"
    reply = await create(visitor, interval="1", name="1", group="1", groups=groups, action="draft")
    assert reply.status_code == 303
    address = reply.headers["location"].removesuffix("/links")
    page = (await visitor.get(f"{address}/draft")).text
    ticked = re.findall(r'name="(\w+)" type="checkbox" value="1" checked', page)
    assert {"interval", "name", "group"} <= set(ticked)
    assert {"others", "reason"} & set(ticked) == set()
    assert ">\nNorth\nSouth</textarea>" in page
    data = {**hidden_fields(page, f"{address}/draft"), "question": "How many?", "group": "1"}
    data |= {"closes_at": in_hours(48)[:16], "time_zone": "UTC"}
    assert (await visitor.post(f"{address}/draft", data=data)).status_code == 303
    token = visitor.cookies[f"crowd-admin-{address.split('/')[2]}"]
    poll = await visitor.get(
        f"/api/polls/{address.split('/')[2]}", headers={"authorization": f"Bearer {token}"}
    )
    nothing = dict.fromkeys(ASKS, False)
    assert poll.json()["asks"] == {**nothing, "group": True}


@pytest.mark.parametrize("typed", [{"group": "1", "groups": "one"}, {"groups": "one\ntwo"}])
async def test_create_form_with_wrong_groups_keeps_them(
    visitor: Client, typed: dict[str, str]
) -> None:
    reply = await create(visitor, **typed)
    assert reply.status_code == 422
    assert 'href="#group"' in reply.text
    assert 'id="group-error"' in reply.text
    assert f">\n{typed['groups']}</textarea>" in reply.text


async def test_groups_beyond_twenty_are_counted_and_those_below_five_people_hidden(
    client: Client,
) -> None:
    poll = await make_poll(client, asks={"group": True})
    people = [(f"group {number}", 5) for number in range(MAX_GROUPS_SHOWN + 2)]
    people += [("small", 4), ("alone", 1)]
    for group, count in people:
        for value in range(count):
            client.cookies.clear()
            await give(client, poll, value=value, group=group)
    await close(client, poll)
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    assert [group["count"] for group in results["groups"]] == [5] * MAX_GROUPS_SHOWN
    assert results["more_groups"] == 2
    assert results["diversity"]["groups"]["count"] == len(people)
    page = (await client.get(f"/p/{poll['id']}", headers={"accept": "text/html"})).text
    assert "<p>And 2 more groups.</p>" in page
    assert ">small<" not in page
