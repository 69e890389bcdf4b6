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
    for module in pkgutil.walk_packages(crowd.stats.__path__)
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


def loaded(code, modules):
    """Which of the modules a new process has loaded after this code."""
    tell = f"import sys; {code}; print(*[name for name in {modules!r} if name in sys.modules])"
    return subprocess.check_output([sys.executable, "-c", tell], text=True).split()


def test_import_is_light():
    heavy = ("litestar", "redis", "scipy.stats", "diptest")
    assert loaded("import crowd.stats", heavy) == []


@pytest.mark.exhaustive
def test_report_does_without_scipy_stats():
    """It takes a second to load."""
    code = "from crowd.analysis.summarise import preload_statistics; preload_statistics()"
    assert loaded(code, ("scipy.special", "scipy.stats")) == ["scipy.special"]
