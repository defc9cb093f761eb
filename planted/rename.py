"""Who is called what after a night in which some became others."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.chance import Ids
from planted.vocabulary import Vocabulary, apart, far_people, people

PASSED_ON = 1 / 3
"""Share of the new handles of those who turned that another of them had before. By reasoning."""


@dataclass(frozen=True)
class Renamed:
    """Accounts by what became of them."""

    turned: Ids
    """Became people of another country in one night."""
    rebranded: Ids
    """Began anew, each for a reason of its own."""
    squatters: Ids
    """Took the handle that one of the rebranded left, in their order."""

    def called(self, rng: Generator, words: Vocabulary, accounts: pl.DataFrame) -> pl.DataFrame:
        """The accounts with the names and handles they have afterwards."""
        old = accounts["handle"]
        far = far_people(rng, len(self.turned))
        passed = self.turned[rng.random(len(self.turned)) < PASSED_ON]
        inherited = np.roll(passed, 1)
        squatting = self.squatters[: len(self.rebranded)]
        left = self.rebranded[: len(squatting)]
        anew = people(rng, words, len(self.rebranded))
        name, handle = accounts["name"].clone(), old.clone()
        name.scatter(self.turned, far["name"]).scatter(self.rebranded, anew["name"])
        handle.scatter(self.turned, far["handle"]).scatter(self.rebranded, anew["handle"])
        handle.scatter(passed, old.gather(inherited)).scatter(squatting, old.gather(left))
        fresh = np.setdiff1d(np.concatenate([self.turned, self.rebranded]), passed)
        kept = np.setdiff1d(np.arange(len(old)), fresh)
        order = np.concatenate([kept, fresh])
        free = apart(rng, handle.gather(order))
        return accounts.with_columns(
            name.alias("name"), free.gather(np.argsort(order)).alias("handle")
        )
