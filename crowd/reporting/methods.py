"""The methods page: what each figure is, read from the docstrings of `crowd.stats`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from crowd.i18n.labels import LABELS, Label
from crowd.stats.aggregate import AGGREGATORS, log_odds_mean
from crowd.stats.choice import plurality, surprisingly_popular
from crowd.stats.crowd_size import crowd_enough, crowd_size_curve, typical_crowd_size_curve
from crowd.stats.diversity import (
    DIVERSITY,
    DiversityPrediction,
    bracketing,
    diversity_prediction_theorem,
    group_diversity,
)
from crowd.stats.errors import (
    closer_than,
    closer_than_log,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.groups import between_groups, branch_icc, effective_n
from crowd.stats.independence.anchoring import anchoring
from crowd.stats.independence.order import drift, holm, narrowing_p, runs_p
from crowd.stats.independence.rounding import HEAPS, multiples_of
from crowd.stats.independence.serial_correlation import (
    neighbour_correlation,
    neighbour_p,
    serial_correlation,
    serial_p,
)
from crowd.stats.independence.unit_slips import unit_slips
from crowd.stats.influence import INFLUENCE
from crowd.stats.interval_forecasts import CROWD_RANGE, interval_weighted
from crowd.stats.mean_intervals import INTERVALS
from crowd.stats.peer_prediction import (
    knowledge_weighted,
    meta_probability_weighted,
    minimal_pivot,
)
from crowd.stats.scoring_rules import brier, crps, interval_coverage, winkler
from crowd.stats.spread import SPREAD
from crowd.stats.uncertainty import median_interval

FIELDS = {
    "Formula": "Formula",
    "Source": "Source",
    "Domain": "Exists for",
    "Unit": "Unit",
    "Misleads": "When it misleads",
    "Evidence": "On what it was chosen and confirmed",
}
"""Fields of a docstring that the page shows, and their titles; "Plain" replaces the summary."""

_FIELD = re.compile(r"^([A-Z][a-z]+): (.*)$")


Functions = Mapping[str, Callable[..., object]]


class MethodSection(msgspec.Struct, frozen=True, kw_only=True):
    """Methods that answer the same question."""

    name: str
    title: str
    introduction: str
    methods: list[Method]


class MethodFigure(NamedTuple):
    """A figure that a method computes: its path in the results, and its label."""

    path: str
    label: Label


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """The documentation of one function of `crowd.stats`, with the figures that it computes."""

    path: str
    figures: list[MethodFigure]
    summary: str
    fields: list[tuple[str, str]]
    """Formula, source, domain, unit, and when it misleads: those that the function has."""


def method_of(paths: list[str], function: Callable[..., object]) -> Method:
    """Read the documentation of one function, under the paths of its figures."""
    summary, fields = _parse_docstring(inspect.getdoc(function) or "")
    return Method(
        path=paths[0],
        figures=[MethodFigure(path=path, label=LABELS[path]) for path in paths],
        summary=fields.get("Plain", summary),
        fields=[(title, fields[name]) for name, title in FIELDS.items() if name in fields],
    )


def method_sections() -> list[MethodSection]:
    """Return all methods in the order of the results."""
    return [
        MethodSection(
            name=name,
            title=title,
            introduction=introduction,
            methods=_methods_of(functions),
        )
        for name, title, introduction, functions in SECTIONS
    ]


def _methods_of(functions: Functions) -> list[Method]:
    """Return one method for each function, under the paths of all its figures."""
    paths: dict[Callable[..., object], list[str]] = {}
    for path, function in functions.items():
        paths.setdefault(function, []).append(path)
    return [method_of(found, function) for function, found in paths.items()]


def _with_prefix(section: str, registry: Mapping[str, Callable[..., object]]) -> Functions:
    return {f"{section}.{name}": function for name, function in registry.items()}


def _parse_docstring(text: str) -> tuple[str, Mapping[str, str]]:
    """Split a docstring into its first paragraph and its fields by name; omit examples."""
    prose = text.partition("\n>>> ")[0]
    summary, _, rest = prose.partition("\n\n")
    fields: dict[str, str] = {}
    name = ""
    for line in rest.splitlines():
        begins = _FIELD.match(line)
        if begins:
            name = begins[1]
            fields[name] = begins[2]
        elif name and line.strip():
            fields[name] += f" {line.strip()}"
    return " ".join(summary.split()), {
        name: _without_backticks(field) for name, field in fields.items()
    }


def _without_backticks(field: str) -> str:
    return field.replace("`", "")


SECTIONS: tuple[tuple[str, str, str, Functions], ...] = (
    (
        "aggregates",
        "Putting the answers together",
        "One number for the whole crowd. The headline is chosen before the first answer.",
        {
            **_with_prefix("aggregates", AGGREGATORS),
            "aggregates.minimal_pivot": minimal_pivot,
            "aggregates.knowledge_weighted": knowledge_weighted,
            "aggregates.meta_probability_weighted": meta_probability_weighted,
            "aggregates.log_odds_mean": log_odds_mean,
            "aggregates.interval_weighted": interval_weighted,
            "aggregates.plurality": plurality,
            "aggregates.surprisingly_popular": surprisingly_popular,
        },
    ),
    (
        "spread",
        "How far apart the answers were",
        "Where most of the answers lie, and how far from each other.",
        _with_prefix("spread", SPREAD),
    ),
    (
        "diversity",
        "How diverse the crowd was",
        "The shape of the picture, and the groups that people belong to.",
        {
            **_with_prefix("diversity", DIVERSITY),
            **dict.fromkeys(
                (f"diversity.groups.{name}" for name in ("hill_1", "hill_2", "blau")),
                group_diversity,
            ),
            "diversity.groups.kruskal_p": between_groups,
        },
    ),
    (
        "independence",
        "Whether people answered on their own",
        (
            "What the order of the answers, the links that people came by and the numbers themselves "
            "tell. It accuses nobody: whatever is found can have harmless reasons."
        ),
        {
            "independence.neighbour_correlation": neighbour_correlation,
            "independence.neighbour_p": neighbour_p,
            "independence.serial_correlation": serial_correlation,
            "independence.serial_p": serial_p,
            "independence.serial_p_adjusted": holm,
            "independence.runs_p": runs_p,
            "independence.drift_tau": drift,
            "independence.drift_p": drift,
            "independence.drift_p_adjusted": holm,
            "independence.narrowing_p": narrowing_p,
            "independence.branch_icc": branch_icc,
            "independence.branch_p": between_groups,
            "independence.branch_p_adjusted": holm,
            "independence.effective_n": effective_n,
            **dict.fromkeys((f"independence.{name}" for name in HEAPS), multiples_of),
            "independence.anchoring": anchoring,
            "independence.unit_slips": unit_slips,
        },
    ),
    (
        "uncertainty",
        "How much chance there is in it",
        "Sampling noise, which is not accuracy: where the figure of many more such people would lie.",
        {
            "uncertainty.median_interval": median_interval,
            **_with_prefix("uncertainty", INTERVALS),
            **_with_prefix("uncertainty.influence", INFLUENCE),
        },
    ),
    (
        "crowd_range",
        "The crowd’s own range",
        (
            "Where people gave a range that they were fairly sure of: one range for the whole crowd. "
            "People are mostly more sure than they should be: words tell the first of these, which holds "
            "the truth most often."
        ),
        _with_prefix("crowd_range", CROWD_RANGE),
    ),
    (
        "scoring",
        "How wise the crowd was",
        "What can be said once the truth is known.",
        {
            "scoring.error": signed_error,
            "scoring.percent_error": percent_error,
            "scoring.log_error": log_error,
            "scoring.closer_than": closer_than,
            "scoring.as_close_as": closer_than,
            "scoring.closer_than_log": closer_than_log,
            **dict.fromkeys(
                (
                    f"scoring.{term}{scale}"
                    for scale in ("", "_log")
                    for term in DiversityPrediction._fields
                ),
                diversity_prediction_theorem,
            ),
            "scoring.bracketing": bracketing,
            "scoring.crps": crps,
            "scoring.brier": brier,
            "scoring.interval_coverage": interval_coverage,
            "scoring.winkler": winkler,
            "crowd_size_curve": crowd_size_curve,
            "typical_crowd_size_curve": typical_crowd_size_curve,
            "enough": crowd_enough,
        },
    ),
)
