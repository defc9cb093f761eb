"""Company: pairs that share more things, at whatever times, than how popular those are explains."""

import numpy as np
import polars as pl

from coordination.acts import Acts
from coordination.chance import benjamini_hochberg, poisson_tail
from coordination.pairs import count

FALSE_LIKENESSES = 0.01
LEAST_THINGS = 2


def pairs_beyond_popularity(had: pl.DataFrame, *, threads: int, memory: int | None) -> pl.DataFrame:
    """Pairs of actors with at least two things in common, each weighed by how popular those are.

    ``had`` has actor and thing, each two once. Of a's things, b is expected to have each as often
    as b's share of all uses lets it meet the uses of others; the larger of both directions counts.
    Columns: a, b (a before b), things, expected, p, q, the last among all pairs that could have
    been. Raises TooManyPairs.
    """
    acts = Acts.from_frame(
        had.select("actor", object="thing", at=pl.lit(0, pl.Int64), post=pl.lit(None, pl.String))
    )
    pairs = count(acts, within=0, at_least=LEAST_THINGS, threads=threads, memory=memory)
    actors = len(acts.actors)
    others = np.bincount(acts.object, minlength=len(acts.objects)) - 1
    met = np.bincount(acts.actor, weights=others[acts.object], minlength=actors)
    share = np.bincount(acts.actor, minlength=actors) / max(len(acts), 1)
    a, b = pairs.a, pairs.b
    expected = np.maximum(met[a] * share[b], met[b] * share[a])
    p = poisson_tail(pairs.objects, expected)
    return pl.DataFrame(
        {
            "a": acts.actors.gather(a),
            "b": acts.actors.gather(b),
            "things": pairs.objects.astype(np.int64),
            "expected": expected,
            "p": p,
            "q": benjamini_hochberg(p, tests=actors * (actors - 1) // 2),
        }
    )
