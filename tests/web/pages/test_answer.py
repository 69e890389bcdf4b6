"""The answer form: read by kind, asked back where it is ambiguous, changed, withdrawn."""

from __future__ import annotations

import html
import re

import pytest

from crowd.model.tokens import TokenDeriver
from crowd.web.deps import now
from tests.conftest import SECRET
from tests.factories import admin, close, give_answers, hidden_fields, in_hours, make_poll
from tests.web.pages.forms import Client, Poll, answer, answer_fields, created, manage, shown_value


async def test_answer_leads_to_its_receipt(visitor: Client) -> None:
    poll = await make_poll(visitor)
    reply = await answer(visitor, poll, "1,200")
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
    receipt = await visitor.get(reply.headers["location"])
    assert "1,200\N{NO-BREAK SPACE}pieces" in receipt.text
    assert receipt.headers["cache-control"] == "no-store"
    again = await visitor.get(f"/p/{poll['id']}")
    assert again.headers["location"] == reply.headers["location"]


async def test_answer_page_is_never_kept(visitor: Client) -> None:
    poll = await make_poll(visitor)
    assert (await visitor.get(f"/p/{poll['id']}")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("typed", ["many", "", "-5", 'a"><script>'])
async def test_answer_that_is_no_value_is_shown_again(visitor: Client, typed: str) -> None:
    reply = await answer(visitor, await make_poll(visitor), typed)
    assert reply.status_code == 422
    assert "<title>Error:" in reply.text
    assert 'class="error-summary"' in reply.text
    assert 'href="#value"' in reply.text
    assert shown_value(reply.text) == typed
    assert "<script>" not in reply.text


async def test_answer_that_may_mean_two_numbers_is_asked_back(visitor: Client) -> None:
    poll = await make_poll(visitor)
    reply = await answer(visitor, poll, "1.200", headers={"accept-language": "en"})
    assert reply.status_code == 200
    assert re.findall(r'name="value" id="[^"]+" value="([^"]+)"', reply.text) == ["1.2", "1200"]
    chosen = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": "1200"}
    sent = await visitor.post(f"/p/{poll['id']}/answers", data=chosen)
    assert sent.status_code == 303
    assert "1,200" in (await visitor.get(sent.headers["location"])).text


@pytest.mark.parametrize(("typed", "readings"), [("0.7", ["0.7", "0.007"]), ("1", ["1", "0.01"])])
async def test_chance_that_may_be_percent_is_asked_back(
    visitor: Client, typed: str, readings: list[str]
) -> None:
    poll = await make_poll(visitor, kind={"type": "probability"})
    reply = await answer(visitor, poll, typed, headers={"accept-language": "en"})
    assert re.findall(r'name="value" id="[^"]+" value="([^"]+)"', reply.text) == readings
    chosen = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": readings[1]}
    sent = await visitor.post(f"/p/{poll['id']}/answers", data=chosen)
    receipt = (await visitor.get(sent.headers["location"])).text
    assert f">{100 * float(readings[1]):g}%</strong>" in receipt


async def test_chance_is_played_back_in_percent(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "probability"})
    for typed, words in (("70", "70%"), ("0.7", "70% or 0.7%?"), ("a lot", "")):
        reply = await visitor.post(f"/p/{poll['id']}/playback", data={"value": typed})
        assert reply.json()["text"] == (words and f"You entered {words}")
        reason = "" if words else "Enter the number in digits, such as 70."
        assert reply.json()["problem"] == reason


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", ""),
        ("4", ""),
        ("four hundred", "Enter the number in digits, such as 40."),
        ("3 or 4", "Enter one number, not a range."),
        # What was read and is not allowed is told at once, in the line of what was entered.
        ("-5", ""),
    ],
)
async def test_playback_says_why_a_text_cannot_be_read(
    visitor: Client, typed: str, problem: str
) -> None:
    poll = await make_poll(visitor)
    reply = await visitor.post(f"/p/{poll['id']}/playback", data={"value": typed})
    assert reply.json()["problem"] == problem


def radios(page: str, name: str) -> list[tuple[str, bool]]:
    """The radio buttons of a name: what each sends, and whether it is chosen."""
    found = re.findall(rf'name="{name}" type="radio" value="([^"]*)"( checked)?>', page)
    return [(html.unescape(value), bool(checked)) for value, checked in found]


COLOURS = ['Red & "dark"', "<Blue>", "Ü"]


