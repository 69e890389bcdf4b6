"""Whether people answered on their own: by the order, by round numbers, by units.

>>> from crowd.stats.independence.order import drift
>>> drift(range(30)).tau
1.0
"""
