"""Openness: whether those who follow a source say so, and the sentence that names it."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from coordination import following
from coordination.coding import Coded
from coordination.following import Evidence, Explained
from coordination.things import FOLLOWED
from coordination.traces import TRACES
from cypher import openness as questions
from cypher.openness import TieRow
from graph_models import Post
from graph_store.graph import Graph

BORN_BEFORE = -(2**40)
"""A moment before all others: when an account that is followed was there already."""

MOSTLY = 0.5
"""Share of an actor's links that lead to the site of its source, so that readers see whose it is.
By reasoning."""

AUTHOR = "what they act on are its own posts"


class Openness:
    """Whom the actors of a run openly follow, and how; asks the graph."""

    def __init__(self, graph: Graph, acts: Coded, sets: Sequence[str]) -> None:
        self._graph, self._acts, self._sets = graph, acts, list(sets)
        self.keys = acts.actors["key"].to_list()
        """Keys by code; authors who are no actors of the run have codes behind."""
        self.ties: Mapping[tuple[int, int], str] = {}
        """Actor and source to what ties them openly."""

    async def explain(
        self, evidence: Sequence[Evidence], verdict: pl.DataFrame, *, resolution: int
    ) -> list[Explained]:
        """Those whose synchrony is that of one open source which they follow."""
        tried = following.tried(evidence, verdict, resolution=resolution)
        authors = await self._authors(tried)
        trials = following.led(tried, authors=authors, resolution=resolution)
        led = following.leaders(trials)
        self.ties = await self._tied(led, trials, authors)
        open_ = [pair in self.ties for pair in led.rows()]
        return following.explained(trials, led.filter(pl.Series(open_, dtype=pl.Boolean)), evidence)

    def sentence(self, each: Explained) -> str:
        """Why somebody is explained, the source named."""
        source = self.keys[each.source]
        left = (
            f"without {'them' if each.is_source else 'it'} {each.rest_hits:,} are left where "
            f"{each.rest_expected:.2g} are expected"
        )
        if each.is_source:
            return (
                f"In {each.led:,} of {each.hits:,} hits it was first, those who came near openly "
                f"follow it, and nobody else there is synchronous; {left}."
            )
        return (
            f"In {each.led:,} of {each.hits:,} hits {source} came first, half of the time no more "
            f"than {each.median_lag_s:,.0f} s before, and {self.ties[each.actor, each.source]}; "
            f"{left}, and they meet others who follow it no more often than their own delays give."
        )

    async def _authors(self, trials: pl.DataFrame) -> pl.DataFrame:
        """Who wrote the posts that somebody hit, and who is followed."""
        hits = trials.filter("hit").select("trace", "object").unique()
        parts = [following.AUTHORS]
        codes = {key: code for code, key in enumerate(self.keys)}
        for trace in (name for name, each in TRACES.items() if each.thing is Post):
            things = hits.filter(pl.col("trace") == trace)["object"].sort()
            named = self._acts.objects[trace].gather(things) if things.len() else pl.Series([""])
            place = dict(zip(named, things, strict=False))
            rows = await self._graph.ask(
                questions.AUTHORS,
                keys=[key for key in place if not key.startswith(FOLLOWED)],
                sets=self._sets,
            )
            known = {row.post: (row.author, row.at) for row in rows}
            known |= {
                key: (key.removeprefix(FOLLOWED), BORN_BEFORE)
                for key in place
                if key.startswith(FOLLOWED)
            }
            written = []
            for key, (author, at) in known.items():
                if author not in codes:
                    codes[author] = len(self.keys)
                    self.keys.append(author)
                written.append((trace, place[key], codes[author], at))
            parts.append(pl.DataFrame(written, schema=following.AUTHORS.schema, orient="row"))
        return pl.concat(parts).unique(["trace", "object"], keep="first", maintain_order=True)

    async def _tied(
        self, led: pl.DataFrame, trials: pl.DataFrame, authors: pl.DataFrame
    ) -> Mapping[tuple[int, int], str]:
        if led.is_empty():
            return {}
        written = (
            trials.filter("hit")
            .join(authors, on=["trace", "object"], how="semi")
            .group_by("actor", "source")
            .agg(own=pl.len())
        )
        hits = trials.filter("hit").group_by("actor", "source").agg(total=pl.len())
        shares = led.join(hits, on=["actor", "source"]).join(
            written, on=["actor", "source"], how="left"
        )
        ties = {
            (actor, source): AUTHOR
            for actor, source, total, own in shares.rows()
            if (own or 0) >= following.ALWAYS * total
        }
        rows = await self._graph.ask(
            questions.TIES,
            actors=[self.keys[actor] for actor in led["actor"]],
            sources=[self.keys[source] for source in led["source"]],
            sets=self._sets,
        )
        codes = {key: code for code, key in enumerate(self.keys)}
        for row in rows:
            why = tie(row)
            if why:
                ties.setdefault((codes[row.actor], codes[row.source]), why)
        return ties


async def acquainted(graph: Graph, actors: pl.DataFrame, sets: Sequence[str]) -> pl.DataFrame:
    """Columns a, b: actors, coded as in ``actors`` (code and key), of whom a follows b or replies.

    Only those given are looked for, at both ends.
    """
    asked = actors["key"].to_list()
    rows = await graph.ask(questions.ACQUAINTED, actors=asked, sets=list(sets)) if asked else []
    code = dict(actors.select("key", "code").rows())
    pairs = [(code[row.actor], code[row.other]) for row in rows]
    return pl.DataFrame(pairs, schema={"a": pl.UInt32(), "b": pl.UInt32()}, orient="row")


def tie(row: TieRow) -> str | None:
    """What openly ties an actor to a source, as the end of a sentence; null where nothing does."""
    if row.one_owner:
        return "both have one declared administrator"
    if row.follows:
        return "they follow it openly"
    site = site_of(row.names, row.own_sites)
    links = dict(row.sites)
    if site and links.get(site, 0) >= max(1, MOSTLY * sum(links.values())):
        return f"they link to its own site, {site}"
    return None


def site_of(names: Iterable[str], sites: Iterable[str]) -> str | None:
    """The site that a source links to and that bears its name: what was registered is the name.

    A name with anything added to it is no match, which is what look-alikes have.
    """
    called = {_letters(name) for name in names} - {""}
    return next(
        (site for site in sorted(sites) if _letters(site.partition(".")[0]) in called), None
    )


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
