"""Changing name, picture and topic at the same time, in one wave."""

import numpy as np
import polars as pl

from coordination.chance import benjamini_hochberg
from coordination.likeness.bursts import LEAST, densest
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.facts import MOMENT, NOBODY, Facts, borne, day, moment
from coordination.traces.declared import Untimed
from cypher import likenesses

DAY = 86_400
WAVE = DAY
"""Seconds in which those of one wave change."""

TOGETHER = 7 * DAY
"""A picture that changes within so many seconds of the name changes with it."""

LEAST_TAGS = 3
"""Different hashtags before and after, without which a topic is not known."""

SAME_TOPIC = 0.2
"""Share of the hashtags of both times that stay where the topic stays."""


async def find(facts: Facts) -> pl.DataFrame:
    """Waves of accounts whose handle changed, and with it their picture or their topic."""
    handles = await facts.ask(likenesses.HANDLES)
    changes = _changes(handles, "handle")
    changes = changes.filter(pl.col("at") - pl.col("until") <= WAVE)
    pictures = _changes(await facts.ask(likenesses.AVATARS), "image")
    changed = changes.join(_pictured(changes, pictures), on=["actor", "at"], how="left")
    actors = changed["actor"].unique().sort().to_list()
    topics = _topics(changed, await facts.ask(likenesses.TOPICS, actors=actors))
    changed = changed.join(topics, on=["actor", "at"], how="left")
    whole = changed.filter(pl.col("picture").is_not_null() | pl.col("moved").fill_null(value=False))
    return _waves(whole.with_columns(kind=pl.lit(0, pl.Int64)), everyone=handles)


def _changes(seen: pl.DataFrame, what: str) -> pl.DataFrame:
    """Columns actor, label, old, new, until (old last seen) and at (new first seen); no overlap."""
    spans = (
        seen.drop_nulls(["first_seen", "last_seen"])
        .group_by("actor", "label", what)
        .agg(pl.col("first_seen").min(), pl.col("last_seen").max())
        .sort("actor", "first_seen", what)
    )
    before = {name: pl.col(name).shift().over("actor") for name in (what, "last_seen")}
    return spans.select(
        "actor",
        "label",
        old=before[what],
        new=what,
        until=before["last_seen"],
        at="first_seen",
    ).filter(pl.col("until") < pl.col("at"))


def _pictured(changes: pl.DataFrame, pictures: pl.DataFrame) -> pl.DataFrame:
    """Columns actor, at, picture: the picture that an actor has since about a change."""
    both = changes.select("actor", "at").join(
        pictures.select("actor", picture="new", since="at"), on="actor"
    )
    near = (pl.col("since") - pl.col("at")).abs() <= TOGETHER
    found = both.filter(near).sort("actor", "at", "since", "picture")
    return found.unique(["actor", "at"], keep="first", maintain_order=True).drop("since")


def _topics(changes: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    """Columns actor, at, moved: whether hardly a hashtag stayed; no row where too few are known."""
    used = changes.select("actor", "at").join(tags.select("actor", "tag", used="at"), on="actor")
    later = pl.col("used") >= pl.col("at")
    times = used.group_by("actor", "at", "tag").agg(after=later.any(), before=(~later).any())
    return (
        times.group_by("actor", "at")
        .agg(
            pl.col("after").sum(),
            pl.col("before").sum(),
            stayed=(pl.col("after") & pl.col("before")).mean(),
        )
        .filter(pl.min_horizontal("after", "before") >= LEAST_TAGS)
        .select("actor", "at", moved=pl.col("stayed") <= SAME_TOPIC)
    )


def _waves(changed: pl.DataFrame, *, everyone: pl.DataFrame) -> pl.DataFrame:
    """Changes that lie closer together than chance, over the time in which handles were seen."""
    seen = pl.concat([everyone["first_seen"], everyone["last_seen"]]).drop_nulls()
    if changed.is_empty() or seen.is_empty():
        return NOBODY
    span = max(int(np.ptp(seen.to_numpy())), 1)
    rate = np.full(changed.height, min(1.0, WAVE / span))
    tried = densest(changed.sort("actor", "at"), within=WAVE, rate=rate)
    q = benjamini_hochberg(tried["p"].to_numpy(), tests=tried.height)
    waves = tried.with_columns(pl.Series("q", q)).filter(
        (pl.col("q") <= FALSE_LIKENESSES) & (pl.col("size") >= LEAST)
    )
    starts = waves.sort("p", "at", "actor").select("expected", "p", "q", begun="at")
    inside = starts.with_row_index("rank").join(changed, how="cross")
    bearers = (
        inside.filter(pl.col("at").is_between("begun", pl.col("begun") + WAVE))
        .sort("rank", "actor", "at")
        .unique("actor", keep="first", maintain_order=True)
    )
    return borne(
        bearers.with_columns(
            thing=pl.format("others overnight, on {}", day("begun")),
            at=moment("at").cast(MOMENT),
            detail=_detail(),
        )
    )


def _detail() -> pl.Expr:
    named = pl.format("went from {} to {}", "old", "new")
    pictured = pl.when(pl.col("picture").is_not_null()).then(pl.lit(", with a new picture"))
    moved = pl.when(pl.col("moved").fill_null(value=False)).then(pl.lit(", on other subjects"))
    return pl.concat_str(named, pictured.otherwise(pl.lit("")), moved.otherwise(pl.lit("")))


TRACE = Untimed(
    name="renames",
    likeness="changed their name, and with it their picture or topic, on the same day",
    rests_on="names",
    find=find,
    null="such changes spread evenly over the time in which handles were seen",
    why="Who buys or re-uses accounts makes other people of them, all in one night.",
    innocent="Rebranding: somebody begins anew, for a reason of its own.",
)
