"""A dossier: one cluster with its members and the evidence, whole enough to stand alone."""

from itertools import combinations

from coordination.explain import Whole, explain
from cypher import findings
from cypher.findings import AccountRow, ClusterRow, PairRow, RunRow
from graph_store.graph import Graph

LINKS_LISTED = 200
PAIRS_EXPLAINED = 10
STRONGEST = 4
"""Members whose pairs are explained where no link of the cluster beat all nulls."""

Dossier = dict[str, object]

CAUTION = (
    "Acting at the same time is not proof of deceit: feeds, official teams and fans do so too. "
    "Read the innocent explanation of every trace before you name anybody."
)


async def dossier(graph: Graph, *, run: RunRow, cluster: ClusterRow) -> Dossier:
    """Keys: caution, cluster, run, members, links, evidence (the object of ``explain`` a pair)."""
    members = await graph.ask(findings.ACCOUNTS, run=run.run, cluster=cluster.cluster)
    links = await graph.ask(
        findings.CLUSTER_LINKS, run=run.run, cluster=cluster.cluster, limit=LINKS_LISTED
    )
    whole = Whole(graph, run)
    return {
        "caution": CAUTION,
        "cluster": cluster.model_dump(),
        "run": run.model_dump(),
        "members": [member.model_dump() for member in members],
        "links": [link.model_dump() for link in links],
        "evidence": [
            await explain(graph, a=a, b=b, run=run, whole=whole)
            for a, b in _telling(members, links)
        ],
    }


def _telling(members: list[AccountRow], links: list[PairRow]) -> list[tuple[str, str]]:
    """The pairs to explain: the strongest links, else the strongest members two by two."""
    if links:
        return [(link.a, link.b) for link in links[:PAIRS_EXPLAINED]]
    strongest = [member.account for member in members[:STRONGEST]]
    return list(combinations(strongest, 2))
