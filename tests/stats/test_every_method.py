"""What holds for every public function of the library: nobody forgets one, and none is ever nan."""

import inspect
import re

import numpy as np
import pytest

from crowd.stats import Undefined
from tests.stats.calls import CALLS, FUNCTIONS

ORDINARY = np.round(np.random.default_rng(7).lognormal(4.6, 0.7, 60)).tolist()
SHARES = np.round(np.random.default_rng(8).uniform(0, 1, 60), 2).tolist()

CASES = {
    "nobody": [],
    "one person": [7.0],
    "two people": [3.0, 8.0],
    "two who agree": [5.0, 5.0],
    "three people": [1.0, 2.0, 40.0],
    "all agree": [7.0] * 40,
    "all at zero": [0.0] * 40,
    "all but one agree": [7.0] * 39 + [8.0],
    "two camps": [7.0, 9.0] * 20,
    "ordinary": ORDINARY,
    "probabilities": SHARES,
    "certain": [0.0, 1.0] * 20,
    "some below zero": [*ORDINARY, -5.0, -80.0],
    "a slip of the unit": [90.0, 95.0, 100.0, 105.0, 110.0] * 8 + [1000.0] * 8,
    "one joke": [*ORDINARY, 1e9],
    "jokes at both ends": [*ORDINARY, 1e150, -1e150],
    "as large as can be": [1e150] * 20 + [0.9e150] * 20,
    "as small as can be": [5e-324] * 20 + [1e-323] * 20,
    "from one end of the numbers to the other": [5e-324, 1e150] * 20,
    "not a number": [*ORDINARY, float("nan")],
    "infinite": [*ORDINARY, float("inf")],
    "infinite below": [*ORDINARY, float("-inf")],
}
FIELDS = ["Formula", "Source", "Domain", "Unit", "Shape", "Misleads", "Raises"]


def numbers(result):
    """Every number in a result, however it is packed."""
    if isinstance(result, (list, tuple, np.ndarray)):
        return [number for part in result for number in numbers(part)]
    if isinstance(result, dict):
        return numbers(list(result.values()))
    assert isinstance(result, (float, int, np.floating)), f"{result!r} is not a number"
    return [result]


def outcome(name, values):
    """The numbers, or the reason why there are none."""
    try:
        return numbers(CALLS[name](values))
    except ValueError as reason:
        return reason


def outcome_or_failure(name, values):
    """The outcome, or whatever went wrong, a warning too: so that its case is named with it."""
    try:
        return outcome(name, values)
    except Exception as failure:  # noqa: BLE001  it is told with its case
        return failure


def is_sound(found):
    """Whether these are finite numbers, a sentence that says why there are none, or a refusal."""
    if isinstance(found, Undefined):
        return re.fullmatch(r"[A-Z].* .*\.", str(found)) is not None
    if isinstance(found, ValueError):
        return re.fullmatch(r"[a-z]+ .*[^.]", str(found)) is not None
    return isinstance(found, list) and bool(np.all(np.isfinite(found)))


def says_all(text):
    """Whether a docstring has a first sentence, a blank line, and then each field once, in order."""
    found = re.findall(rf"^({'|'.join(FIELDS)}): ", text, flags=re.MULTILINE)
    first, second, *_ = text.splitlines()
    return found == FIELDS and first.endswith(".") and second == ""


def test_every_public_function_is_called():
    assert sorted(CALLS) == sorted(FUNCTIONS), "a line in tests/stats/calls.py is missing, or odd"


@pytest.mark.filterwarnings("error")
def test_methods_give_finite_numbers_or_a_reason():
    """All methods and cases in one test: a test for each would take longer to count than to run."""
    found = {
        (name, case): outcome_or_failure(name, values)
        for name in sorted(FUNCTIONS)
        for case, values in CASES.items()
    }
    assert {where: result for where, result in found.items() if not is_sound(result)} == {}


def test_methods_have_numbers_for_an_ordinary_crowd():
    samples = (ORDINARY, SHARES, CASES["a slip of the unit"])

    def has_numbers(name):
        results = [outcome(name, values) for values in samples]
        return any(isinstance(result, list) and result for result in results)

    assert [name for name in sorted(FUNCTIONS) if not has_numbers(name)] == []


@pytest.mark.parametrize("given", [SHARES, sorted(SHARES)], ids=["as they came", "ascending"])
def test_methods_leave_their_input_alone_and_repeat_themselves(given):
    """Ascending answers are not copied to be sorted."""
    values = np.array(given)
    values.flags.writeable = False
    told = {
        name: {str(outcome_or_failure(name, each)) for each in (given, values, values)}
        for name in sorted(FUNCTIONS)
    }
    assert {name: outcomes for name, outcomes in told.items() if len(outcomes) > 1} == {}


def test_methods_say_all_that_a_page_needs():
    assert [
        name for name in sorted(FUNCTIONS) if not says_all(inspect.getdoc(FUNCTIONS[name]))
    ] == []
