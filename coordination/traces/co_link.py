"""Posting the same link."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import LinksTo, Url

TRACE = Trace(
    name="co_link",
    joint_act="posted the same link",
    acts=acts.CO_LINK,
    tie=LinksTo,
    thing=Url,
    turn=3,
    why="Spreading a site's pages at the same minute, again and again, takes an appointment.",
    innocent="Breaking news, which many people share as soon as it is out.",
)
