"""Any story of calls: the store and a plain model reply the same, and keep the same.

MACHINE_RUNS makes the long run longer.
"""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from crowd.kinds import Kind, Number, Percentage
from crowd.model.answer import FollowUpAnswers, NewAnswer
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    Conflict,
    CrowdError,
    Frozen,
    Gone,
    Invalid,
    KeyReused,
    NotFound,
    NotOpen,
    Sealed,
    Withdrawn,
)
from crowd.poll import (
    Definition,
    Extension,
    FollowUpQuestions,
    Headline,
    Poll,
    Resolution,
    Reveal,
    State,
)
from crowd.store import follow_up_records, keys
from crowd.store.client.connect import connect
from crowd.store.records import ON_BEHALF, WITHDRAWN, milliseconds
from crowd.store.store import Store
from tests.databases import server_of, servers

NAMES = ["poll-one-of-two", "poll-two-of-two"]
RUNS = 20
LONG_RUNS = int(os.environ.get("MACHINE_RUNS", "500"))
STEPS = 40
RECORD = struct.Struct("<dIII")
DETAILS = struct.Struct("<IdddH")
FULL_MASK = follow_up_records.mask_of(("low", "high", "name"))

Reply = object
"""What a call gave, or the type of the error that it raised."""

names = st.sampled_from(NAMES)
# Few of each, so that calls meet: a repeat of a repeat after a withdrawal is not found by chance.
people = st.integers(0, 2)
idempotency_keys = st.integers(0, 1)
numbers = st.sampled_from([0.0, -2.5])
hours = st.sampled_from([1, 2, 3, -1])
rarely = st.integers(0, 4).map(lambda drawn: drawn == 4)
digests = st.sampled_from(["first", "second", "third"])
kinds = st.sampled_from([Number(), Percentage()])


class ModelAnswer(msgspec.Struct):
    """An answer as the model keeps it."""

    who: int
    value: float
    sharer: int
    on_behalf: bool
    added: float | None
    withdrawn: bool = False


class Model(msgspec.Struct):
    """What a poll should be: values and lists, and no database."""

    state: State
    closes_in: int
    reveal: Reveal
    kind: Kind
    admin: str
    replaced: list[str] = []
    extensions: list[int] = []
    truths: list[float | None] = []
    answers: list[ModelAnswer] = []
    first: dict[int, tuple[int, int, float]] = {}
    """Who answered: the place of the latest answer, its key, and the value that came with it."""

    @property
    def takes_answers(self) -> bool:
        return self.state is State.OPEN and self.closes_in > 0

    def standing(self, who: int) -> ModelAnswer | None:
        """The answer of somebody that counts."""
        kept = self.answers[self.first[who][0]] if who in self.first else None
        return None if kept is None or kept.withdrawn else kept

    def accept(
        self,
        who: int,
        key: int,
        value: float,
        sharer: int | None = None,
        on_behalf: bool = False,
        added: float | None = None,
    ) -> Reply:
        if who in self.first and self.first[who][1] == key:
            if self.first[who][2] != value:
                return KeyReused
            return False if self.standing(who) else Withdrawn
        if self.state is State.DRAFT:
            return NotOpen
        if not self.takes_answers:
            return Closed
        if self.standing(who):
            return AlreadyAnswered
        came_by = self.first[sharer][0] + 1 if sharer in self.first else 0
        self.first[who] = (len(self.answers), key, value)
        kept = ModelAnswer(who=who, value=value, sharer=came_by, on_behalf=on_behalf, added=added)
        self.answers.append(kept)
        return True

    def edit(self, who: int, value: float) -> Reply:
        kept = self.standing(who)
        if not self.takes_answers:
            return Closed
        if kept is None:
            return NotFound
        kept.value = value
        return None

    def withdraw(self, who: int) -> Reply:
        reply = self.edit(who, float("nan"))
        if reply is None:
            kept = self.answers[self.first[who][0]]
            kept.withdrawn, kept.added = True, None
        return reply

    def add(self, who: int, added: float | None, value: float | None) -> Reply:
        kept = self.standing(who)
        if not self.takes_answers:
            return Closed
        if kept is None:
            return NotFound
        kept.added = added
        kept.value = kept.value if value is None else value
        return None

    def change_draft(self, closes_in: int, kind: Kind) -> Reply:
        if self.state is not State.DRAFT:
            return Frozen
        if type(kind) is not type(self.kind):
            self.truths = []
        self.closes_in, self.kind = closes_in, kind
        return None

    def open(self) -> Reply:
        if self.state is not State.DRAFT:
            return Frozen
        if self.closes_in < 0:
            return Invalid
        self.state = State.OPEN
        return None

    def extend(self, closes_in: int) -> Reply:
        if self.state is State.DRAFT:
            return NotOpen
        if not self.takes_answers:
            return Closed
        if closes_in <= self.closes_in:
            return Invalid
        self.closes_in = closes_in
        self.extensions.append(closes_in)
        return None

    def close(self, early: bool) -> Reply:
        if self.state is State.OPEN and (early or self.closes_in < 0):
            reveals_at_close = self.reveal is Reveal.AT_CLOSE
            self.state = State.REVEALED if reveals_at_close else State.CLOSED
        return self.state

    def reveal_now(self) -> Reply:
        if self.state is State.DRAFT:
            return NotOpen
        if self.state is State.OPEN:
            return Conflict
        self.state = State.REVEALED
        return None

    def replace_admin(self, old: str, new: str) -> Reply:
        if old != self.admin:
            return Gone
        self.replaced.append(old)
        self.admin = new
        return None


