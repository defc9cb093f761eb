"""Using the same hashtag."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Hashtag, Tagged

TRACE = Trace(
    name="co_hashtag",
    joint_act="used the same hashtag",
    acts=acts.CO_HASHTAG,
    tie=Tagged,
    thing=Hashtag,
    turn=5,
    why="Pushing a tag into the trends takes many posts in few minutes.",
    innocent="A trending event that many people follow at once.",
)
