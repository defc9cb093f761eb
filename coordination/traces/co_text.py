"""Posting the same, or nearly the same, wording."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Says, Text

TRACE = Trace(
    name="co_text",
    joint_act="posted the same or nearly the same wording",
    acts=acts.CO_TEXT,
    tie=Says,
    thing=Text,
    turn=2,
    synchrony_s=3600,
    least_words=6,
    near_duplicates=True,
    why="People rarely find the same six words on their own.",
    innocent="Quoting a slogan, or the share button of a site that fills in the words.",
)
