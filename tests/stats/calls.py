"""A call of every public function of the library with answers, `x`.

Functions of `values` alone are their own calls; all others have an entry in `WITH_ARGUMENTS`. The
tests of every method and the benchmark of the statistics use this one list.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import numpy as np

import crowd.stats
from crowd.stats import (
    aggregate,
    choice,
    crowd_size,
    diversity,
    errors,
    groups,
    interval_forecasts,
    peer_prediction,
    scoring_rules,
    transforms,
)
from crowd.stats.independence import anchoring, order, rounding, serial_correlation

TRUTH = 100.0
INTERNAL_MODULES = {"validation", "knowledge_estimate", "skewness_correction"}
"""Modules whose functions the other modules call with arrays that are checked, or to check them."""


def rng():
    """A generator that is seeded."""
    return np.random.default_rng(1906)


def in_groups(x):
    """The group of each answer: one of five, in turn."""
    return np.arange(len(x)) % 5


def ranges(x):
    """A range around each answer."""
    return np.asarray(x) - 10.0, np.asarray(x) + 10.0


def expected(x):
    """What each person expects as the mean of the others."""
    return np.asarray(x) * 0.5 + 20.0


def public_functions():
    """Every public function of every module, under the name `module.function`."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(crowd.stats.__path__, "crowd.stats.")
        if module.name.rpartition(".")[2] not in INTERNAL_MODULES
    ]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def needs_only_values(function):
    """Whether the answers are all that has to be passed."""
    required = [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is parameter.empty
    ]
    return required == ["values"]


WITH_ARGUMENTS: dict[str, Callable[[list[float]], object]] = {
    "choice.plurality": choice.plurality,
    "choice.surprisingly_popular": lambda x: choice.surprisingly_popular(x, np.asarray(x)[::-1]),
    "crowd_size.both_crowd_size_curves": lambda x: crowd_size.both_crowd_size_curves(x, TRUTH),
    "crowd_size.crowd_enough": lambda x: crowd_size.crowd_enough(
        crowd_size.crowd_size_curve(x, TRUTH)
    ),
    "crowd_size.crowd_size_curve": lambda x: crowd_size.crowd_size_curve(x, TRUTH),
    "crowd_size.typical_crowd_size_curve": lambda x: crowd_size.typical_crowd_size_curve(x, TRUTH),
    "diversity.bracketing": lambda x: diversity.bracketing(x, TRUTH),
    "diversity.diversity_prediction_theorem": lambda x: diversity.diversity_prediction_theorem(
        x, TRUTH
    ),
    "diversity.group_diversity": diversity.group_diversity,
    "scoring_rules.brier": lambda x: scoring_rules.brier(x[-1] if len(x) else 2, outcome=True),
    "scoring_rules.brier_options": lambda x: scoring_rules.brier_options(x, len(x) - 1),
    "scoring_rules.calibration": lambda x: scoring_rules.calibration(x, in_groups(x) > 2),
    "scoring_rules.crps": lambda x: scoring_rules.crps(x, TRUTH),
    "scoring_rules.interval_coverage": lambda x: scoring_rules.interval_coverage(*ranges(x), TRUTH),
    "scoring_rules.winkler": lambda x: scoring_rules.winkler(*ranges(x), TRUTH),
    "groups.between_groups": lambda x: groups.between_groups(x, in_groups(x)),
    "groups.branch_icc": lambda x: groups.branch_icc(x, in_groups(x)),
    "groups.effective_n": lambda x: groups.effective_n(x, in_groups(x)),
    "groups.intraclass_correlation": lambda x: groups.intraclass_correlation(x, in_groups(x)),
    "transforms.discordant_pairs": lambda x: transforms.discordant_pairs(
        2 * transforms.mid_ranks(x)
    ),
    "order.holm": lambda x: order.holm(np.arange(len(x)) / max(len(x), 1)),
    "serial_correlation.neighbour_p": lambda x: serial_correlation.neighbour_p(x, rng()),
    "serial_correlation.serial_p": lambda x: serial_correlation.serial_p(x, rng()),
    "serial_correlation.serial_test": lambda x: serial_correlation.serial_test(x, rng()),
    "transforms.log_ratios": lambda x: transforms.log_ratios(x, 7.0),
    "transforms.rank_test": lambda x: transforms.rank_test(x, in_groups(x)),
    "errors.closer_than": lambda x: errors.closer_than(x, 90, TRUTH),
    "errors.closer_than_log": lambda x: errors.closer_than_log(x, 90, TRUTH),
    "errors.closest": lambda x: errors.closest(x, TRUTH),
    "errors.log_error": lambda x: errors.log_error(x[-1] if len(x) else 0, TRUTH),
    "errors.percent_error": lambda x: errors.percent_error(TRUTH, x[-1] if len(x) else 0),
    "errors.signed_error": lambda x: errors.signed_error(x[-1] if len(x) else 0, TRUTH),
    "peer_prediction.leave_one_out_changes": lambda x: peer_prediction.leave_one_out_changes(
        x, expected(x)
    ),
    "peer_prediction.influential": lambda x: peer_prediction.influential(x, expected(x)).astype(
        float
    ),
    "peer_prediction.knowledge_weighted": lambda x: peer_prediction.knowledge_weighted(
        x, expected(x)
    ),
    "peer_prediction.knowledge_weights": lambda x: peer_prediction.knowledge_weights(
        x, expected(x)
    ),
    "peer_prediction.meta_probability_weighted": lambda x: (
        peer_prediction.meta_probability_weighted(x, np.asarray(x) * 0.5 + 0.2)
    ),
    "peer_prediction.minimal_pivot": lambda x: peer_prediction.minimal_pivot(x, expected(x)),
    "anchoring.anchoring": lambda x: anchoring.anchoring(x, [TRUTH, 0, -7]),
    "rounding.multiples_of": lambda x: rounding.multiples_of(x, 5),
    "interval_forecasts.interval_weighted": lambda x: interval_forecasts.interval_weighted(
        x, *ranges(x)
    ),
    "interval_forecasts.range_of_means": lambda x: interval_forecasts.range_of_means(*ranges(x)),
    "interval_forecasts.range_of_medians": lambda x: interval_forecasts.range_of_medians(
        *ranges(x)
    ),
    "interval_forecasts.range_of_quartiles": lambda x: interval_forecasts.range_of_quartiles(
        *ranges(x)
    ),
    "interval_forecasts.range_of_trimmed_means": lambda x: (
        interval_forecasts.range_of_trimmed_means(*ranges(x))
    ),
    "aggregate.log_odds_mean": aggregate.log_odds_mean,
    "aggregate.select_crowd": lambda x: aggregate.select_crowd(x, np.ones((len(x), 10)), k=5),
}

FUNCTIONS = public_functions()
CALLS = {
    name: function for name, function in FUNCTIONS.items() if needs_only_values(function)
} | WITH_ARGUMENTS
