"""Grouping: communities and candidates, the tiers they give, and the clusters that are reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from coordination import clusters as clustering
from coordination import following, network, tiers
from coordination.candidates import Candidates, candidates, without_reported
from coordination.coding import Coded
from coordination.findings import Findings
from coordination.following import Explained
from coordination.joint import JOINT_BYTES, Joint, joint
from coordination.openness import acquainted
from coordination.pairs import Weights
from coordination.posts import give_once
from coordination.room import acts_must_fit
from coordination.settings import Settings
from coordination.support import borne_by
from coordination.synchrony import Synchrony
from coordination.verdicts import claims, giving_hits
from graph_store.graph import Address, Graph


@dataclass(frozen=True, eq=False)
class Grouped:
    """Everybody's tier, and the two networks that it rests on."""

    longer: Joint
    """What the network of communities counts."""
    shorter: Joint
    """What the network of candidates counts."""
    pairs: Weights
    ties: Candidates
    members: pl.DataFrame
    """Columns actor and community, of all accounts of the network."""
    assigned: pl.DataFrame
    """The verdict on everybody tested, with tier, cluster and score, strongest first."""


async def tiers_of(
    address: Address,
    acts: Coded,
    near: Coded,
    *,
    verdict: pl.DataFrame,
    settings: Settings,
    resolution: int,
) -> Grouped:
    """Find communities and candidates, the latter on near-duplicates, and give everyone a tier."""
    once = counted_once(acts, settings)
    longer, pairs = of_communities(acts, once, settings, resolution)
    members = await network.communities(address, pairs)
    if near is not acts:
        once = counted_once(near, settings)
    shorter, ties = of_candidates(near, once, settings, resolution)
    assigned = tiers.assign(verdict, members, tiers.components(ties.tests, verdict))
    return Grouped(longer, shorter, pairs, ties, members, assigned)


async def group(
    graph: Graph,
    acts: Coded,
    near: Coded,
    *,
    measured: Mapping[str, Synchrony],
    verdict: pl.DataFrame,
    explained: Sequence[Explained],
    settings: Settings,
    findings: Findings,
    resolution: int,
) -> None:
    """Give everyone a tier and describe the clusters; all of it goes into ``findings``.

    ``near`` are the same acts with near-duplicates as one object, which is how candidates are tied.
    The explained have what is left of their evidence without the source that they follow.
    """
    found = await tiers_of(
        graph.address, acts, near, verdict=verdict, settings=settings, resolution=resolution
    )
    would_be = dict(found.assigned.drop_nulls("tier").select("actor", "tier").rows())
    findings.cleared = [
        (each, would_be[each.actor]) for each in explained if each.actor in would_be
    ]
    verdict = following.without(verdict, explained)
    assigned = tiers.assign(verdict, found.members, tiers.components(found.ties.tests, verdict))
    tiered = assigned.filter(pl.col("tier").is_not_null())
    reported = tiered.filter(pl.col("community").is_not_null())
    sizes = dict(tiers.communities(found.members, verdict).select("community", "accounts").rows())
    maybe = without_reported(tiered)
    borne = borne_by(findings.likenesses) if settings.untimed else None
    members = tiered.select("actor").unique().sort("actor")
    keyed = members.select(code="actor", key=acts.actors["key"].gather(members["actor"]))
    known = await acquainted(graph, keyed, settings.scope.sets)
    findings.clusters = [
        *clustering.describe(
            acts, found.longer, reported, sizes=sizes, measured=measured, borne=borne, known=known
        ),
        *clustering.describe(
            near, found.shorter, maybe, sizes=None, measured=measured, borne=borne, known=known
        ),
    ]
    findings.roles = {
        **await network.roles(graph.address, found.pairs, reported),
        **await network.roles(graph.address, found.ties.pairs, maybe),
    }
    findings.tiered, findings.measured = tiered, dict(measured)
    if found.ties.remark:
        findings.remarks.append(found.ties.remark)


def counted_once(acts: Coded, settings: Settings) -> list[pl.DataFrame]:
    """The acts that both networks count, a frame a trace: every post once, without cuts."""
    return give_once(claims(acts, giving_hits(settings.traces)), cuts=False)


def of_communities(
    acts: Coded, once: Sequence[pl.DataFrame], settings: Settings, resolution: int
) -> tuple[Joint, Weights]:
    """What the network of communities counts, and its pairs.

    Raises TooManyActs where both networks would not fit in memory, TooManyPairs.
    """
    acts_must_fit(sum(frame.height for frame in once), JOINT_BYTES, settings.memory)
    windows = {each: settings.cluster_window(each) for each in giving_hits(settings.traces)}
    longer = joint(acts, windows, once, resolution=resolution)
    return longer, network.weighed(longer, acts, threads=settings.threads, memory=settings.memory)


def of_candidates(
    near: Coded, once: Sequence[pl.DataFrame], settings: Settings, resolution: int
) -> tuple[Joint, Candidates]:
    """What the network of candidates counts, and its pairs with their tests."""
    windows = {each: settings.candidate_window(each) for each in giving_hits(settings.traces)}
    shorter = joint(near, windows, once, resolution=resolution)
    return shorter, candidates(shorter, near, threads=settings.threads, memory=settings.memory)
