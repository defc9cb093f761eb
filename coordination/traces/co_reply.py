"""Replying to the same post."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Post, RepliesTo

TRACE = Trace(
    name="co_reply",
    joint_act="replied to the same post",
    acts=acts.CO_REPLY,
    tie=RepliesTo,
    thing=Post,
    turn=7,
    why="Whoever is to be shouted down, or applauded, gets many answers in one minute.",
    innocent="A heated thread, in which everybody has something to say.",
)