class Machine(RuleBasedStateMachine):
    """The same calls to the store and to models of two polls; both are asked for everything."""

    loop: asyncio.AbstractEventLoop
    store: Store
    everywhere: list[redis.Redis]
    home: dict[str, redis.Redis]
    """Who keeps a key: one server for all, or another for each in a cluster."""

    @initialize()
    def begin(self) -> None:
        for server in self.everywhere:
            server.flushdb()
        # Within a story nothing comes near a full hour, so time stands still but for `pass_time`.
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.models: dict[str, Model] = {}
        self.deleted: set[str] = set()
        self.touched: set[str] = set()

    def teardown(self) -> None:
        # A call about one poll has left the other as it was.
        for name in getattr(self, "models", ()):
            self.compare(name)

    def call(self, call: Awaitable[Any]) -> Reply:
        async def called() -> Reply:
            try:
                return await call
            except CrowdError as error:
                return type(error)

        return self.loop.run_until_complete(called())

    def check(self, name: str, call: Awaitable[Any], of_model: Callable[[Model], Reply]) -> None:
        """Both reply the same; what is not there is not found."""
        self.touched.add(name)
        model = self.models.get(name)
        expected = NotFound if model is None else of_model(model)
        assert self.call(call) == expected

    def moment(self, closes_in: int) -> datetime:
        return self.now + timedelta(hours=closes_in)

    # Polls

    @rule(
        name=names,
        draft=rarely,
        reveal=st.sampled_from(Reveal),
        closes_in=hours,
        kind=kinds,
    )
    def create(self, name: str, draft: bool, reveal: Reveal, closes_in: int, kind: Kind) -> None:
        state = State.DRAFT if draft else State.OPEN
        poll = Poll(
            id=name,
            definition=_definition(kind, reveal),
            state=state,
            closes_at=self.moment(closes_in),
            created_at=self.now,
            opened_at=None if draft else self.now,
        )
        self.touched.add(name)
        is_new = name not in self.models and name not in self.deleted
        assert self.call(self.store.polls.create(poll, "first")) is is_new
        if is_new:
            self.models[name] = Model(
                state=state, closes_in=closes_in, reveal=reveal, kind=kind, admin="first"
            )

    @rule(name=names, closes_in=hours, kind=kinds)
    def change_draft(self, name: str, closes_in: int, kind: Kind) -> None:
        model = self.models.get(name)
        known = kind if model is None else model.kind
        reveal = Reveal.AT_CLOSE if model is None else model.reveal
        poll = Poll(
            id=name,
            definition=_definition(known, reveal),
            state=State.DRAFT,
            closes_at=self.now,
            created_at=self.now,
        )
        changed = self.store.polls.change_draft(
            poll, _definition(kind, reveal), self.moment(closes_in)
        )
        self.check(name, changed, lambda model: model.change_draft(closes_in, kind))

    @rule(name=names)
    def open(self, name: str) -> None:
        self.check(name, self.store.polls.open(name), Model.open)

    @rule(name=names, closes_in=hours)
    def extend(self, name: str, closes_in: int) -> None:
        extension = Extension(at=self.now, closes_at=self.moment(closes_in))
        extended = self.store.polls.extend(name, extension)
        self.check(name, extended, lambda model: model.extend(closes_in))

    @rule(name=names, closes_in=hours)
    def pass_time(self, name: str, closes_in: int) -> None:
        """The stored closing time is shifted, as if the database's clock had been stepped."""
        if name in self.models:
            closes_at = milliseconds(self.moment(closes_in))
            self.home[name].hset(keys.poll(name), "closes_at", closes_at)
            self.models[name].closes_in = closes_in
            self.touched.add(name)

    @rule(name=names, early=rarely)
    def close(self, name: str, early: bool) -> None:
        closed = self.store.polls.close(name, early=early)
        self.check(name, closed, lambda model: model.close(early))

    @rule(name=names)
    def reveal(self, name: str) -> None:
        self.check(name, self.store.polls.reveal(name), Model.reveal_now)

    @rule(name=names, truth=st.none() | numbers)
    def resolve(self, name: str, truth: float | None) -> None:
        resolved = self.store.polls.resolve(name, Resolution(at=self.now, truth=truth))
        self.check(name, resolved, lambda model: model.truths.append(truth))

    @rule(name=names, old=digests, new=digests)
    def replace_admin(self, name: str, old: str, new: str) -> None:
        replaced = self.store.polls.replace_admin(name, old, new)
        self.check(name, replaced, lambda model: model.replace_admin(old, new))

    @rule(name=names, sure=rarely)
    def delete(self, name: str, sure: bool) -> None:
        # Rarely, or most stories would be about polls that are gone.
        if sure:
            self.touched.add(name)
            assert self.call(self.store.polls.delete(name)) is None
            self.models.pop(name, None)
            self.deleted.add(name)

    # Answers

    @rule(
        name=names,
        who=people,
        key=idempotency_keys,
        value=numbers,
        sharer=st.none() | people,
        on_behalf=st.booleans(),
        added=st.none() | numbers,
    )
    def accept(
        self,
        name: str,
        who: int,
        key: int,
        value: float,
        sharer: int | None,
        on_behalf: bool,
        added: float | None,
    ) -> None:
        more = (sharer, on_behalf, added)
        accepted = _accept(self.store, name, who, key, value, *more)
        self.check(name, accepted, lambda model: model.accept(who, key, value, *more))

    @rule(name=names, senders=st.lists(st.tuples(people, idempotency_keys, numbers), max_size=6))
    def accept_at_once(self, name: str, senders: list[tuple[int, int, float]]) -> None:
        """Calls that go together in one pipeline count in their order."""
        calls = [
            self.caught(_accept(self.store, name, who, key, value)) for who, key, value in senders
        ]
        self.touched.add(name)
        model = self.models.get(name)
        assert self.loop.run_until_complete(_together(calls)) == [
            NotFound if model is None else model.accept(who, key, value)
            for who, key, value in senders
        ]

    async def caught(self, call: Awaitable[Any]) -> Reply:
        try:
            return await call
        except CrowdError as error:
            return type(error)

    @rule(name=names, who=people, value=numbers)
    def edit(self, name: str, who: int, value: float) -> None:
        edited = self.store.answers.edit(name, _participant(who), value)
        self.check(name, edited, lambda model: model.edit(who, value))

    @rule(name=names, who=people, added=st.none() | numbers, value=st.none() | numbers)
    def add(self, name: str, who: int, added: float | None, value: float | None) -> None:
        details = _added(added) or FollowUpAnswers()
        fields = follow_up_records.BITS
        changed = self.store.follow_ups.change(name, _participant(who), details, fields, value)
        self.check(name, changed, lambda model: model.add(who, added, value))

    @rule(name=names, who=people)
    def withdraw(self, name: str, who: int) -> None:
        withdrawn = self.store.answers.withdraw(name, _participant(who))
        self.check(name, withdrawn, lambda model: model.withdraw(who))

    # What is kept

    @rule(name=names, who=people)
    def look_at_own_answer(self, name: str, who: int) -> None:
        own: Any = self.call(self.store.answers.load_own(name, _participant(who)))
        model = self.models.get(name)
        if model is None or who not in model.first:
            assert own is None
        else:
            kept = model.answers[model.first[who][0]]
            assert own.withdrawn == kept.withdrawn
            assert kept.withdrawn or own.value == kept.value
            definition = _definition(model.kind, model.reveal)
            details = self.store.follow_ups.load_own(name, definition, _participant(who))
            assert self.call(details) == (_added(kept.added) or FollowUpAnswers())

    @rule(name=names)
    def look_at_all_answers(self, name: str) -> None:
        poll: Any = self.call(self.store.polls.load(name))
        model = self.models.get(name)
        if model is None:
            assert poll is NotFound
        elif model.state is State.REVEALED:
            rows: Any = self.call(self.store.answers.load(poll))
            assert [_shown(*row) for row in rows.tolist()] == _shown_of(model)
            loaded: Any = self.call(self.store.follow_ups.load(poll))
            masks = [0 if kept.added is None else FULL_MASK for kept in model.answers]
            assert loaded.records["mask"].tolist() == masks
        else:
            assert self.call(self.store.answers.load(poll)) is Sealed

    @invariant()
    def both_keep_the_same(self) -> None:
        for name in self.touched:
            self.compare(name)
        self.touched.clear()

    def compare(self, name: str) -> None:
        raw, details, texts, closing, *there = self.stored(name)
        model = self.models.get(name)
        if model is None:
            assert (raw, details, texts, there) == (None, None, {}, [0])
            return
        poll: Any = self.call(self.store.polls.load(name))
        assert (poll.state, poll.closes_at) == (model.state, self.moment(model.closes_in))
        assert (poll.closed_at is not None) == (model.state in {State.CLOSED, State.REVEALED})
        assert (poll.revealed_at is not None) == (model.state is State.REVEALED)
        assert poll.definition == _definition(model.kind, model.reveal)
        assert (poll.admin_digest, poll.replaced_digests) == (model.admin, model.replaced)
        assert [entry.truth for entry in poll.resolutions] == model.truths
        moved = [entry.closes_at for entry in poll.extensions]
        assert moved == [self.moment(closes_in) for closes_in in model.extensions]
        assert [_shown(*row) for row in RECORD.iter_unpack(raw or b"")] == _shown_of(model)
        added = [kept.added for kept in model.answers]
        padded = (details or b"").ljust(DETAILS.size * len(added), b"\0")
        assert list(DETAILS.iter_unpack(padded)) == [_packed(number) for number in added]
        with_text = [
            str(place).encode() for place, number in enumerate(added) if number is not None
        ]
        assert sorted(texts) == with_text
        standing = sum(not kept.withdrawn for kept in model.answers)
        assert self.call(self.store.answers.count(name)) == standing
        if model.state is State.OPEN:
            # Else nobody would close it.
            assert closing is not None

    def stored(self, name: str) -> list[Any]:
        """What is in the database itself: the answers, the hint to close it, whether it is there."""
        with self.home[name].pipeline(transaction=False) as pipeline:
            pipeline.get(keys.answers(name))
            pipeline.get(keys.follow_ups(name))
            pipeline.hgetall(keys.texts(name))
            pipeline.exists(keys.poll(name))
            *kept, there = pipeline.execute()
        return [*kept, self.home[keys.DUE].zscore(keys.DUE, name), there]


