"""Posts: which one object a post gives as evidence, so that nothing it says counts twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

COLUMNS = ("actor", "object", "at", "post")

NO_POST = 2**32 - 1
"""In the place of the code of a post, where an act has none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """What one trace of a run asks of the posts: its acts, and its turn among the traces."""

    turn: int
    """Of the traces that a post fits, the one with the lowest turn gets it."""

    acts: pl.DataFrame
    """Columns actor, object, at, post. Actors and posts have one code in all claims of a run;
    codes of objects follow the order of their keys. An act whose post is null is its own post."""

    crowds: pl.DataFrame | None = None
    """Columns object and actors, where ``acts`` are only some of the run's; null: they are all."""

    least_words: int | None = None
    """Set when the objects are wordings. Then every post with a wording has an act, with columns
    words (null: known by a hash only) and original; originals of at least so many words fit."""


def give_once(claims: Sequence[Claim], *, cuts: bool = True) -> list[pl.DataFrame]:
    """The acts that count, a frame for every claim in the order given: each post at most once.

    A post goes to the first trace it fits; of several objects there, the one with the fewest
    actors counts, then the smallest. A post whose wording another post also has goes no further
    than the trace of wordings, fitting or not. Without ``cuts`` neither few words nor repetition
    keep a post from any trace.
    """
    settled = np.zeros(_number_of_posts(claims), np.bool_)
    evidence = [claim.acts.select(COLUMNS).clear() for claim in claims]
    for place in sorted(range(len(claims)), key=lambda place: claims[place].turn):
        claim = claims[place]
        free = claim.acts.filter(_unsettled(claim.acts, settled))
        if claim.least_words is not None:
            free = free.filter(_fits_wordings(claim.least_words if cuts else 0))
            if cuts:
                _settle(_repeating(claim.acts), settled)
        evidence[place] = _one_object_each(free.select(COLUMNS), claim)
        _settle(evidence[place], settled)
    return evidence


def _number_of_posts(claims: Sequence[Claim]) -> int:
    posts = [claim.acts["post"].drop_nulls().to_numpy() for claim in claims]
    return max((int(codes.max()) + 1 for codes in posts if codes.size), default=1)


def _unsettled(acts: pl.DataFrame, settled: NDArray[np.bool_]) -> pl.Series:
    post = acts["post"]
    return pl.Series(~settled[post.fill_null(0).to_numpy()]) | post.is_null()


def _settle(acts: pl.DataFrame, settled: NDArray[np.bool_]) -> None:
    settled[acts["post"].drop_nulls().to_numpy()] = True


def _fits_wordings(least_words: int) -> pl.Expr:
    # An original of enough words fits even when nobody repeats it. Were it to go on, everybody who
    # writes in their own words would have to be told apart by hashtags and mentions, whose chance
    # hits drown the rest.
    return pl.col("original") & (pl.col("words").is_null() | (pl.col("words") >= least_words))


def _repeating(wordings: pl.DataFrame) -> pl.DataFrame:
    """The acts whose wording another post also has."""
    post, said = wordings["post"].fill_null(NO_POST).to_numpy(), wordings["object"].to_numpy()
    one = np.zeros(said.max(initial=0) + 1, np.uint32)
    one[said] = post
    by_others = np.zeros(one.size, np.bool_)
    by_others[said[one[said] != post]] = True
    return wordings.select("post").filter(pl.Series(by_others[said]))


def _one_object_each(free: pl.DataFrame, claim: Claim) -> pl.DataFrame:
    post = free["post"]
    times = np.bincount(post.drop_nulls().to_numpy(), minlength=1)
    undecided = pl.Series(times[post.fill_null(0).to_numpy()] > 1) & post.is_not_null()
    choices = free.filter(undecided)
    if choices.is_empty():
        return free
    crowds = claim.crowds
    if crowds is None:
        crowds = (
            claim.acts.join(choices.select("object").unique(), on="object", how="semi")
            .group_by("object")
            .agg(pl.col("actor").n_unique().alias("actors"))
        )
    chosen = (
        choices.join(crowds, on="object")
        .sort("post", "actors", "object", "at", "actor")
        .unique("post", keep="first", maintain_order=True)
    )
    return pl.concat([free.filter(~undecided), chosen.select(COLUMNS)])
