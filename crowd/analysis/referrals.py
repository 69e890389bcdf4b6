"""Branches: who came, through any number of share links, by way of the same person."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def find_branches(sharers: ArrayLike) -> NDArray[np.intp]:
    """Return the branch of each answer: the position of the first one in its chain of shares.

    `sharers` has for each answer in arrival order the position of its sharer plus one, or 0 without
    a share link; such an answer begins a branch. Withdrawn answers keep their positions: leave them
    out of what is returned, not of what is given.

    >>> find_branches([0, 1, 0, 2, 3])
    array([0, 0, 2, 0, 2])
    """
    sharer = np.asarray(sharers, dtype=np.int64)
    own = np.arange(sharer.size)
    # A sharer answered before; anything else would make a cycle.
    roots = np.where((sharer > 0) & (sharer <= own), sharer - 1, own)
    while True:
        # Pointer doubling: 20 steps suffice for chains of a million.
        further = roots[roots]
        if np.array_equal(further, roots):
            return further
        roots = further