def _definition(kind: Kind, reveal: Reveal) -> Definition:
    headline = Headline(name="median", reason="for tests")
    asks = FollowUpQuestions(interval=True, name=True)
    return Definition(question="How many?", kind=kind, headline=headline, reveal=reveal, asks=asks)


def _added(number: float | None) -> FollowUpAnswers | None:
    return (
        None if number is None else FollowUpAnswers(low=number, high=number, name=f"name {number}")
    )


def _packed(number: float | None) -> tuple[float, ...]:
    return (0,) * 5 if number is None else (FULL_MASK, number, number, 0, 0)


def _participant(who: int) -> bytes:
    # Three share a bucket.
    return bytes([0, who % 2]) + who.to_bytes(10, "big")


async def _accept(
    store: Store,
    name: str,
    who: int,
    key: int,
    value: float,
    sharer: int | None = None,
    on_behalf: bool = False,
    added: float | None = None,
) -> bool:
    answer = NewAnswer(
        participant=_participant(who),
        key=key.to_bytes(6, "big"),
        value=value,
        sharer=None if sharer is None else _participant(sharer),
        on_behalf=on_behalf,
        follow_ups=_added(added),
    )
    return await store.answers.accept(name, answer, struct.pack("<d", value)[2:])


async def _together(calls: Sequence[Awaitable[Reply]]) -> list[Reply]:
    return await asyncio.gather(*calls)


