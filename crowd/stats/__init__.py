"""The arithmetic of crowds: arrays in, floats or NamedTuples out, nothing known of polls.

A figure that does not exist for the given answers is never nan: the function raises `Undefined`,
whose text is the reason in one plain sentence. Other unusable input raises `ValueError`.
"""

from crowd.stats.aggregate import AGGREGATORS
from crowd.stats.arrays import Undefined
from crowd.stats.diversity import SPREAD, bracketing, diversity_prediction_theorem
from crowd.stats.scoring import (
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.uncertainty import crowd_size_curve, median_interval

__all__ = [
    "AGGREGATORS",
    "SPREAD",
    "Undefined",
    "bracketing",
    "closer_than",
    "closer_than_log",
    "closest",
    "crowd_size_curve",
    "diversity_prediction_theorem",
    "log_error",
    "median_interval",
    "percent_error",
    "signed_error",
]
