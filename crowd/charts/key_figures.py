"""The big figures of a card: how large they can be, and where they stand."""

from __future__ import annotations

import math

import msgspec

from crowd.charts.canvas import LINE, MARGIN, Paper
from crowd.charts.text_layout import SANS, drawable, shorten, width_of

SMALL, PLAIN = 14.5, 16.0
LARGEST_HERO, SMALLEST_HERO, MISSING_HERO = 46.0, 17.0, 22.0


class Hero(msgspec.Struct, frozen=True, kw_only=True):
    """A big figure under its label; one that is missing is written small."""

    role: str
    label: str
    figure: str
    unit: str = ""
    missing: bool = False


def stack(paper: Paper, heroes: list[Hero], column: float, room: float) -> None:
    """Figures one above the other; what room is left goes between and around them."""
    size = min(common_size(heroes, column), room / len(heroes) - SMALL * LINE - 10)
    sizes = [min(size, MISSING_HERO) if hero.missing else size for hero in heroes]
    spare = max(0.0, room - sum(hero_height(size) + 8 for size in sizes))
    paper.y += 8 + spare / 3
    for hero, size in zip(heroes, sizes, strict=True):
        draw_hero(paper, hero, MARGIN, column, size)
        paper.y += 8 + spare / 6


def common_size(heroes: list[Hero], column: float) -> float:
    known = [hero_size(hero, column) for hero in heroes if not hero.missing]
    return min(known, default=MISSING_HERO)


def hero_size(hero: Hero, column: float) -> float:
    """How large its figure can be written."""
    room = column - 12 - _unit_width(hero, column)
    fitting = room / max(0.1, width_of(drawable(hero.figure), 1))
    # Rounded down: a figure must not be cut for a hair's breadth.
    return math.floor(10 * max(SMALLEST_HERO, min(LARGEST_HERO, fitting))) / 10


def hero_height(size: float) -> float:
    return SMALL * LINE + size * 1.1


def draw_hero(paper: Paper, hero: Hero, x: float, column: float, size: float) -> None:
    small = min(SMALL, (column - 8) / width_of(hero.label, 1, SANS))
    paper.letters(hero.label, x, paper.y + SMALL, small, role="soft", ours=True)
    y = paper.y + SMALL * LINE + size * 0.92
    paper.y += hero_height(size)
    if hero.missing:
        small = min(size, MISSING_HERO)
        paper.letters(hero.figure, x, y, small, role="soft", serif=True, ours=True)
        return
    figure = shorten(drawable(hero.figure), column - 12 - _unit_width(hero, column), size)
    paper.letters(figure, x, y, size, role=hero.role, serif=True)
    if hero.unit:
        beside = x + width_of(figure, size) * 0.96 + 7
        paper.letters(_unit(hero, column), beside, y, PLAIN, role="soft")


def _unit(hero: Hero, column: float) -> str:
    return shorten(drawable(hero.unit), column * 0.4, PLAIN, SANS)


def _unit_width(hero: Hero, column: float) -> float:
    return width_of(_unit(hero, column), PLAIN, SANS) + 7 if hero.unit else 0.0
