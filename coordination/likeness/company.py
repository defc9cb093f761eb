"""Company: pairs that share more things, at whatever times, than how popular those are explains."""

import numpy as np
import polars as pl

from coordination.acts import Acts
from coordination.chance import benjamini_hochberg, poisson_tail
from coordination.kernel.order import Codes
from coordination.kernel.popular import Popularity, drop_probable, expected_of_each
from coordination.kernel.rows import Found
from coordination.pairs import swept_acts, weigh

FALSE_LIKENESSES = 0.01
LEAST_THINGS = 2

MOST_PAIRS = 1 << 22
"""Pairs that can be kept. It limits how improbable a pair must be to be looked at, so that of the
billions of pairs that popular things make only those take room that could be kept."""


def pairs_in_company(had: pl.DataFrame, *, threads: int, memory: int | None) -> pl.DataFrame:
    """Columns a, b (a before b): pairs of actors with two things in common or more, chance or not.

    ``had`` has actor and thing, each two once. Raises TooManyPairs.
    """
    acts = _acts(had)
    pairs = weigh(swept_acts(acts, 0), at_least=LEAST_THINGS, threads=threads, memory=memory)
    return pl.DataFrame({"a": acts.actors.gather(pairs.a), "b": acts.actors.gather(pairs.b)})


def pairs_beyond_popularity(had: pl.DataFrame, *, threads: int, memory: int | None) -> pl.DataFrame:
    """Pairs of actors with more things in common than how popular those are explains.

    ``had`` has actor and thing, each two once. Of a's things, b is expected to have each as often
    as b's share of all uses lets it meet the uses of others; the larger of both directions counts.
    Columns: a, b (a before b), things (two or more), expected, p, q, the last among all pairs that
    could have been, up to FALSE_LIKENESSES. No more than MOST_PAIRS are kept, which makes q larger
    where there would be more. Raises TooManyPairs.
    """
    acts = _acts(had)
    actors = len(acts.actors)
    tests = actors * (actors - 1) // 2
    rarest = FALSE_LIKENESSES * min(1.0, MOST_PAIRS / max(tests, 1))
    others = (np.bincount(acts.object, minlength=len(acts.objects)) - 1).astype(np.float64)
    by = Popularity(
        met=np.bincount(acts.actor, others[acts.object], actors).astype(np.float64),
        share=np.bincount(acts.actor, minlength=actors) / max(len(acts), 1),
    )

    def sieve(pairs: int, found: Found, code: Codes) -> int:
        return drop_probable(pairs, found, code, by, rarest)

    swept = swept_acts(acts, 0)
    pairs = weigh(swept, at_least=LEAST_THINGS, threads=threads, memory=memory, sieve=sieve)
    expected = expected_of_each(pairs.a, pairs.b, by)
    p = poisson_tail(pairs.objects, expected)
    rare = np.flatnonzero(p <= rarest)
    q = benjamini_hochberg(p[rare], tests=tests)
    q, kept = q[q <= FALSE_LIKENESSES], rare[q <= FALSE_LIKENESSES]
    return pl.DataFrame(
        {
            "a": acts.actors.gather(pairs.a[kept]),
            "b": acts.actors.gather(pairs.b[kept]),
            "things": pairs.objects[kept].astype(np.int64),
            "expected": expected[kept],
            "p": p[kept],
            "q": q,
        }
    )


def _acts(had: pl.DataFrame) -> Acts:
    return Acts.from_frame(
        had.select("actor", object="thing", at=pl.lit(0, pl.Int64), post=pl.lit(None, pl.String))
    )
