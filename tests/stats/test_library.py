import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import crowd.stats
from crowd.stats.aggregate import AGGREGATORS

MODULES = [
    importlib.import_module(f"crowd.stats.{module.name}")
    for module in pkgutil.iter_modules(crowd.stats.__path__)
] + [crowd.stats]
FUNCTIONS = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]
modules = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
functions = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)


@modules
def test_examples_in_docstrings_are_true(module):
    result = doctest.testmod(module, exclude_empty=True)
    assert result.attempted > 0
    assert result.failed == 0


@functions
def test_every_function_is_documented(function):
    text = inspect.getdoc(function)
    assert text.splitlines()[0].endswith(".")
    assert ">>> " in text


def test_aggregators_are_exported():
    names = [statistic.__name__ for statistic in AGGREGATORS.values()]
    assert [name for name in names if name not in crowd.stats.__all__] == []


def test_import_is_light():
    heavy = ("litestar", "redis", "scipy.stats", "diptest")
    code = f"import sys, crowd.stats; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
