"""Who came through whom: the tree of shares, and the branches that it has at its roots."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def branches(sharers: ArrayLike) -> NDArray[np.intp]:
    """The branch of each answer: the place of the first one in its chain of shares.

    `sharers` has for each answer in arrival order the place of its sharer plus one, or 0 where it
    came without a share link; who came without one begins a branch. Withdrawn answers keep their
    place in the tree: leave them out of what is returned, not of what is given.

    >>> branches([0, 1, 0, 2, 3])
    array([0, 0, 2, 0, 2])
    """
    came_by = np.asarray(sharers, dtype=np.int64)
    own = np.arange(came_by.size)
    # A sharer has answered before; anything else would be no tree.
    roots = np.where((came_by > 0) & (came_by <= own), came_by - 1, own)
    while True:
        # Each step doubles how far everyone looks back, so that 20 reach over a million answers.
        further = roots[roots]
        if np.array_equal(further, roots):
            return further
        roots = further
