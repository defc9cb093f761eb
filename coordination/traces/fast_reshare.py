"""Resharing the same author within seconds of its posts."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Account, Reshares

TRACE = Trace(
    name="fast_reshare",
    joint_act="reshared the same author within ten seconds of a post of its own",
    acts=acts.FAST_RESHARE,
    tie=Reshares,
    thing=Account,
    turn=10,
    gives_hits=False,
    why="Nobody reads, decides and reshares within seconds, author after author.",
    innocent="People whom their telephone tells of every post, and official teams.",
)
