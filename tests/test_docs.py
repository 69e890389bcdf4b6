"""The documentation says what the code does: nothing is left out, every example runs."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from babel import Locale
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from PIL import Image

from crowd import cli
from crowd.actions.examples.example_polls import example_polls
from crowd.i18n.labels import HEADLINE_NAMES, LABELS
from crowd.i18n.languages import LANGUAGES
from crowd.kinds import KINDS, Probability
from crowd.kinds.values import parse_value
from crowd.model.errors import Invalid
from crowd.parsing.dates import parse_date
from crowd.parsing.durations import parse_duration
from crowd.parsing.numbers import parse_number
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.settings import PARSERS, Settings
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.app import build_app
from crowd.web.middleware.problem_documents import STATUS_NAMES, error_classes
from crowd.web.rendering.templates import Renderer
from tests.conftest import SECRET
from tests.paths import ROOT
from tests.test_layers import ROOMS

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md")], key=lambda page: page.as_posix()
)
EPOCH = date(1970, 1, 1)


def doc(name: str) -> str:
    return ROOT.joinpath("docs", name).read_text()


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, without headings' rulers and without code marks."""
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]


def named(text: str) -> set[str]:
    """What the first cells of all tables have in code marks."""
    return {name for first, *_ in rows(text) for name in re.findall(r"`([^`]+)`", first)}


def table(page: str, mark: str) -> list[list[str]]:
    """The rows of the table after a mark, without the heading."""
    _, found, rest = doc(page).partition(f"<!-- {mark} -->\n")
    assert found, f"{page} has no table {mark}"
    return [[cell.strip("`") for cell in row] for row in rows(rest.partition("\n\n")[0])[1:]]


# Nothing is left out


def command_of(name: str) -> click.Command:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    return command


def test_settings_are_the_documented_ones() -> None:
    settings = doc("configuration.md").partition("## Options")[0]
    assert named(settings) == set(PARSERS)


def test_options_are_the_documented_ones() -> None:
    options = {
        option.opts[0]
        for name in cli.COMMANDS
        for option in command_of(name).params
        if isinstance(option, click.Option)
    }
    assert named(doc("configuration.md").partition("## Options")[2]) == options


def test_problems_are_the_documented_ones() -> None:
    problems = doc("api.md").partition("## Problems")[2]
    known = {kind.name: kind.status for kind in error_classes()}
    beside = {name: status for status, name in STATUS_NAMES.items()} | {"error": 500}
    del known["start-failed"]
    documented = {row[0].strip("`"): int(row[1]) for row in rows(problems)[1:] if row[1]}
    assert documented == beside | known
    assert "start-failed" in named(problems)


def test_figures_are_the_documented_ones() -> None:
    tables = doc("statistics.md").partition("## Histogram")[0]
    documented = [(row[0].strip("`"), row[1], row[2]) for row in rows(tables) if row[0][0] == "`"]
    assert documented == [(path, label.words, label.term) for path, label in LABELS.items()]


def test_headlines_are_documented() -> None:
    assert set(HEADLINE_NAMES) <= set(re.findall(r"`([a-z_]+)`", doc("api.md")))


@pytest.mark.parametrize("page", ["api.md", "analyze.md"])
def test_kinds_are_documented(page: str) -> None:
    assert set(KINDS) <= {row[0].strip("`") for row in rows(doc(page))}


def test_kinds_of_the_terminal_are_documented() -> None:
    options = [row for row in rows(doc("configuration.md")) if row[0] == "`--kind`"]
    assert [re.findall(r"`(\w+)`", row[2]) for row in options] == [list(KINDS)] * 2


def test_languages_are_documented() -> None:
    names = [language.locale.get_language_name("en") for language in LANGUAGES.values()]
    assert [name for name in names if name not in (ROOT / "README.md").read_text()] == []
    assert [name for name in names if name not in doc("embedding.md")] == []


COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def test_readme_says_how_many_examples_there_are() -> None:
    readme = (ROOT / "README.md").read_text()
    said = re.findall(r"(\w+) example polls", readme)
    assert said == [COUNTS[len(example_polls()) - 1]]


def test_readme_shows_a_result_that_is_there_in_light_and_dark() -> None:
    readme = (ROOT / "README.md").read_text()
    pictures = re.findall(r'(?:src|srcset)="([^"]+)"', readme)
    assert pictures == ["docs/pictures/result.dark.png", "docs/pictures/result.light.png"]
    for name in pictures:
        file = ROOT / name
        assert file.stat().st_size < 200_000
        assert Image.open(file).size[0] >= 1400
    vase = next(one for one in example_polls() if one.title == "The cereal vase, 2012")
    middle = sorted(vase.values)[len(vase.values) // 2]
    (told,) = re.findall(r'alt="([^"]+)"', readme)
    figures = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", told)}
    assert figures == {len(vase.values), int(middle), int(vase.truth or 0)}


def test_readme_names_the_port_that_make_takes() -> None:
    assert "make serve PORT=" in (ROOT / "README.md").read_text()
    makefile = ROOT / "Makefile"
    if makefile.exists():
        assert re.search(r"^PORT \?= 8000$", makefile.read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_command_is_documented(command: str) -> None:
    texts = [page.read_text() for page in PAGES]
    assert [text for text in texts if f"crowd {command}" in text] != []


def api_routes(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/"):
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                    yield str(method), re.sub(r":\w+}", "}", route.path)


def test_calls_are_the_documented_ones(app: Litestar) -> None:
    calls = doc("api.md").partition("## Calls")[2].partition("\n## ")[0]
    documented = {tuple(name.split(" ")) for name in named(calls)}
    assert documented == set(api_routes(app))


def test_templates_are_all_used() -> None:
    sources = [*ROOT.joinpath("crowd").rglob("*.py"), *ROOT.joinpath("templates").rglob("*.*")]
    text = "\n".join(source.read_text() for source in sources)
    templates = Renderer().templates()
    assert "layout.html" in templates
    of_kinds = {f"kinds/{kind}.html" for kind in KINDS}
    assert [name for name in templates if f'"{name}"' not in text and name not in of_kinds] == []


# What is named is there


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    targets = [target.partition("#")[0] for target in links(page)]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_files_are_there(page: Path) -> None:
    pattern = r"`((?:crowd|templates|static|tests|docs)/[\w./-]*)`"
    paths = re.findall(pattern, page.read_text())
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_functions_are_in_the_files_that_are_named(page: Path) -> None:
    named_in = re.findall(r"`(\w+)`\s+(?:in|of)\s+`(crowd/[\w./]+\.\w+)`", page.read_text())
    assert [
        (name, file)
        for name, file in named_in
        if not re.search(rf"\b{name}\b", (ROOT / file).read_text())
    ] == []


def test_examples_in_docstrings_are_true() -> None:
    """Those of `crowd.stats` have a test of their own."""
    # To look for examples where there are none takes a second.
    files = [file for file in (ROOT / "crowd").rglob("*.py") if ">>> " in file.read_text()]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    others = [name for name in names if not name.startswith("crowd.stats.")]
    results = [doctest.testmod(importlib.import_module(name)) for name in others]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


def test_every_room_is_described() -> None:
    rooms = [f"crowd/{room.replace('.', '/')}" for level in ROOMS for room in level]
    folders = [f"`{room}/`" for room in rooms if ROOT.joinpath(room).is_dir()]
    assert [folder for folder in folders if folder not in doc("architecture.md")] == []


def test_promises_name_tests_that_are_there() -> None:
    promised = re.findall(r"`(tests/[\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)", doc("security.md"))
    named = [(path, name) for path, names in promised for name in re.findall(r"\w+", names)]
    assert len(named) > 100
    sources = {path: ROOT.joinpath(path).read_text() for path, _ in named}
    assert [pair for pair in named if f"def {pair[1]}(" not in sources[pair[0]]] == []


def test_links_are_found_at_all() -> None:
    assert "docs/api.md" in list(links(ROOT / "README.md"))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_make_targets_are_there(page: str) -> None:
    makefile = ROOT / "Makefile"
    if not makefile.exists():
        pytest.skip("there is no Makefile beside the sources")
    there = set(re.findall(r"^([\w-]+):", makefile.read_text(), re.MULTILINE))
    wanted = set(
        re.findall(r"\bmake ([a-z][a-z-]*)(?=`|\s*#|\s*$)", (ROOT / page).read_text(), re.MULTILINE)
    )
    assert wanted
    assert wanted <= there


# Examples run


def python_blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_api_examples_run(empty_database: str) -> None:
    blocks = python_blocks(doc("api.md"))
    assert len(blocks) > 5
    # The application calls itself in place of a service in another terminal.
    client_line = re.compile(r"^client = httpx\.Client\(.*\)$", re.MULTILINE)
    code, replaced = client_line.subn("", "\n".join(blocks))
    assert replaced == 1
    application = build_app(Settings(), Store(connect(empty_database)), SECRET)
    with TestClient(application, base_url="http://crowd.test") as client:
        names: dict[str, Any] = {"client": client}
        exec(compile(code, "docs/api.md", "exec"), names)
    assert names["results"]["n"] == 4


def values(cells: list[str]) -> ParsedValue:
    value, *others = (float(cell) for cell in cells if cell)
    return ParsedValue(value, tuple(others))


def days(cells: list[str]) -> ParsedValue:
    value, *others = (float((date.fromisoformat(cell) - EPOCH).days) for cell in cells if cell)
    return ParsedValue(value, tuple(others))


@pytest.mark.parametrize("row", table("numbers.md", "numbers"), ids=lambda row: " ".join(row[:3]))
def test_numbers_are_read_as_documented(row: list[str]) -> None:
    typed, language, unit, *read = row
    units = (unit,) if unit else ()
    assert parse_number(typed, Locale.parse(language), units) == values(read)


@pytest.mark.parametrize("row", table("numbers.md", "chances"), ids=lambda row: " ".join(row[:2]))
def test_chances_are_read_as_documented(row: list[str]) -> None:
    typed, language, *read = row
    assert parse_value(typed, Probability(), Locale.parse(language)) == values(read)


@pytest.mark.parametrize("row", table("numbers.md", "chances refused"), ids=lambda row: row[0])
def test_chances_are_refused_as_documented(row: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        parse_value(row[0], Probability(), Locale("en"))
    assert str(caught.value).replace("\N{NO-BREAK SPACE}", " ") == row[1]


@pytest.mark.parametrize("row", table("numbers.md", "dates"), ids=lambda row: " ".join(row[:2]))
def test_dates_are_read_as_documented(row: list[str]) -> None:
    typed, language, *read = row
    assert parse_date(typed, Locale.parse(language)) == days(read)


@pytest.mark.parametrize("row", table("numbers.md", "numbers refused"), ids=lambda row: row[0])
def test_numbers_are_refused_as_documented(row: list[str]) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_number(row[0], Locale("en"))
    assert str(caught.value) == row[1]


@pytest.mark.parametrize("row", table("numbers.md", "dates refused"), ids=lambda row: row[0])
def test_dates_are_refused_as_documented(row: list[str]) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_date(row[0], Locale("en", "GB"))
    assert str(caught.value) == row[1]


@pytest.mark.parametrize("row", table("numbers.md", "durations"), ids=lambda row: " ".join(row[:2]))
def test_durations_are_read_as_documented(row: list[str]) -> None:
    typed, language, *read = row
    assert parse_duration(typed, Locale.parse(language)) == values(read)


@pytest.mark.parametrize("row", table("numbers.md", "durations refused"), ids=lambda row: row[0])
def test_durations_are_refused_as_documented(row: list[str]) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_duration(row[0], Locale("en"))
    assert str(caught.value) == row[1]
