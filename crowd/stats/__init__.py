"""The arithmetic of crowds: arrays in, floats or NamedTuples out, nothing known of polls.

A figure that does not exist for the given answers is never nan: the function raises `Undefined`,
whose text is the reason in one plain sentence. Other unusable input raises `ValueError`.

>>> from crowd import stats
>>> stats.median([402, 280, 600, 410])
406.0
>>> stats.AGGREGATORS["trimmed_mean"]([1, 2, 6])
3.0
"""

from crowd.stats.aggregate import (
    AGGREGATORS,
    geometric_mean,
    log_odds_mean,
    mean,
    median,
    select_crowd,
    trimmed_mean,
    winsorized_mean,
)
from crowd.stats.bias import kao_maximum_likelihood, kao_mean, kao_median, percentile_60
from crowd.stats.choice import plurality, surprisingly_popular
from crowd.stats.crowd_size import (
    CrowdEnough,
    CrowdSize,
    both_crowd_size_curves,
    crowd_enough,
    crowd_size_curve,
    typical_crowd_size_curve,
)
from crowd.stats.diversity import (
    DIVERSITY,
    DiversityPrediction,
    GroupDiversity,
    bracketing,
    diversity_prediction_theorem,
    gini,
    group_diversity,
    shannon_bins,
)
from crowd.stats.errors import (
    Comparison,
    ValueCount,
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.groups import between_groups, branch_icc, effective_n, intraclass_correlation
from crowd.stats.hodges_lehmann import hodges_lehmann
from crowd.stats.independence.anchoring import Anchor, anchoring
from crowd.stats.independence.order import (
    INDEPENDENCE,
    Drift,
    drift,
    holm,
    narrowing_p,
    runs_p,
)
from crowd.stats.independence.rounding import HEAPS, multiples_of
from crowd.stats.independence.serial_correlation import (
    SerialTest,
    neighbour_correlation,
    neighbour_p,
    serial_correlation,
    serial_p,
    serial_test,
)
from crowd.stats.independence.unit_slips import UnitSlip, unit_slips
from crowd.stats.influence import (
    INFLUENCE,
    mean_influence,
    median_influence,
    trimmed_mean_influence,
)
from crowd.stats.interval_forecasts import (
    CROWD_RANGE,
    interval_weighted,
    range_of_means,
    range_of_medians,
    range_of_quartiles,
    range_of_trimmed_means,
)
from crowd.stats.mean_intervals import (
    INTERVALS,
    geometric_mean_interval,
    log_odds_mean_interval,
    mean_interval,
    trimmed_mean_interval,
)
from crowd.stats.modes import half_sample_mode, kde_mode
from crowd.stats.multimodality import dip, dip_p, sarle
from crowd.stats.peer_prediction import (
    influential,
    knowledge_weighted,
    knowledge_weights,
    leave_one_out_changes,
    meta_probability_weighted,
    minimal_pivot,
)
from crowd.stats.scoring_rules import (
    CalibrationBin,
    brier,
    brier_options,
    calibration,
    crps,
    interval_coverage,
    winkler,
)
from crowd.stats.skewness_correction import Interval
from crowd.stats.spread import (
    SPREAD,
    coefficient_of_variation,
    maximum,
    minimum,
    quartile_1,
    quartile_3,
    quartile_dispersion,
    standard_deviation,
)
from crowd.stats.uncertainty import median_interval
from crowd.stats.validation import Undefined

__all__ = [
    "AGGREGATORS",
    "CROWD_RANGE",
    "DIVERSITY",
    "HEAPS",
    "INDEPENDENCE",
    "INFLUENCE",
    "INTERVALS",
    "SPREAD",
    "Anchor",
    "CalibrationBin",
    "Comparison",
    "CrowdEnough",
    "CrowdSize",
    "DiversityPrediction",
    "Drift",
    "GroupDiversity",
    "Interval",
    "SerialTest",
    "Undefined",
    "UnitSlip",
    "ValueCount",
    "anchoring",
    "between_groups",
    "both_crowd_size_curves",
    "bracketing",
    "branch_icc",
    "brier",
    "brier_options",
    "calibration",
    "closer_than",
    "closer_than_log",
    "closest",
    "coefficient_of_variation",
    "crowd_enough",
    "crowd_size_curve",
    "crps",
    "dip",
    "dip_p",
    "diversity_prediction_theorem",
    "drift",
    "effective_n",
    "geometric_mean",
    "geometric_mean_interval",
    "gini",
    "group_diversity",
    "half_sample_mode",
    "hodges_lehmann",
    "holm",
    "influential",
    "interval_coverage",
    "interval_weighted",
    "intraclass_correlation",
    "kao_maximum_likelihood",
    "kao_mean",
    "kao_median",
    "kde_mode",
    "knowledge_weighted",
    "knowledge_weights",
    "leave_one_out_changes",
    "log_error",
    "log_odds_mean",
    "log_odds_mean_interval",
    "maximum",
    "mean",
    "mean_influence",
    "mean_interval",
    "median",
    "median_influence",
    "median_interval",
    "meta_probability_weighted",
    "minimal_pivot",
    "minimum",
    "multiples_of",
    "narrowing_p",
    "neighbour_correlation",
    "neighbour_p",
    "percent_error",
    "percentile_60",
    "plurality",
    "quartile_1",
    "quartile_3",
    "quartile_dispersion",
    "range_of_means",
    "range_of_medians",
    "range_of_quartiles",
    "range_of_trimmed_means",
    "runs_p",
    "sarle",
    "select_crowd",
    "serial_correlation",
    "serial_p",
    "serial_test",
    "shannon_bins",
    "signed_error",
    "standard_deviation",
    "surprisingly_popular",
    "trimmed_mean",
    "trimmed_mean_influence",
    "trimmed_mean_interval",
    "typical_crowd_size_curve",
    "unit_slips",
    "winkler",
    "winsorized_mean",
]
