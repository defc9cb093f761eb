"""Sharing domains that imitate a known outlet."""

import polars as pl

from coordination.chance import benjamini_hochberg, poisson_tail
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.domains import Outlets
from coordination.likeness.facts import NOBODY, Facts, borne
from coordination.traces.declared import Untimed
from cypher import likenesses
from loaders.suffixes import registrable

LEAST_LINKS = 2
"""Posts that lead to imitations; one may be a slip."""


async def find(facts: Facts) -> pl.DataFrame:
    """Who shares imitations, and so more often than everybody shares them; by imitation."""
    known = _registered(await facts.ask(likenesses.OUTLETS))
    if known.is_empty():
        return NOBODY
    links = (
        (await facts.ask(likenesses.LINKS))
        .rename({"domains": "domain"})
        .explode("domain", "posts", empty_as_null=False)
    )
    posing = _posing(known, _registered(links.select("domain").unique()))
    if posing.is_empty() or links.is_empty():
        return NOBODY
    marked = links.join(posing, on="domain", how="left")
    own = pl.col("posts").filter(pl.col("original").is_not_null()).sum()
    told = marked.group_by("actor").agg(pl.col("posts").sum(), own=own)
    rate = int(told["own"].sum()) / int(told["posts"].sum())
    told = told.with_columns(expected=pl.col("posts") * rate).filter(pl.col("own") >= LEAST_LINKS)
    told = told.sort("actor")
    p = poisson_tail(told["own"].to_numpy(), told["expected"].to_numpy())
    q = benjamini_hochberg(p, tests=links["actor"].n_unique())
    kept = told.with_columns(pl.Series("p", p), pl.Series("q", q)).select(
        "actor", "expected", "p", "q"
    )
    kept = kept.filter(pl.col("q") <= FALSE_LIKENESSES)
    detail = pl.format("posted {} links to it, which poses as {} ({})", "posts", "original", "how")
    return borne(
        marked.drop_nulls("original")
        .join(kept, on="actor")
        .with_columns(thing="domain", detail=detail)
    )


def _registered(domains: pl.DataFrame) -> pl.DataFrame:
    """What of each domain is registered; under an unknown top-level domain the last two parts."""
    worked_out = registrable(domains["domain"])
    last_two = pl.col("domain").str.extract(r"([^.:/]+\.[a-z][^.:/]*)$")
    return domains.with_columns(registrable=pl.coalesce(worked_out, last_two))


def _posing(known: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Columns domain, original, how: imitations that a source names, else those that are seen."""
    said = (
        known.drop_nulls("original")
        .sort("domain", "original")
        .unique("domain", keep="first", maintain_order=True)
        .select("domain", "original", how=pl.col("technique").fill_null("as a source says"))
    )
    genuine = known.filter(~pl.col("domain").is_in(said["domain"].implode()))
    outlets = Outlets.of(genuine["registrable"].drop_nulls().unique())
    others = shared.drop_nulls("registrable").join(known, on="domain", how="anti").sort("domain")
    seen = [
        (host, imitation.original, imitation.technique)
        for host, registrable in others.select("domain", "registrable").iter_rows()
        if (imitation := outlets.imitated(host, registrable)) is not None
    ]
    return pl.concat([said, pl.DataFrame(seen, schema=said.schema, orient="row")])


TRACE = Untimed(
    name="lookalike_domain",
    likeness="shared domains that imitate a known outlet, far more often than others do",
    rests_on="domains",
    find=find,
    null="the share of such links among all links of everybody",
    why="A cloned outlet has no readers but those who are led there.",
    innocent="Regional editions of an outlet, and parody.",
)
