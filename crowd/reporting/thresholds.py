"""Bounds below which a figure is not worth a sentence."""

from __future__ import annotations

MIN_ANSWERS = 4
"""Answers below which nothing is said of their spread, and no figure is shown as evidence."""

MIN_FOR_COMPARISON = 5
"""Crowd size below which the crowd is not compared with its members."""

MIN_FOR_PERCENTAGES = 10
"""Crowd size below which people are counted, not given as a percentage."""

MIN_FOR_RANGE = {"median": 6, "trimmed_mean": 100}
"""Answers from which on the interval of an aggregate holds in the share of crowds that it says."""

MIN_FOR_RANGE_OF_MEAN = 30
"""The same for other means, and only where answers have bounds: of 21 published crowds without, 8 had
means that the interval of 100 answers held in less than 90 %, down to 50 %."""

MIN_TRIMMED = 10
"""Answers below which a tenth is nobody, so that nothing is trimmed."""

SIGNIFICANCE_LEVEL = 0.01
"""p-value below which a finding is not put down to chance."""

SUGGESTIVE_LEVEL = 0.05
"""p-value below which the words say how often chance alone makes such a finding."""

MIN_CANCELLED_SHARE = 0.005
"""Share of the people's squared error below which nothing is told of what cancelled out."""
