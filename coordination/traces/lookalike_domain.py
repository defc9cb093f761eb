"""Sharing domains that imitate a known outlet."""

import polars as pl

from coordination.chance import benjamini_hochberg, poisson_tail
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.domains import Outlets, named
from coordination.likeness.facts import NOBODY, Facts, borne
from coordination.traces.declared import Untimed
from cypher import likenesses
from loaders.suffixes import registrable

LEAST_LINKS = 2
"""Posts that lead to imitations; one may be a slip."""

SIGNS = r"[^\p{L}\p{N}]+"
"""What parts the words of a name, and is no part of an address but for hyphens."""


async def find(facts: Facts) -> pl.DataFrame:
    """Who shares imitations, and so more often than everybody shares them; by imitation."""
    known = _registered(await facts.ask(likenesses.OUTLETS))
    links = (
        (await facts.ask(likenesses.LINKS))
        .rename({"domains": "domain"})
        .explode("domain", "posts", empty_as_null=False)
    )
    linked = _registered(links.group_by("domain").agg(actors=pl.col("actor").n_unique()))
    posing = _posing(known, _own_sites(links, linked), linked)
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


def _own_sites(links: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Columns registrable, site, actors: where somebody of the very name of a site mostly links.

    In order of actors, how many link there; of several of one name the first is imitated, but none
    of them poses as it.
    """
    mostly = links.filter(
        (2 * pl.col("posts") >= pl.col("posts").sum().over("actor"))
        & (pl.col("posts") >= LEAST_LINKS)
    )
    placed = mostly.join(linked.drop_nulls("registrable"), on="domain").with_columns(
        called=pl.col("name").str.to_lowercase().str.replace_all(SIGNS, "")
    )
    labels = placed.select("registrable").unique()
    labels = labels.with_columns(
        site=pl.Series([named(each) for each in labels["registrable"]], dtype=pl.String)
    )
    own = placed.join(labels, on="registrable").filter(
        pl.col("called") == pl.col("site").str.replace_all(SIGNS, "")
    )
    sites = own.select("registrable", "site", "actors").unique()
    return sites.sort("actors", "registrable", descending=[True, False])


def _posing(known: pl.DataFrame, own: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Columns domain, original, how: imitations that a source names, else those that are seen.

    A site that is only known for its owner's links is imitated by sites to which fewer link.
    """
    said = (
        known.drop_nulls("original")
        .sort("domain", "original")
        .unique("domain", keep="first", maintain_order=True)
        .select("domain", "original", how=pl.col("technique").fill_null("as a source says"))
    )
    genuine = known.filter(~pl.col("domain").is_in(said["domain"].implode()))
    outlets = Outlets.of(genuine["registrable"].drop_nulls().unique())
    reach = dict(own.select("registrable", "actors").iter_rows())
    sites = Outlets.of(own.unique("site", keep="first", maintain_order=True)["registrable"])
    seen = []
    others = linked.drop_nulls("registrable").join(known, on="domain", how="anti").sort("domain")
    for host, site, actors in others.select("domain", "registrable", "actors").iter_rows():
        imitation = outlets.imitated(host, site)
        if imitation is None and site not in reach:
            imitation = sites.imitated(host, site)
            if imitation is not None and reach[imitation.original] <= actors:
                imitation = None
        if imitation is not None:
            seen.append((host, imitation.original, imitation.technique))
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