async def test_choice_goes_from_the_page_to_the_receipt_and_changes(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "choice", "options": COLOURS})
    page = (await visitor.get(f"/p/{poll['id']}")).text
    assert radios(page, "value") == [(option, False) for option in COLOURS]
    none = await visitor.post(f"/p/{poll['id']}/answers", data=await answer_fields(visitor, poll))
    assert none.status_code == 422
    assert 'href="#value">Choose one of the answers.' in none.text
    assert 'aria-describedby="value-error"' in none.text

    reply = await answer(visitor, poll, COLOURS[0])
    receipt = (await visitor.get(reply.headers["location"])).text
    assert "Red &amp; &#34;dark&#34;</strong>" in receipt
    assert radios(receipt, "value") == [(option, False) for option in COLOURS]
    action = f"/p/{poll['id']}/answers/mine"
    fields = {**hidden_fields(receipt, action), "value": COLOURS[1]}
    assert (await visitor.post(action, data=fields)).status_code == 303
    assert "&lt;Blue&gt;</strong>" in (await visitor.get(reply.headers["location"])).text


async def test_choice_is_still_chosen_after_a_problem(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "choice", "options": COLOURS})
    data = {"ticket": "forged", "value": COLOURS[1]}
    reply = await visitor.post(f"/p/{poll['id']}/answers", data=data)
    assert reply.status_code == 422
    assert [value for value, chosen in radios(reply.text, "value") if chosen] == [COLOURS[1]]
    assert "value-error" not in reply.text


async def test_choice_is_tried_in_the_preview(visitor: Client) -> None:
    poll = await created(visitor, action="draft", kind="choice", options="Red\nBlue")
    page = await visitor.get(f"/p/{poll['id']}/manage/preview")
    assert radios(page.text, "value") == [("Red", False), ("Blue", False)]
    tried = await visitor.post(f"/p/{poll['id']}/manage/preview", data={"value": "Blue"})
    assert "You entered Blue</strong>. That answer would be accepted." in tried.text
    assert radios(tried.text, "value") == [("Red", False), ("Blue", True)]


@pytest.mark.parametrize(
    ("fields", "truths", "chosen", "written"),
    [
        ({"kind": "probability"}, ["yes", "no"], "no", "no, it did not happen"),
        ({"kind": "choice", "options": "Red\nBlue"}, ["Red", "Blue"], "Blue", "Blue"),
    ],
)
async def test_truth_is_chosen_where_it_is_one_of_a_few(
    visitor: Client, fields: dict[str, str], truths: list[str], chosen: str, written: str
) -> None:
    poll = await created(visitor, **fields)
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    assert radios(page, "truth") == [(truth, False) for truth in truths]
    none = await manage(visitor, poll, "resolution")
    assert none.status_code == 422
    assert 'href="#truth"' in none.text
    assert (await manage(visitor, poll, "resolution", truth=chosen)).status_code == 303
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    assert f"Entered: <strong>{written}</strong>" in page


async def test_truth_goes_when_the_answers_of_a_draft_change(visitor: Client) -> None:
    fields = {"kind": "choice", "options": "Red\nBlue", "question": "Which?"}
    poll = await created(visitor, action="draft", truth="Blue", **fields)
    assert "Entered: <strong>Blue" in (await visitor.get(f"/p/{poll['id']}/manage")).text
    address = f"/p/{poll['id']}/manage/draft"
    for options, entered in (("Red\nBlue", True), ("Blue\nRed", False)):
        data = {
            **hidden_fields((await visitor.get(address)).text, address),
            **fields,
            "options": options,
            "closes_at": in_hours(48)[:16],
            "time_zone": "UTC",
        }
        assert (await visitor.post(address, data=data)).status_code == 303
        page = (await visitor.get(f"/p/{poll['id']}/manage")).text
        assert ("Entered:" in page) is entered


async def test_copy_of_a_choice_offers_the_same(visitor: Client) -> None:
    poll = await created(visitor, kind="choice", options="Red\nBlue")
    copy = (await manage(visitor, poll, "duplicate")).headers["location"].split("/")[2]
    page = (await visitor.get(f"/p/{copy}/manage/preview")).text
    assert radios(page, "value") == [("Red", False), ("Blue", False)]


