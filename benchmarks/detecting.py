"""Detection on tables of posts, with the settings that a new user gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from benchmarks.labelled import Labelled
from coordination.coding import coded
from coordination.grouping import tiers_of
from coordination.reading import Scope
from coordination.settings import Settings
from coordination.traces import TRACES
from coordination.verdicts import evidence, verdicts
from graph_store.graph import Address
from loaders.entities import links_in, names_in, tags_in
from loaders.urls import links
from loaders.wording import hashtags

MICROSECONDS = 1_000_000


@dataclass(frozen=True, eq=False)
class Detected:
    """What was found on a set."""

    accounts: pl.DataFrame
    """Columns account, tier (null: none) and score, of everybody tested."""

    communities: pl.DataFrame
    """Columns account and community, of everybody in the network, reported or not."""


def acts_of(posts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The acts of each trace that wordings give rise to, as they are read out of the graph."""
    rows = posts.with_row_index("post").select(
        pl.col("post").cast(pl.String),
        "text",
        "wording",
        "words",
        "reshare",
        actor="account",
        label=pl.lit("Account"),
        at=(pl.col("at") * MICROSECONDS).cast(pl.Datetime("us", "UTC")),
    )
    who = rows.select("post", "actor", "label", "at")
    worded = rows.drop_nulls("wording")
    written = rows.filter(pl.col("text").is_not_null())
    tags, names, seen = (
        tags_in(written),
        names_in(written.filter(~pl.col("reshare"))),
        links_in(written),
    )
    addresses = seen.hstack(links(seen["element"]))
    found = {
        "co_hashtag": tags.select("post", object=hashtags(tags["element"])),
        "co_mention": names.select("post", object=pl.col("element").str.to_lowercase()),
        "co_link": addresses.select("post", object="url"),
        "co_domain": addresses.select("post", object="domain"),
    }
    acts = {
        name: objects.drop_nulls("object").unique(maintain_order=True).join(who, on="post")
        for name, objects in found.items()
    }
    if "pictures" in posts.columns:
        shown = rows.select("post", object=posts["pictures"]).explode("object")
        acts["co_image"] = shown.filter(pl.col("object") != "").unique().join(who, on="post")
    acts["co_reshare"] = worded.filter("reshare").select(*who.columns, object="wording")
    acts["co_text"] = worded.select(
        *who.columns, "words", object="wording", original=~pl.col("reshare")
    )
    return acts


async def detected(
    address: Address, labelled: Labelled, *, only: Sequence[str] | None = None
) -> Detected:
    """Run the traces that wordings give rise to, or only some of them."""
    frames = {
        name: frame
        for name, frame in acts_of(labelled.posts).items()
        if frame.height and (only is None or name in only)
    }
    return await found_in(address, frames, resolution=labelled.resolution)


async def found_in(
    address: Address, frames: Mapping[str, pl.DataFrame], *, resolution: int
) -> Detected:
    """Run over acts, a frame a trace, as they are read out of the graph."""
    traces = [trace for name, trace in TRACES.items() if name in frames]
    acts = coded({trace.name: frames[trace.name] for trace in traces})
    settings = Settings(scope=Scope([]), traces=traces)
    _, verdict = verdicts(acts, evidence(acts, settings), resolution)
    found = await tiers_of(
        address, acts, acts, verdict=verdict, settings=settings, resolution=resolution
    )
    key = acts.actors["key"]
    tiers, members = (
        each.with_columns(account=key.gather(each["actor"]))
        for each in (found.assigned, found.members)
    )
    return Detected(
        tiers.select("account", "tier", "score"), members.select("account", "community")
    )
