"""What posts draw in likes, comments and shares: counts, not acts."""

import numpy as np
from numpy.random import Generator

from planted.chance import Ids, Weights
from planted.world import Settled


def reach(world: Settled) -> Weights:
    """Interactions that a post of each account draws, on average."""
    followers = world.accounts["followers"].to_numpy()
    return 0.1 * np.asarray(followers, np.float64) ** 0.7


def reactions(world: Settled, rng: Generator) -> Ids:
    """One count for each post: less than proportional to the followers, heavy-tailed."""
    author = world.posts["account"].to_numpy()
    liking = np.exp(1.2 * rng.standard_normal(len(author)) - 0.72)
    drawn: Ids = np.minimum(reach(world)[author] * liking, 900_000).astype(np.int64)
    return drawn
