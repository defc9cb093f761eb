"""Posting links to the same domain."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Domain, LinksTo

TRACE = Trace(
    name="co_domain",
    joint_act="posted links to the same domain",
    acts=acts.CO_DOMAIN,
    tie=LinksTo,
    thing=Domain,
    turn=6,
    clusters_s=300,
    why="A network that serves one site posts its pages in turns.",
    innocent="A big news site that many people link to all day.",
)
