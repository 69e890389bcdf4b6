"""Snapshots of results in the database: computed once, kept until the truth is corrected."""

from __future__ import annotations

import msgspec

from crowd.model.errors import NotFound, Sealed
from crowd.model.results import VERSION, Snapshot
from crowd.poll import Poll
from crowd.store import keys
from crowd.store.database import Database, guarded


class StoredVersion(msgspec.Struct, frozen=True):
    """The one field of a stored snapshot that every release can read."""

    version: int = 1


class Snapshots:
    """The results of revealed polls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @guarded
    async def save(self, poll: Poll, snapshot: Snapshot) -> None:
        """Store the results, unless the poll was revised since it was loaded."""
        word = await self._database.run(
            "save_results",
            [keys.poll(poll.id), keys.results(poll.id)],
            [str(poll.revision), msgspec.json.encode(snapshot)],
        )
        if word == "missing":
            raise NotFound

    @guarded
    async def claim(self, poll: Poll, milliseconds: int) -> bool:
        """Claim the computation of the results for so long; return whether nobody else has it."""
        # Results of another release are of no use here, so their claim does not count.
        made_from = f"{VERSION}.{poll.revision}"
        word = await self._database.run(
            "claim_results", [keys.computing(poll.id)], [made_from, milliseconds]
        )
        return word == "claimed"

    @guarded
    async def release(self, poll: Poll) -> None:
        """Give the claim back, so that another caller can compute the results."""
        await self._database.redis.unlink(keys.computing(poll.id))

    @guarded
    async def load(self, poll: Poll) -> Snapshot | None:
        """Load the results; None until this release has computed them. Raise Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        raw = await self._database.redis.get(keys.results(poll.id))
        if raw is None or msgspec.json.decode(raw, type=StoredVersion).version != VERSION:
            return None
        return msgspec.json.decode(raw, type=Snapshot)
