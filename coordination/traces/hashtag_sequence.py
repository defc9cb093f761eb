"""Using the same ordered row of hashtags."""

import polars as pl

from coordination.likeness.company import pairs_beyond_popularity
from coordination.likeness.components import component
from coordination.likeness.facts import MOMENT, NOBODY, Facts, borne
from coordination.traces.declared import Untimed
from cypher import likenesses


async def find(facts: Facts) -> pl.DataFrame:
    """Groups tied by rows; a group is called by the row that most of it used."""
    used = await facts.ask(likenesses.SEQUENCES)
    row = pl.format("#{}", pl.col("tags").list.join(" #"))
    used = used.with_columns(thing=row, at=pl.col("at").cast(MOMENT))
    pairs = pairs_beyond_popularity(
        used.select("actor", "thing").unique(), threads=facts.threads, memory=facts.memory
    )
    if pairs.is_empty():
        return NOBODY
    keys = pl.concat([pairs["a"], pairs["b"]]).unique().sort()
    a, b = (keys.search_sorted(pairs[end]).to_numpy() for end in ("a", "b"))
    groups = pl.DataFrame({"actor": keys, "group": component(a, b, size=len(keys))})
    ends = pl.concat([pairs.select("expected", "p", "q", actor=pl.col(end)) for end in ("a", "b")])
    best = ends.sort("actor", "p", "expected").unique("actor", keep="first", maintain_order=True)
    theirs = used.join(groups, on="actor")
    common = theirs.filter(pl.col("actor").n_unique().over("group", "thing") > 1)
    called = (
        common.group_by("group", "thing")
        .agg(pl.col("actor").n_unique())
        .sort("group", "actor", "thing", descending=[False, True, False])
        .unique("group", keep="first", maintain_order=True)
        .select("group", "thing")
    )
    bearers = common.group_by("actor", "group", "label").agg(
        pl.col("at").min(), rows=pl.col("thing").n_unique()
    )
    return borne(
        bearers.join(called, on="group")
        .join(best, on="actor")
        .with_columns(detail=pl.format("used {} rows that others of the group used", "rows"))
    )


TRACE = Untimed(
    name="hashtag_sequence",
    likeness="used the same ordered rows of five hashtags or more",
    rests_on="wording",
    find=find,
    null="how many rows each uses, and how popular each row is",
    why="Nobody puts the same five tags in the same order by chance, again and again.",
    innocent="Campaign text that supporters were asked to copy.",
)
