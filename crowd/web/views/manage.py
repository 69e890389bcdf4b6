"""What the organizer's page tells of a poll beside its actions: where it stands, and what is frozen."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from babel import Locale

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.model.sentence import Sentence
from crowd.poll import Poll, Reveal, State

ASKED = {
    "interval": Sentence("A range they are fairly sure of"),
    "others": Sentence("What they think others will say"),
    "reason": Sentence("Their reason"),
    "name": Sentence("Their name"),
    "group": Sentence("Which group they are in"),
}
"""What people are asked once their answer is in, as the form of a poll calls it."""

PUBLICATION = {
    Reveal.AT_CLOSE: Sentence("as soon as the poll closes"),
    Reveal.MANUAL: Sentence("when I publish them, after it has closed"),
}


class LifeStep(NamedTuple):
    """A step in the life of a poll: `when` is its time, or what it waits for."""

    label: str
    when: str
    is_reached: bool
    is_current: bool


class Rule(NamedTuple):
    """A rule of a poll: its name, and what was chosen, in one or more lines."""

    label: str
    chosen: list[str]


def life_steps(poll: Poll, translator: Translator) -> list[LifeStep]:
    """Return the steps of a poll's life with their times; no draft where there was none."""
    zone = poll.definition.time_zone

    def at(moment: datetime | None) -> str:
        return format_moment(moment, zone, translator) if moment else ""

    is_draft, has_closed = poll.state is State.DRAFT, poll.state in {State.CLOSED, State.REVEALED}
    reached = {
        "Draft": at(poll.created_at) if is_draft or _was_draft(poll) else None,
        "Open": "" if is_draft else at(poll.opened_at or poll.created_at),
        "Closed": at(poll.closed_at or poll.closes_at) if has_closed else "",
        "Published": at(poll.revealed_at or poll.closed_at) if poll.revealed else "",
        "Correct answer": at(poll.resolution.at) if poll.resolution else "",
    }
    waiting = _awaited(poll, at(poll.closes_at), translator)
    present = _present_step(poll)
    return [
        LifeStep(
            translator.translate(STEPS[name]), when or waiting[name], bool(when), name == present
        )
        for name, when in reached.items()
        if when is not None
    ]


STEPS = {
    "Draft": Sentence("Draft"),
    "Open": Sentence("Open"),
    "Closed": Sentence("Closed"),
    "Published": Sentence("Results published"),
    "Correct answer": Sentence("Correct answer entered"),
}


def _was_draft(poll: Poll) -> bool:
    return poll.opened_at is not None and poll.opened_at > poll.created_at


def _present_step(poll: Poll) -> str:
    names = {State.DRAFT: "Draft", State.OPEN: "Open", State.CLOSED: "Closed"}
    return names.get(poll.state) or ("Correct answer" if poll.resolution else "Published")


def _awaited(poll: Poll, closes: str, translator: Translator) -> dict[str, str]:
    """Return what each step that is not reached waits for."""
    at_close = poll.definition.reveal is Reveal.AT_CLOSE
    said = {
        "Draft": Sentence("not yet"),
        "Open": Sentence("when you open it"),
        "Published": Sentence("when it closes") if at_close else Sentence("when you publish them"),
        "Correct answer": Sentence("not yet"),
    }
    # A chosen time, such as "in a week", counts from the opening.
    counts_later = poll.state is State.DRAFT and poll.closing
    closing = translator.translate("counted from the opening") if counts_later else closes
    return {name: translator.translate(words) for name, words in said.items()} | {"Closed": closing}


def poll_rules(poll: Poll, locale: Locale, translator: Translator) -> list[Rule]:
    """Return what was chosen for a poll and freezes at its opening."""
    definition, translate = poll.definition, translator.translate
    kind, asks = definition.kind, definition.asks
    asked = [translate(words) for name, words in ASKED.items() if getattr(asks, name)]
    listed = Sentence("everyone") if definition.listed else Sentence("anyone with the link")
    count = (
        Sentence("shown to everyone all the time")
        if definition.show_count
        else Sentence("hidden until the results are published")
    )
    groups = asks.group if isinstance(asks.group, list) else []
    hint = kind.hint(translator, locale)
    rules = [
        Rule(translate("Kind of answer"), [translate(kind.label)]),
        Rule(translate("Unit"), [kind.unit] if kind.unit else []),
        Rule(translate("Answers allowed"), [hint] if hint else []),
        Rule(translate("Answers to choose from"), kind.options),
        Rule(translate("Main result"), [translate(HEADLINE_NAMES[definition.headline.name])]),
        Rule(translate("Extra questions"), asked),
        Rule(translate("Groups"), groups),
        Rule(translate("Results are published"), [translate(PUBLICATION[definition.reveal])]),
        Rule(translate("Number of answers"), [translate(count)]),
        Rule(translate("Who can see this poll?"), [translate(listed)]),
        Rule(translate("Sites where people may answer"), definition.frames),
    ]
    return [rule for rule in rules if rule.chosen]
