"""Posting the same, or nearly the same, picture."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Image, Shows

TRACE = Trace(
    name="co_image",
    joint_act="posted the same or nearly the same picture",
    acts=acts.CO_IMAGE,
    tie=Shows,
    thing=Image,
    turn=4,
    near_duplicates=True,
    why="Campaign pictures travel from one folder to many accounts.",
    innocent="A viral meme, or a wire photo that many newsrooms use.",
)