@pytest.mark.parametrize("ticket", ["", "forged", "expired", "other"])
async def test_answer_with_a_bad_ticket_keeps_what_was_typed(visitor: Client, ticket: str) -> None:
    poll = await make_poll(visitor)
    token_deriver = TokenDeriver(SECRET)
    made = {
        "expired": token_deriver.ticket(f"answer {poll['id']}", now(), -1),
        "other": token_deriver.ticket("answer another", now(), 60),
    }
    data = {"ticket": made.get(ticket, ticket), "value": "1,234"}
    reply = await visitor.post(f"/p/{poll['id']}/answers", data=data)
    assert (reply.status_code, shown_value(reply.text)) == (422, "1,234")
    fresh = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": "1,234"}
    assert (await visitor.post(f"/p/{poll['id']}/answers", data=fresh)).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://crowd.test"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 303),
    ],
)
async def test_answer_form_comes_from_our_own_page(
    client: Client, headers: dict[str, str], status: int
) -> None:
    reply = await answer(client, await make_poll(client), "5", headers=headers)
    assert reply.status_code == status


async def test_second_answer_is_offered_as_a_change(visitor: Client) -> None:
    poll = await make_poll(visitor)
    fields = [await answer_fields(visitor, poll) for _ in range(2)]
    address = f"/p/{poll['id']}/answers"
    await visitor.post(address, data={**fields[0], "value": "5"})
    reply = await visitor.post(address, data={**fields[1], "value": "6"})
    assert reply.status_code == 409
    change = hidden_fields(reply.text, f"{address}/mine")
    assert change["value"] == "6"
    assert (await visitor.post(f"{address}/mine", data=change)).status_code == 303
    assert "6\N{NO-BREAK SPACE}pieces" in (await visitor.get(f"/p/{poll['id']}/receipt")).text


async def test_answer_is_withdrawn_and_given_again(visitor: Client) -> None:
    poll = await make_poll(visitor)
    await answer(visitor, poll, "5")
    action = f"/p/{poll['id']}/answers/mine/withdrawal"
    assert f'href="{action}"' in (await visitor.get(f"/p/{poll['id']}/receipt")).text
    page = (await visitor.get(action)).text
    assert "Withdraw your answer?" in page
    reply = await visitor.post(action, data=hidden_fields(page, action))
    assert (reply.status_code, reply.headers["location"]) == (303, action)
    page = (await visitor.get(action)).text
    assert "Your answer is withdrawn." in page
    assert "You can answer again until <time" in page
    assert (await answer(visitor, poll, "7")).status_code == 303


async def test_answer_after_the_close_keeps_what_was_typed(visitor: Client) -> None:
    poll = await make_poll(visitor)
    fields = await answer_fields(visitor, poll)
    await close(visitor, poll)
    reply = await visitor.post(f"/p/{poll['id']}/answers", data={**fields, "value": "4321"})
    assert reply.status_code == 409
    assert "4321" in reply.text


async def test_answer_again_after_a_withdrawal_from_the_old_form(visitor: Client) -> None:
    poll = await created(visitor)
    old_form = {**await answer_fields(visitor, poll), "value": "5"}
    address = f"/p/{poll['id']}/answers"
    assert (await visitor.post(address, data=old_form)).status_code == 303
    question = (await visitor.get(f"{address}/mine/withdrawal")).text
    withdrawal = hidden_fields(question, f"{address}/mine/withdrawal")
    await visitor.post(f"{address}/mine/withdrawal", data=withdrawal)
    for value in ("5", "6"):
        again = await visitor.post(address, data={**old_form, "value": value})
        assert again.status_code == 422
        assert shown_value(again.text) == value
        assert "You withdrew your earlier answer" in again.text
    fresh = {**hidden_fields(again.text, address), "value": "6"}
    assert (await visitor.post(address, data=fresh)).status_code == 303


async def test_results_show_participants_their_own_answer(visitor: Client) -> None:
    poll = await created(visitor, unit="beans", truth="400")
    await answer(visitor, poll, "380")
    await give_more(visitor, poll, [100, 900])
    await manage(visitor, poll, "closure")
    mine = await visitor.get(f"/p/{poll['id']}")
    assert "You said 380\xa0beans." in mine.text
    assert "5% too low." in mine.text
    assert ">you: 380<" in mine.text
    assert mine.headers["cache-control"] == "private, no-cache"
    visitor.cookies.clear()
    anyone = await visitor.get(f"/p/{poll['id']}")
    assert "You said" not in anyone.text
    assert anyone.headers["cache-control"] == "public, no-cache"
    assert anyone.headers["etag"] != mine.headers["etag"]


