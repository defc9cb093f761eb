"""What chance alone would give a pair: two null models, and the rate of false links they bound.

Two actors may share objects because they have the same taste, and be close in time because an
object was in fashion. The first null (by degree) keeps how many objects each actor has and how
often anybody meets at all: it asks whether two actors share the same things. The second (given
shared) keeps which actors share which object and when it was acted on: it asks whether those two
were closer in time than any two actors of the same objects. A link must beat both, and then a
third that is weighed only for pairs which passed these (``coordination.hours``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammainc

from coordination.acts import Acts
from coordination.kernel import shards
from coordination.kernel.crowds import Bench, Met, bench, meet, object_starts
from coordination.kernel.order import Integers, Reals, by_actor
from coordination.kernel.shards import Shard
from coordination.kernel.tail import Judged, Shared, given_shared, objects_of_actors, possible
from coordination.pairs import Pairs, Weights


@dataclass(frozen=True, eq=False)
class Crowds:
    """Who shares each object, any time apart, and how many of them met on it."""

    actors: NDArray[np.int64]
    """Distinct actors, by code of the object."""
    met: NDArray[np.int64]
    """Pairs of actors with a joint act, each once, by code of the object."""
    start: NDArray[np.int64]
    """Actor a's objects with at least two actors are ``object[start[a]:start[a + 1]]``."""
    object: NDArray[np.uint32]

    @property
    def degree(self) -> NDArray[np.int64]:
        """Objects with at least two actors, by code of the actor."""
        return np.diff(self.start)


@dataclass(frozen=True, eq=False)
class Chance:
    """What chance says of each pair, as columns in the order of the pairs."""

    expected: NDArray[np.float64]
    """Joint objects expected of two actors with so many objects each."""
    expected_given_shared: NDArray[np.float64]
    """Joint objects expected of two actors that share these objects."""
    p_by_degree: NDArray[np.float64]
    p_given_shared: NDArray[np.float64]
    p: NDArray[np.float64]
    """The larger of the two: a link must beat both."""
    q: NDArray[np.float64]
    """The smallest rate of false links at which the pair would be reported."""

    def only(self, chosen: NDArray[np.bool_]) -> "Chance":
        """The same of some of the pairs."""
        return Chance(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})


def judge(acts: Acts, pairs: Pairs, *, within: float, windows: int = 1, threads: int = 2) -> Chance:
    """Weigh pairs counted in these acts within so many seconds; so many windows were tried.

    Every two actors of the trace are one test; pairs that were not counted have p = 1.
    """
    return judged(acts, gather(acts, within=within, threads=threads), pairs, windows, threads)


def judged(
    acts: Acts, crowds: Crowds, pairs: Pairs | Weights, windows: int = 1, threads: int = 2
) -> Chance:
    """The same where the crowds of these acts within the window are known."""
    expected = expected_by_degree(crowds, pairs)
    p_by_degree = poisson_tail(pairs.objects, expected)
    expected_given_shared, p_given_shared = tail_given_shared(crowds, pairs, threads=threads)
    p = np.maximum(p_by_degree, p_given_shared)
    return Chance(
        expected=expected,
        expected_given_shared=expected_given_shared,
        p_by_degree=p_by_degree,
        p_given_shared=p_given_shared,
        p=p,
        q=benjamini_hochberg(p, tests=pairs_of(acts) * windows),
    )


def pairs_of(acts: Acts) -> int:
    """How many pairs of actors there are in a trace, hence tests."""
    return len(acts.actors) * (len(acts.actors) - 1) // 2


def gather(acts: Acts, *, within: float, threads: int = 2) -> Crowds:
    """Count the actors, and the pairs of actors that met, of every object."""
    ordered = acts.ordered
    starts = object_starts(ordered.object, len(acts.objects))
    met = Met(starts, *(np.zeros(len(acts.objects), np.int64) for _ in range(2)))
    window = acts.ticks_in(within)

    def work(objects: Shard, room: Bench) -> None:
        meet(objects, ordered, window, room, met)

    cuts = shards.by_weight(starts, threads)
    shards.run_in_rooms(work, cuts, threads, lambda: bench(len(acts.actors)))
    start, place = by_actor(ordered.actor, len(acts.actors))
    shared = objects_of_actors(start, place, ordered.object, met.actors)
    return Crowds(met.actors, met.pairs, *shared)


