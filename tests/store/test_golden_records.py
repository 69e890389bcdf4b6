"""What any release has written can still be read: records of each are kept as golden files."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crowd import __version__
from crowd.actions.show_results import Computations, show_results
from crowd.kinds import Number
from crowd.model.answer import NewAnswer
from crowd.model.results import VERSION, Results
from crowd.poll import Definition, Extension, Headline, Image, Poll, Resolution, State
from crowd.store import keys
from crowd.store.store import Store
from tests.databases import server_of
from tests.paths import GOLDEN

FOLDER = GOLDEN
RELEASES = sorted(FOLDER.glob("records-*.json"))
OWN = FOLDER / f"records-{__version__}-results-{VERSION}.json"
"""The records of this release: results have a version of their own, and are computed again if it is
another one."""

COMPUTED_AGAIN = ("n", "headline", "aggregates", "spread", "scoring", "closest")
"""What every release makes of the same answers."""

POLL_ID = "golden-poll-number-1"
WHO = [bytes([number] * 12) for number in range(5)]


async def story(store: Store) -> None:
    """A poll with a bit of everything."""
    now = datetime.now(UTC).replace(microsecond=0)
    definition = Definition(
        question="How many pieces?",
        details="In the vase.",
        kind=Number(unit="pieces", minimum=0, decimals=0),
        headline=Headline(name="median", reason="for tests"),
        image=Image(hash="0123456789ab", media_type="image/png", width=2, height=1, alt="A vase"),
        time_zone="Europe/Berlin",
        show_count=True,
    )
    poll = Poll(
        id=POLL_ID,
        definition=definition,
        state=State.OPEN,
        closes_at=now + timedelta(hours=1),
        created_at=now,
        opened_at=now,
    )
    await store.polls.create(poll, "a digest", b"the picture")
    for number, value in enumerate([300.0, 402.0, 1e6]):
        sharer = WHO[number - 1] if number else None
        answer = NewAnswer(
            participant=WHO[number],
            key=bytes(6),
            value=value,
            sharer=sharer,
            on_behalf=number == 1,
        )
        await store.answers.accept(POLL_ID, answer, bytes(6))
    await store.answers.edit(POLL_ID, WHO[0], 350.0)
    await store.answers.withdraw(POLL_ID, WHO[2])
    extension = Extension(at=now, closes_at=now + timedelta(hours=2))
    await store.polls.extend(POLL_ID, extension)
    await store.polls.replace_admin(POLL_ID, "a digest", "another digest")
    await store.polls.close(POLL_ID, early=True)
    await store.polls.resolve(POLL_ID, Resolution(at=now, truth=402.0))
    await show_results(store, Computations(), await store.polls.load(POLL_ID))


async def read(store: Store) -> dict[str, Any]:
    """All that is told of it."""
    poll = await store.polls.load(POLL_ID)
    snapshot = await show_results(store, Computations(), poll)
    told = {
        "poll": poll,
        "image": (await store.polls.load_image(POLL_ID)).decode(),
        "answers": [list(row) for row in (await store.answers.load(poll)).tolist()],
        "own": [await store.answers.load_own(POLL_ID, who) for who in WHO],
        "results": {"results": told_results(snapshot.results)},
    }
    # A value that was withdrawn is not a number, which JSON has no word for.
    found: dict[str, Any] = json.loads(msgspec.json.encode(told))
    return found


def told_results(results: Results) -> dict[str, Any]:
    """Results with the reasons for what is missing as English sentences."""
    reasons = {path: str(reason) for path, reason in results.why_null.items()}
    return {**msgspec.to_builtins(results), "why_null": reasons}


def written(url: str) -> dict[str, Any]:
    """The keys of the poll as they stand in the database."""
    with server_of(url, POLL_ID) as server:
        found: dict[str, Any] = {}
        for name in server.scan_iter(match=f"{{{POLL_ID}}}*"):
            text = name.decode()
            if text == keys.computing(POLL_ID):
                continue  # ends by itself
            if server.type(name) == b"hash":
                pairs = server.hgetall(name).items()
                found[text] = {encode(field): encode(value) for field, value in pairs}
            else:
                found[text] = encode(server.get(name))
    return found


def put(url: str, stored: dict[str, Any]) -> None:
    with server_of(url, POLL_ID) as server:
        for name, value in stored.items():
            if name == keys.computing(POLL_ID):
                continue  # it was kept without its end, and whoever computes would wait for that
            if isinstance(value, dict):
                pairs = {decode(field): decode(part) for field, part in value.items()}
                server.hset(name, mapping=pairs)
            else:
                server.set(name, decode(value))


def known(found: Any, golden: Any) -> Any:
    """What is found without fields that the golden file's release did not know."""
    if not isinstance(found, dict) or not isinstance(golden, dict):
        return found
    return {name: known(part, golden[name]) for name, part in found.items() if name in golden}


def rounded(part: Any) -> Any:
    """Told figures in nine digits: the last ones are those of a processor."""
    if isinstance(part, dict):
        return {name: rounded(entry) for name, entry in part.items()}
    if isinstance(part, list):
        return [rounded(entry) for entry in part]
    return float(f"{part:.9g}") if isinstance(part, float) else part


def load(file: Path) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads(file.read_text())
    return golden


def save(content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, sort_keys=True) + "\n"
    OWN.write_text(text)


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decode(text: str) -> bytes:
    return base64.b64decode(text)


@pytest.mark.skipif(os.environ.get("GOLDEN") != "write", reason="only when asked to")
async def test_golden_records_of_this_release_are_written(
    store: Store, empty_database: str
) -> None:
    await story(store)
    content = {"stored": written(empty_database), "told": await read(store)}
    save(content)


@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.stem)
async def test_golden_records_can_be_read(store: Store, empty_database: str, file: Path) -> None:
    golden = load(file)
    put(empty_database, golden["stored"])
    results = golden["told"]["results"]["results"]
    if file != OWN:
        # They are computed again, by a release that may know more of how answers came about.
        results = {name: results[name] for name in COMPUTED_AGAIN}
    expected = golden["told"] | {"results": {"results": results}}
    assert rounded(known(await read(store), expected)) == rounded(expected)


async def test_stored_results_of_this_version_are_not_computed_again(
    store: Store, empty_database: str
) -> None:
    golden = load(OWN)
    put(empty_database, golden["stored"])
    snapshot = await store.snapshots.load(await store.polls.load(POLL_ID))
    assert snapshot is not None
    assert told_results(snapshot.results) == golden["told"]["results"]["results"]


def test_golden_records_are_there_for_this_release() -> None:
    assert OWN in RELEASES
