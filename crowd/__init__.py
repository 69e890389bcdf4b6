"""A wisdom-of-crowds polling service: sealed answers, honest results."""

__version__ = "0.1.0"
