"""Resharing the same post."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Post, Reshares

TRACE = Trace(
    name="co_reshare",
    joint_act="reshared the same post",
    acts=acts.CO_RESHARE,
    tie=Reshares,
    thing=Post,
    turn=1,
    near_duplicates=True,
    why="Reshares are what bought and automated amplification is made of.",
    innocent="Fans of one author, who reshare whatever it posts.",
)
