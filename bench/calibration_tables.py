"""What a simulation shows: the tables of rates, and the cells that break their promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.table import Table

from bench.coverage import LEVEL, NOT_TOLD
from bench.crowds import Crowd
from bench.findings import BRANCHES, CLAIMS, DRIFT, ORDER, VERDICT
from bench.rates import CLAIM, INTERVAL, PROBABILITY, Measure, Rate, Rates, merge_rates
from bench.simulation import Cell
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL

MAX_SHORTFALL = 0.03
"""What an interval may cover less than it says."""

MAX_EXCESS = 1.5
"""Ratio of the rate of false findings to their level, up to which chance and ties are put up with."""

FIGURES_ONLY = {"narrowing_p", "runs_p"}
"""Probabilities that no sentence tells: small too often where answers are few values or skewed."""

Findings = Mapping[Cell, Rates]


def level_of(measure: Measure) -> float:
    """Return how often independent people may be told something false."""
    is_sentence = measure.group == CLAIM and measure.name in CLAIMS
    return CLAIMS[measure.name].level if is_sentence else SIGNIFICANCE_LEVEL


def failures(found: Findings) -> Iterator[str]:
    """Tell which intervals hold too seldom, and which findings are false too often."""
    for cell, rates in found.items():
        for measure, rate in rates.items():
            if not is_promised(cell, measure):
                continue
            if measure.group == INTERVAL and holds_too_seldom(rate):
                told = (
                    f"holds in {_percent(rate)}, is wrong in {rate.missed_share:.1%} of all crowds"
                )
            elif measure.group != INTERVAL and rate.low > MAX_EXCESS * level_of(measure):
                told = f"false in {_percent(rate)}, level {level_of(measure):.0%}"
            else:
                continue
            yield f"{cell.name}, n = {cell.n}: {measure.name} {told}"


def holds_too_seldom(rate: Rate) -> bool:
    """Return whether an interval holds too seldom where it is given, and errs too often in all crowds.

    An interval that most crowds of a kind lack holds seldomer in the few that have it, because those
    are the crowds in which the kind cannot be seen. It breaks its promise where more than 5 % of all
    crowds of a kind are told something wrong.
    """
    return rate.high < LEVEL - MAX_SHORTFALL and rate.missed_share > 1 - LEVEL


def is_promised(cell: Cell, measure: Measure) -> bool:
    """Return whether an interval is to hold here, or a finding would be false."""
    if measure.group == INTERVAL:
        missed = cell.crowd.missed if isinstance(cell.crowd, Crowd) else frozenset()
        return NOT_TOLD not in measure.name and measure.name not in missed
    if measure.name in FIGURES_ONLY:
        return False
    return isinstance(cell.crowd, Crowd) and measure.name not in cell.crowd.true_findings


def tables(found: Findings) -> Iterator[Table]:
    """Make the tables: each interval, false findings, and the power."""
    for measure in _measures(found, {INTERVAL}):
        yield _coverage_table(measure, found)
    if any(isinstance(cell.crowd, Crowd) for cell in found):
        yield _false_findings_table(found)
    yield from _power_tables(found)


def _measures(found: Findings, groups: set[str]) -> list[Measure]:
    """Return the measures of the groups, in the order in which they first come."""
    every = dict.fromkeys(measure for rates in found.values() for measure in rates)
    return [measure for measure in every if measure.group in groups]


def _sizes(cells: Iterable[Cell]) -> list[int]:
    return sorted({cell.n for cell in cells})


def _coverage_table(measure: Measure, found: Findings) -> Table:
    """Rows of crowds: how often the interval holds, and in which share of runs it is given."""
    rows = {cell: rates[measure] for cell, rates in found.items() if measure in rates}
    table = Table(
        title=f"{measure.name}: 95 % interval holds in percent of runs (given in percent)"
    )
    table.add_column("crowd")
    for n in _sizes(rows):
        table.add_column(f"n = {n:,}", justify="right")
    for name in dict.fromkeys(cell.name for cell in rows):
        by_size = {cell.n: rate for cell, rate in rows.items() if cell.name == name}
        table.add_row(name, *(_coverage(by_size.get(n)) for n in _sizes(rows)))
    return table


def _coverage(rate: Rate | None) -> str:
    if rate is None or not rate.given:
        return "-"
    given = "" if rate.given == rate.runs else f" ({100 * rate.given_share:.0f})"
    mark = " !" if holds_too_seldom(rate) else ""
    return f"{_percent(rate)}{given}{mark}"


def _false_findings_table(found: Findings) -> Table:
    """Rows of measures: the rate of false findings over all independent crowds, and the worst crowd."""
    table = Table(title="False findings in crowds of independent people, in percent of runs")
    table.add_column("finding")
    table.add_column("level", justify="right")
    independent = {cell: rates for cell, rates in found.items() if isinstance(cell.crowd, Crowd)}
    measures = _measures(independent, {CLAIM, PROBABILITY})
    sizes = sorted(
        {cell.n for cell, rates in independent.items() if measures and measures[0] in rates}
    )
    for n in sizes:
        table.add_column(f"n = {n:,}", justify="right")
    table.add_column("worst crowd")
    for measure in measures:
        rates = {
            cell: of_cell[measure]
            for cell, of_cell in independent.items()
            if measure in of_cell and is_promised(cell, measure)
        }
        if not rates:
            continue
        worst = max(rates, key=lambda cell: (rates[cell].low, rates[cell].hits))
        table.add_row(
            measure.name,
            f"{100 * level_of(measure):.0f}",
            *(_percent(_pooled(measure, rates, n)) for n in sizes),
            f"{_percent(rates[worst])}: {worst.name}, n = {worst.n}",
        )
    return table


def _pooled(measure: Measure, rates: Mapping[Cell, Rate], n: int) -> Rate:
    total: Rates = {measure: Rate()}
    for cell, rate in rates.items():
        if cell.n == n:
            merge_rates(total, {measure: rate})
    return total[measure]


def _power_tables(found: Findings) -> Iterator[Table]:
    """For each size, rows of dependent crowds: how often which sentence is said."""
    dependent = {cell: rates for cell, rates in found.items() if not isinstance(cell.crowd, Crowd)}
    for n in _sizes(dependent):
        table = Table(title=f"Findings where people depend on others, n = {n}, in percent of runs")
        table.add_column("dependence")
        for name in (ORDER, DRIFT, BRANCHES, VERDICT):
            table.add_column(name, justify="right")
        for cell, rates in dependent.items():
            if cell.n == n:
                names = (ORDER, DRIFT, BRANCHES, VERDICT)
                table.add_row(cell.name, *(_percent(rates[Measure(CLAIM, name)]) for name in names))
        yield table


def _percent(rate: Rate) -> str:
    """Write a rate in percent with its Monte Carlo error."""
    if not rate.given:
        return "-"
    return f"{100 * rate.share:.1f} ± {100 * rate.error:.1f}"
