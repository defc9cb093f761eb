"""Liking, viewing, commenting on or following the same things."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Liked, Post

TRACE = Trace(
    name="co_engagement",
    joint_act="liked, viewed, commented on or followed the same thing",
    acts=acts.CO_ENGAGEMENT,
    tie=Liked,
    thing=Post,
    turn=9,
    why="Bought engagement is delivered by one stock of accounts to customer after customer.",
    innocent="Fans, and a post that is popular with everybody.",
)
