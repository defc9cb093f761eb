"""Grouping: communities and candidates, the tiers they give, and the clusters that are reported."""

from collections.abc import Mapping, Sequence

import polars as pl

from coordination import clusters as clustering
from coordination import following, network, tiers
from coordination.candidates import candidates, without_reported
from coordination.coding import Coded
from coordination.findings import Findings
from coordination.following import Explained
from coordination.joint import Joint, joint
from coordination.posts import give_once
from coordination.settings import Settings
from coordination.support import borne_by
from coordination.synchrony import Synchrony
from coordination.verdicts import claims, giving_hits
from graph_store.graph import Address


async def group(
    address: Address,
    acts: Coded,
    *,
    measured: Mapping[str, Synchrony],
    verdict: pl.DataFrame,
    explained: Sequence[Explained],
    settings: Settings,
    findings: Findings,
    resolution: int,
) -> None:
    """Find communities and candidates, give everyone a tier; all of it goes into ``findings``.

    The explained have what is left of their evidence without the source that they follow.
    """
    longer, shorter = _joint(acts, settings, resolution)
    pairs = network.weighed(longer, acts, threads=settings.threads, memory=settings.memory)
    near = candidates(shorter, acts, threads=settings.threads, memory=settings.memory)
    members = await network.communities(address, pairs)
    suspected = tiers.assign(verdict, members, tiers.components(near.tests, verdict))
    would_be = dict(suspected.drop_nulls("tier").select("actor", "tier").rows())
    findings.cleared = [
        (each, would_be[each.actor]) for each in explained if each.actor in would_be
    ]
    verdict = following.without(verdict, explained)
    assigned = tiers.assign(verdict, members, tiers.components(near.tests, verdict))
    tiered = assigned.filter(pl.col("tier").is_not_null())
    reported = tiered.filter(pl.col("community").is_not_null())
    sizes = dict(tiers.communities(members, verdict).select("community", "accounts").rows())
    maybe = without_reported(tiered)
    borne = borne_by(findings.likenesses) if settings.untimed else None
    found = clustering.describe(acts, longer, reported, sizes=sizes, measured=measured, borne=borne)
    possible = clustering.describe(acts, shorter, maybe, sizes=None, measured=measured, borne=borne)
    findings.clusters = [*found, *possible]
    findings.roles = {
        **await network.roles(address, pairs, reported),
        **await network.roles(address, near.pairs, maybe),
    }
    findings.tiered, findings.measured = tiered, dict(measured)
    if near.remark:
        findings.remarks.append(near.remark)


def _joint(acts: Coded, settings: Settings, resolution: int) -> tuple[Joint, Joint]:
    """What the networks of communities and of candidates count: every post once, without cuts."""
    traces = giving_hits(settings.traces)
    once = give_once(claims(acts, traces), cuts=False)
    longer = {trace: settings.cluster_window(trace) for trace in traces}
    shorter = {trace: settings.candidate_window(trace) for trace in traces}
    return (
        joint(acts, longer, once, resolution=resolution),
        joint(acts, shorter, once, resolution=resolution),
    )