def _shown(value: float, _time: int, sharer: int, flags: int) -> tuple[float | None, int, int]:
    return (None if flags & WITHDRAWN else value, sharer, flags)


def _shown_of(model: Model) -> list[tuple[float | None, int, int]]:
    return [
        (
            None if kept.withdrawn else kept.value,
            kept.sharer,
            (WITHDRAWN if kept.withdrawn else 0) | (ON_BEHALF if kept.on_behalf else 0),
        )
        for kept in model.answers
    ]


def run(url: str, runs: int) -> None:
    with asyncio.Runner() as runner:
        store = Store(connect(url))
        home = {name: server_of(url, keys.poll(name)) for name in NAMES}
        parts = {
            "loop": runner.get_loop(),
            "store": store,
            "everywhere": servers(url),
            "home": home | {keys.DUE: server_of(url, keys.DUE)},
        }
        try:
            run_state_machine_as_test(
                type("Machine", (Machine,), parts),
                settings=settings(
                    max_examples=runs,
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(store.close())


def test_store_and_model_tell_the_same_stories(database_url: str) -> None:
    run(database_url, RUNS)


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_store_and_model_tell_many_stories(database_url: str) -> None:
    run(database_url, LONG_RUNS)
    print(f"\nstate machine: {LONG_RUNS} stories of up to {STEPS} calls, no difference")