async def test_results_mark_the_option_that_a_participant_chose(visitor: Client) -> None:
    poll = await created(visitor, kind="choice", options="Red\nBlue")
    await answer(visitor, poll, "Blue")
    await manage(visitor, poll, "closure")
    page = (await visitor.get(f"/p/{poll['id']}")).text
    assert re.findall(r'<bdi>(\w+)</bdi> <strong class="own-word">', page) == ["Blue"]
    assert "You said Blue." in page


async def give_more(visitor: Client, poll: Poll, values: list[float]) -> None:
    for value in values:
        headers = {**admin(poll), "X-Participant": str(value)}
        address = f"/api/polls/{poll['id']}/answers"
        reply = await visitor.post(address, json={"value": value}, headers=headers)
        assert reply.status_code == 201, reply.text


async def test_form_that_is_too_large_says_so(client: Client, visitor: Client) -> None:
    poll = await make_poll(client)
    for action in (f"/p/{poll['id']}/answers", "/language"):
        reply = await visitor.post(action, data={"value": "1" * 70_000})
        assert reply.status_code == 413
        assert "Shorten what you typed" in reply.text


@pytest.mark.parametrize(
    ("exact", "unit", "other"), [("1", "second", "minute"), ("", "minute", "second")]
)
async def test_people_read_before_they_answer_which_times_are_exported(
    visitor: Client, exact: str, unit: str, other: str
) -> None:
    draft = await created(visitor, exact_times=exact, action="draft")
    here = f"/p/{draft['id']}/manage"
    change = html.unescape((await visitor.get(f"{here}/draft")).text)
    assert ('name="exact_times" type="checkbox" value="1" checked' in change) is bool(exact)
    pages = [(await visitor.get(f"{here}/preview")).text]
    poll = await created(visitor, exact_times=exact, frames="https://blog.example")
    pages.append((await visitor.get(f"/p/{poll['id']}")).text)
    pages.append((await visitor.get(f"/embed/{poll['id']}/answer")).text)
    for page in pages:
        assert f"sees the {unit} in which you answered" in page
        assert f"the {other} in which" not in page


@pytest.mark.parametrize(
    ("typed", "value", "meant"),
    [("12 %", 12, "12 beads"), ("999,999,999,999", 999_999_999_999, "999,999,999,999 beads")],
)
async def test_doubtful_answer_is_asked_about_and_taken_when_confirmed(
    client: Client, visitor: Client, typed: str, value: float, meant: str
) -> None:
    poll = await make_poll(client, kind={"type": "number", "unit": "beads"})
    path = f"/p/{poll['id']}"
    played = await visitor.post(f"{path}/playback", data={"value": typed})
    assert played.json()["text"].replace("\u00a0", " ") == f"You entered {meant}?"
    asked = await answer(visitor, poll, typed)
    page = html.unescape(asked.text).replace("\u00a0", " ")
    assert asked.status_code == 200
    assert f"You typed “{typed}”. Did you mean <bdi>{meant}</bdi>?" in page
    assert "You entered" not in (await visitor.get(f"{path}/receipt")).text
    sent = hidden_fields(asked.text, f"{path}/answers")
    assert sent["value"] == str(value)
    assert (await visitor.post(f"{path}/answers", data=sent)).status_code == 303
    receipt = html.unescape((await visitor.get(f"{path}/receipt")).text).replace("\u00a0", " ")
    assert f"{meant}</strong>" in receipt

    fields = hidden_fields(receipt, f"{path}/answers/mine")
    changed = await visitor.post(f"{path}/answers/mine", data={**fields, "value": typed})
    assert (changed.status_code, "Did you mean" in changed.text) == (200, True)


async def test_doubt_does_not_depend_on_what_others_answered(
    client: Client, visitor: Client
) -> None:
    """A question asked back only where others said something else would tell what they said."""
    replies = set()
    for others in ([], [1, 2, 3], [1e6] * 3):
        poll = await make_poll(client, kind={"type": "number", "unit": "beads"})
        await give_answers(client, poll, others)
        for typed in ("1000000", "0.001"):
            visitor.cookies.clear()
            replies.add((typed, (await answer(visitor, poll, typed)).status_code))
    assert replies == {("1000000", 303), ("0.001", 303)}
