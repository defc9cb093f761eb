"""Grouping: communities and candidates, the tiers they give, and the clusters that are reported."""

from collections.abc import Mapping

import polars as pl

from coordination import clusters as clustering
from coordination import network, tiers
from coordination.candidates import candidates, without_reported
from coordination.coding import Coded
from coordination.findings import Findings
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
    near: Coded,
    *,
    measured: Mapping[str, Synchrony],
    verdict: pl.DataFrame,
    settings: Settings,
    findings: Findings,
    resolution: int,
) -> None:
    """Find communities and candidates, give everyone a tier; all of it goes into ``findings``.

    ``near`` are the same acts with near-duplicates as one object, which is how candidates are tied.
    """
    longer, shorter = _joint(acts, near, settings, resolution)
    pairs = network.weighed(longer, acts, threads=settings.threads, memory=settings.memory)
    ties = candidates(shorter, near, threads=settings.threads, memory=settings.memory)
    members = await network.communities(address, pairs)
    assigned = tiers.assign(verdict, members, tiers.components(ties.tests, verdict))
    tiered = assigned.filter(pl.col("tier").is_not_null())
    reported = tiered.filter(pl.col("community").is_not_null())
    sizes = dict(tiers.communities(members, verdict).select("community", "accounts").rows())
    maybe = without_reported(tiered)
    borne = borne_by(findings.likenesses) if settings.untimed else None
    found = clustering.describe(acts, longer, reported, sizes=sizes, measured=measured, borne=borne)
    possible = clustering.describe(near, shorter, maybe, sizes=None, measured=measured, borne=borne)
    findings.clusters = [*found, *possible]
    findings.roles = {
        **await network.roles(address, pairs, reported),
        **await network.roles(address, ties.pairs, maybe),
    }
    findings.tiered, findings.measured = tiered, dict(measured)
    if ties.remark:
        findings.remarks.append(ties.remark)


def _joint(acts: Coded, near: Coded, settings: Settings, resolution: int) -> tuple[Joint, Joint]:
    """What the networks of communities and of candidates count: every post once, without cuts."""
    traces = giving_hits(settings.traces)
    once = give_once(claims(acts, traces), cuts=False)
    once_near = once if near is acts else give_once(claims(near, traces), cuts=False)
    longer = {trace: settings.cluster_window(trace) for trace in traces}
    shorter = {trace: settings.candidate_window(trace) for trace in traces}
    return (
        joint(acts, longer, once, resolution=resolution),
        joint(near, shorter, once_near, resolution=resolution),
    )
