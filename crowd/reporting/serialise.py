"""Serialise results to the object that `crowd analyze --json` prints and the API serves."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.analysis.sample import Question
from crowd.i18n.labels import LABELS
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.model.results import Group, Histogram, Intervals, Results
from crowd.reporting.conditions import conditions
from crowd.reporting.disagreement import disagreements

GROUP_VALUES = ("median", "quartile_1", "quartile_3")


def results_to_json(results: Results, question: Question) -> dict[str, Any]:
    """Convert results to JSON values: values of a date poll to dates, of a choice to options."""
    kind = question.kind
    return {
        "n": results.n,
        "unreadable": results.unreadable,
        "on_behalf": results.on_behalf,
        "headline": {
            "name": results.headline.name,
            "value": _value_to_json(results.headline.value, kind),
        },
        "aggregates": _section_to_json("aggregates", results.aggregates, kind),
        "spread": _section_to_json("spread", results.spread, kind),
        "diversity": {
            **results.diversity,
            "groups": {"count": results.group_count or None, **results.group_diversity},
        },
        "independence": {**results.independence, **_artifacts_to_json(results)},
        "uncertainty": _uncertainty_to_json(results, kind),
        "scoring": _section_to_json("scoring", results.scoring, kind),
        "crowd_size_curve": msgspec.to_builtins(results.crowd_size_curve),
        **_optional_parts(results, question),
        "histogram": _histogram_to_json(results.histogram, kind),
        "closest": [
            {"value": kind.to_json(entry.value), "count": entry.count} for entry in results.closest
        ],
        "conditions": _conditions_to_json(results, question),
        "disagreements": disagreements(results, question, ValueFormatter(kind, API_LOCALE)),
        "why_null": {path: str(reason) for path, reason in results.why_null.items()},
    }


def _uncertainty_to_json(results: Results, kind: Kind) -> dict[str, Any]:
    return {**_intervals_to_json(results.uncertainty, kind), "influence": results.influence}


def _intervals_to_json(intervals: Intervals, kind: Kind) -> dict[str, Any]:
    return {
        name: None if pair is None else [_value_to_json(end, kind) for end in pair]
        for name, pair in intervals.items()
    }


def _section_to_json(name: str, figures: dict[str, float | None], kind: Kind) -> dict[str, Any]:
    return {
        figure: _value_to_json(value, kind) if _is_poll_value(f"{name}.{figure}") else value
        for figure, value in figures.items()
    }


def _is_poll_value(path: str) -> bool:
    """Return whether a figure is on the scale of the answers, not a distance, square or share."""
    return path == "scoring.truth" or LABELS[path].unit == "value"


def _artifacts_to_json(results: Results) -> dict[str, Any]:
    found: dict[str, Any] = {
        "branches": results.branches or None,
        "largest_branch": results.largest_branch or None,
    }
    clusters = {"anchoring": results.anchoring, "unit_slips": results.unit_slips}
    for name, entries in clusters.items():
        if entries or f"independence.{name}" in results.why_null:
            found[name] = msgspec.to_builtins(entries) or None
    return found


def _optional_parts(results: Results, question: Question) -> dict[str, Any]:
    kind = question.kind
    found: dict[str, Any] = {"enough": msgspec.to_builtins(results.enough)}
    if results.crowd_range:
        found["crowd_range"] = {
            "count": results.range_count,
            **_intervals_to_json(results.crowd_range, kind),
        }
    if results.groups:
        found["groups"] = [_group_to_json(group, kind) for group in results.groups]
        found["more_groups"] = results.more_groups
    if results.branch_groups:
        found["branches"] = [_group_to_json(group, kind) for group in results.branch_groups]
    if results.choice is not None:
        found["choice"] = _choice_to_json(results, kind)
    return found


def _group_to_json(group: Group, kind: Kind) -> dict[str, Any]:
    values = {name: _value_to_json(getattr(group, name), kind) for name in GROUP_VALUES}
    return {"name": group.name, "count": group.count, **values}


def _choice_to_json(results: Results, kind: Kind) -> dict[str, Any]:
    choice = results.choice
    assert choice is not None, "asked only where there is one"
    return {
        "plurality": _value_to_json(choice.plurality, kind),
        "surprisingly_popular": _value_to_json(choice.surprisingly_popular, kind),
        "predictions": choice.predictions,
        "options": [
            {**msgspec.structs.asdict(entry), "option": _value_to_json(entry.option, kind)}
            for entry in choice.options
        ],
    }


def _conditions_to_json(results: Results, question: Question) -> list[dict[str, Any]]:
    formatter = ValueFormatter(question.kind, API_LOCALE)
    return [
        {
            "condition": condition.name,
            "sentences": condition.sentences,
            "evidence": [entry.path for entry in condition.evidence],
        }
        for condition in conditions(results, question, formatter)
    ]


def _histogram_to_json(histogram: Histogram | None, kind: Kind) -> dict[str, Any] | None:
    if histogram is None:
        return None
    bins = [
        {
            "low": _value_to_json(entry.low, kind),
            "high": _value_to_json(entry.high, kind),
            "count": entry.count,
        }
        for entry in histogram.bins
    ]
    return {
        "scale": histogram.scale,
        "bins": bins,
        "below": histogram.below,
        "above": histogram.above,
    }


def _value_to_json(value: float | None, kind: Kind) -> float | str | None:
    """Convert a value of the poll; numbers stay floats, so that the type of a field is fixed."""
    if value is None or not kind.is_text_in_json:
        return value
    return str(kind.to_json(value))
