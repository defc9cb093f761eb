"""Mentioning the same account."""

from coordination.traces.declared import Trace
from cypher import acts
from graph_models import Account, Mentions

TRACE = Trace(
    name="co_mention",
    joint_act="mentioned the same account",
    acts=acts.CO_MENTION,
    tie=Mentions,
    thing=Account,
    turn=8,
    why="Naming one account in many posts at once calls it out, or floods what it sees.",
    innocent="A public figure in the news, whom everybody talks about.",
)
