"""`crowd feature`: an operator chooses what the home page shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crowd.actions.create_poll import create_poll
from crowd.cli.database import with_store
from crowd.kinds import Number
from crowd.rules.proposal import Proposal
from crowd.settings import Settings
from tests.cli.in_process import output_of, refusal_line, run_in_process

pytestmark = pytest.mark.processes


def make(data: Path, *, listed: bool) -> str:
    now = datetime.now(UTC)
    proposal = Proposal(
        question="How many?", kind=Number(), closes_at=now + timedelta(days=1), listed=listed
    )
    return with_store(Settings(data=data), lambda store: create_poll(store, proposal, now)).poll.id


def test_polls_are_chosen_listed_and_removed(data: Path) -> None:
    public, hidden = make(data, listed=True), make(data, listed=False)
    base = ("--base", "https://a.b")
    assert output_of(data, "feature").startswith("The home page shows no polls: choose one")
    assert "did not make it public" in refusal_line(data, "feature", hidden)
    assert "no poll" in refusal_line(data, "feature", "nothing-at-all-here")
    shown = f"https://a.b/p/{public}  How many?\n"
    assert output_of(data, "feature", f"https://a.b/p/{public}", *base) == shown
    assert output_of(data, "feature", *base) == shown
    assert json.loads(output_of(data, "feature", *base, "--json")) == {
        "featured": [{"id": public, "url": f"https://a.b/p/{public}"}]
    }
    assert "not among those" in refusal_line(data, "feature", "--remove", hidden)
    assert "The home page shows no polls" in output_of(data, "feature", "--remove", public)
    ended = run_in_process(data, "feature", "--remove")
    assert (ended.returncode, "Name the poll" in ended.stderr) == (2, True)
