"""Every statistic, and whole reports of files, at 100,000 answers: n log n at most."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from babel import Locale

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question
from crowd.kinds import Number
from crowd.reporting.serialise import results_to_json
from crowd.stats.validation import Undefined
from crowd.tables.to_sample import RequestedColumns, TableFormat, read_sample, read_table
from tests.growth import check_growth
from tests.parsing.test_growth import spelled
from tests.stats.calls import CALLS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

EN = Locale("en")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("ties", [False, True])
def test_every_statistic_takes_n_log_n(name: str, ties: bool) -> None:
    def given(n: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        values = np.random.default_rng(1).lognormal(5, 1, n)
        if name.startswith(("choice.", "diversity.group")):
            return np.random.default_rng(1).integers(0, 20, n).astype(float)
        if "odds" in name or "calibration" in name:
            values = values / values.max()
        return np.round(values) if ties and "odds" not in name else values

    def work(values: Any) -> None:
        try:
            CALLS[name](values)
        except (Undefined, ValueError, TypeError):
            return

    check_growth(work, given, 5)


def lines(header: str, line: Callable[[int], str]) -> Callable[[int], str]:
    """A file of so many lines."""
    return lambda n: "\n".join([header, *map(line, range(n))])


def with_units(n: int) -> str:
    return "\n".join(["value", *spelled(n)])


FILES: dict[str, tuple[Callable[[int], str], dict[str, str]]] = {
    "plain": (lines("value", str), {}),
    "groups": (lines("value,g", lambda i: f"{i},g{i}"), {"group": "g"}),
    "branches": (lines("value,b", lambda i: f"{i},b{i // 3}"), {"branch": "b"}),
    "others": (lines("value,o", lambda i: f"{i},{i * 7 % 1000}"), {"others": "o"}),
    "ranges": (lines("value,l,h", lambda i: f"{i},{i - 1},{i + 1}"), {"low": "l", "high": "h"}),
    "order": (lines("value,o", lambda i: f"{i},x{i}"), {"order": "o"}),
    "units": (with_units, {}),
}


@pytest.mark.parametrize("name", FILES)
def test_reports_of_files_take_n_log_n(name: str) -> None:
    given, columns = FILES[name]
    question = Question(kind=Number(), headline="median", truth=100.0)

    def work(text: str) -> None:
        form = TableFormat(kind="number", locale=EN)
        asked = RequestedColumns(column="value", **columns)
        table = read_sample(
            read_table(text.encode(), asked, form, lambda *_: None), asked, form, None
        )
        if table.sample.n:
            results_to_json(compute_results(table.sample, question), question)

    check_growth(work, given, 60)