def expected_by_degree(crowds: Crowds, pairs: Pairs | Weights) -> Reals:
    """Joint objects expected where actors meet in proportion to how many objects they have.

    k_a k_b 2 sum(m) / (K^2 - sum(k^2)): all meetings, dealt to the pairs by the product of degrees.
    """
    degree = crowds.degree.astype(np.float64)
    products = degree.sum() ** 2 - (degree**2).sum()
    share = 2.0 * crowds.met.sum() / products if products > 0 else 0.0
    expected: Reals = degree[pairs.a] * degree[pairs.b] * share
    return expected


def poisson_tail(observed: NDArray[np.int32] | Integers, expected: Reals) -> Reals:
    """P(at least so many), exact to the smallest tail a float can hold; observed is positive."""
    tail: Reals = gammainc(observed.astype(np.float64), expected)
    return tail


def tail_given_shared(
    crowds: Crowds, pairs: Pairs | Weights, *, threads: int = 2
) -> tuple[Reals, Reals]:
    """Joint objects expected of two actors that share what they share, and P(at least as many)."""
    chances = meeting_chance(crowds)
    start, objects = possible(crowds.start, crowds.object, chances)
    shared = Shared(start, objects, chances, most=int(np.diff(start).max(initial=0)))
    size = len(pairs.a)
    judged = Judged(pairs.a, pairs.b, pairs.objects, np.empty(size), np.empty(size))

    def work(rows: Shard) -> None:
        given_shared(rows, shared, judged)

    shards.run(work, shards.evenly(size, threads), threads)
    return judged.expected, judged.tail


def meeting_chance(crowds: Crowds) -> Reals:
    """By code of the object, the share of its pairs of actors that met on it.

    An object of two actors says nothing beyond whether those two met, so it takes the mean over the
    larger objects (over all where there is none larger). Every object weighs alike there: among
    German links shared twice .092 met within a minute, the mean over larger objects is .095, while
    pairs weighed alike give .021, the habits of a few viral links.
    """
    pairs = crowds.actors * (crowds.actors - 1) / 2
    share = crowds.met / np.maximum(pairs, 1.0)
    large = crowds.actors > 2
    pool = share[large if large.any() else crowds.actors == 2]
    chance: Reals = np.where(large, share, pool.mean() if len(pool) else 0.0)
    return chance


def benjamini_hochberg(p: Reals, *, tests: int) -> Reals:
    """The q-value of each p among so many tests; the tests left out have p = 1."""
    order = np.argsort(p, kind="stable")
    raised = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.empty_like(raised)
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return q


def table(
    acts: Acts, pairs: Pairs, chance: Chance, more: Mapping[str, Reals] | None = None
) -> pl.DataFrame:
    """One row a pair, the least probable first; ties by more objects, then by the keys.

    ``more`` are further columns, in the order of the pairs.
    """
    order = np.lexsort((pairs.b, pairs.a, -pairs.objects, chance.p))
    return pl.DataFrame(
        {
            "account_a": acts.actors.gather(pairs.a[order]),
            "account_b": acts.actors.gather(pairs.b[order]),
            "objects": pairs.objects[order],
            "expected": chance.expected[order],
            "expected_given_shared": chance.expected_given_shared[order],
            "p": chance.p[order],
            "q": chance.q[order],
            "mean_gap_s": pairs.mean_gap[order],
            "min_gap_s": pairs.min_gap[order],
            "first_at": acts.moment(pairs.first_at[order]),
            "last_at": acts.moment(pairs.last_at[order]),
            "leads": pairs.leads[order],
            **{name: column[order] for name, column in (more or {}).items()},
        }
    )
