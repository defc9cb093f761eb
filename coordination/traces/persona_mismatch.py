"""Names and profile pictures that disagree, where a reviewer has said what the pictures show."""

import numpy as np
import polars as pl
from scipy.special import bdtrc

from coordination.chance import benjamini_hochberg
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.facts import NOBODY, Facts, borne, moment
from coordination.likeness.given_names import MEN, WOMEN
from coordination.traces.declared import Untimed
from cypher import likenesses

LEAST = 3
WOMAN = r"(?i)\b(woman|women|girl|girls|lady|ladies|female|mother|grandmother)\b"
MAN = r"(?i)\b(man|men|boy|boys|gentleman|gentlemen|male|father|grandfather)\b"

PRIOR = 0.5
"""Half a name of either sort is added to the others', so that no share is 0."""


async def find(facts: Facts) -> pl.DataFrame:
    """Labels under which more names disagree than if names were dealt to pictures at random."""
    worn = (await facts.ask(likenesses.AVATARS)).sort("actor", "image")
    given = pl.col("name").str.to_lowercase().str.extract(r"^\P{L}*(\p{L}+)")
    told = worn.with_columns(
        named=_one(given.is_in(sorted(WOMEN)), given.is_in(sorted(MEN))),
        shown=_one(pl.col("shows").str.contains(WOMAN), pl.col("shows").str.contains(MAN)),
        what=pl.col("shows").str.strip_chars().str.to_lowercase(),
    )
    told = told.drop_nulls(["named", "shown"]).unique(
        ["actor", "what"], keep="first", maintain_order=True
    )
    if told.is_empty():
        return NOBODY
    told = told.with_columns(apart=pl.col("named") != pl.col("shown"))
    labels = _weighed(told).filter(pl.col("q") <= FALSE_LIKENESSES)
    names = pl.when(pl.col("named") == "woman").then(pl.lit("women's")).otherwise(pl.lit("men's"))
    return borne(
        told.filter("apart")
        .join(labels, on="what")
        .with_columns(
            thing=pl.format("{}, under {} names", "what", names),
            at=moment("first_seen"),
            detail=pl.format("is called {} and shows {}", "name", "what"),
        )
    )


def _one(woman: pl.Expr, man: pl.Expr) -> pl.Expr:
    """Which of the two; null where both or neither."""
    return (
        pl.when(woman & ~man)
        .then(pl.lit("woman"))
        .when(man & ~woman)
        .then(pl.lit("man"))
        .otherwise(None)
    )


def _weighed(told: pl.DataFrame) -> pl.DataFrame:
    """Columns what, expected, p, q: mismatches of each label, had names been dealt at random.

    The names dealt are those under all other labels: whoever shows a star, a man or a woman, takes
    no heed of the own name, and disagrees with it by half.
    """
    women = pl.col("named") == "woman"
    labels = (
        told.group_by("what", "shown")
        .agg(
            worn=pl.len().cast(pl.Int64),
            apart=pl.col("apart").sum().cast(pl.Int64),
            women=women.sum().cast(pl.Int64),
        )
        .sort("what")
    )
    every, all_women = told.height, int((told["named"] == "woman").sum())
    share = (all_women - pl.col("women") + PRIOR) / (every - pl.col("worn") + 2 * PRIOR)
    rate = pl.when(pl.col("shown") == "man").then(share).otherwise(1 - share)
    tried = labels.with_columns(rate=rate).filter(pl.col("apart") >= LEAST)
    worn, apart, chance = (tried[name].to_numpy() for name in ("worn", "apart", "rate"))
    p = np.asarray(bdtrc(apart - 1.0, worn, chance), np.float64)
    q = benjamini_hochberg(p, tests=labels.height)
    return tried.select(
        "what", pl.Series("p", p), pl.Series("q", q), expected=pl.col("worn") * pl.col("rate")
    )


TRACE = Untimed(
    name="persona_mismatch",
    likeness="have names that disagree in one way with what a reviewer saw in their pictures",
    rests_on="pictures",
    find=find,
    null="the names under all other pictures, dealt at random",
    why="Pictures come from one folder, names from one list, and nobody matches them.",
    innocent="Couples, pets and idols as pictures.",
)
