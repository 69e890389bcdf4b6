"""How every public function of the library is called with plain answers, `x`.

What needs nothing but `values` calls itself; everything else has its line in `WITH_MORE`.
The tests of every method and the benchmark of the statistics walk this one list.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import numpy as np

import crowd.stats
from crowd.stats import (
    choice,
    curve,
    diversity,
    forecasts,
    groups,
    independence,
    ranks,
    scoring,
    surprise,
    traces,
    weighted,
)
from crowd.stats import uncertainty as chance

TRUTH = 100.0
# The edge of the library has its own tests, and hands back arrays.
EDGE = {"arrays"}


def rng():
    return np.random.default_rng(1906)


def in_groups(x):
    """A group for each answer: five groups, taken in turn."""
    return np.arange(len(x)) % 5


def ranges(x):
    """A range around each answer."""
    return np.asarray(x) - 10.0, np.asarray(x) + 10.0


def expected(x):
    """What each of them expects of the others."""
    return np.asarray(x) * 0.5 + 20.0


def public_functions():
    """Every public function of every module, under the name `module.function`."""
    modules = [
        importlib.import_module(f"crowd.stats.{module.name}")
        for module in pkgutil.iter_modules(crowd.stats.__path__)
        if module.name not in EDGE
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


WITH_MORE: dict[str, Callable[[list[float]], object]] = {
    "choice.plurality": choice.plurality,
    "choice.surprisingly_popular": lambda x: choice.surprisingly_popular(x, np.asarray(x)[::-1]),
    "curve.crowd_enough": lambda x: curve.crowd_enough(curve.crowd_size_curve(x, TRUTH)),
    "curve.crowd_size_curve": lambda x: curve.crowd_size_curve(x, TRUTH),
    "diversity.bracketing": lambda x: diversity.bracketing(x, TRUTH),
    "diversity.diversity_prediction_theorem": lambda x: diversity.diversity_prediction_theorem(
        x, TRUTH
    ),
    "diversity.group_diversity": diversity.group_diversity,
    "forecasts.brier": lambda x: forecasts.brier(x[-1] if len(x) else 2, outcome=True),
    "forecasts.brier_options": lambda x: forecasts.brier_options(x, len(x) - 1),
    "forecasts.calibration": lambda x: forecasts.calibration(x, in_groups(x) > 2),
    "forecasts.crps": lambda x: forecasts.crps(x, TRUTH),
    "forecasts.interval_coverage": lambda x: forecasts.interval_coverage(*ranges(x), TRUTH),
    "forecasts.winkler": lambda x: forecasts.winkler(*ranges(x), TRUTH),
    "groups.between_groups": lambda x: groups.between_groups(x, in_groups(x)),
    "groups.branch_icc": lambda x: groups.branch_icc(x, in_groups(x)),
    "groups.effective_n": lambda x: groups.effective_n(x, in_groups(x)),
    "groups.intraclass_correlation": lambda x: groups.intraclass_correlation(x, in_groups(x)),
    "independence.neighbour_p": lambda x: independence.neighbour_p(x, rng()),
    "ranks.rank_test": lambda x: ranks.rank_test(x, in_groups(x)),
    "scoring.closer_than": lambda x: scoring.closer_than(x, 90, TRUTH),
    "scoring.closer_than_log": lambda x: scoring.closer_than_log(x, 90, TRUTH),
    "scoring.closest": lambda x: scoring.closest(x, TRUTH),
    "scoring.log_error": lambda x: scoring.log_error(x[-1] if len(x) else 0, TRUTH),
    "scoring.percent_error": lambda x: scoring.percent_error(TRUTH, x[-1] if len(x) else 0),
    "scoring.signed_error": lambda x: scoring.signed_error(x[-1] if len(x) else 0, TRUTH),
    "surprise.influence": lambda x: surprise.influence(x, expected(x)),
    "surprise.influential": lambda x: surprise.influential(x, expected(x)).astype(float),
    "surprise.knowledge_weighted": lambda x: surprise.knowledge_weighted(x, expected(x)),
    "surprise.knowledge_weights": lambda x: surprise.knowledge_weights(x, expected(x)),
    "surprise.minimal_pivot": lambda x: surprise.minimal_pivot(x, expected(x)),
    "traces.anchoring": lambda x: traces.anchoring(x, [TRUTH, 0, -7]),
    "traces.multiples_of": lambda x: traces.multiples_of(x, 5),
    "uncertainty.geometric_mean_interval": lambda x: chance.geometric_mean_interval(x, rng()),
    "uncertainty.log_odds_mean_interval": lambda x: chance.log_odds_mean_interval(x, rng()),
    "uncertainty.mean_interval": lambda x: chance.mean_interval(x, rng()),
    "uncertainty.trimmed_mean_interval": lambda x: chance.trimmed_mean_interval(x, rng()),
    "weighted.interval_weighted": lambda x: weighted.interval_weighted(x, *ranges(x)),
    "weighted.log_odds_mean": weighted.log_odds_mean,
    "weighted.select_crowd": lambda x: weighted.select_crowd(x, np.ones((len(x), 10)), k=5),
}

FUNCTIONS = public_functions()
CALLS = {
    name: function for name, function in FUNCTIONS.items() if needs_only_values(function)
} | WITH_MORE
