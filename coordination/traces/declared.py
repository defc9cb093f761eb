"""What a trace is: data about one kind of joint act, and no code."""

from dataclasses import dataclass

from cypher import Query
from cypher.acts import SomeActs, SomeWords
from graph_models import Node, Relationship


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Two actors leave a trace each time both act on one object within a window."""

    name: str
    """Used everywhere: command line, API, graph, docs."""

    joint_act: str
    """What both did, as the end of "both …"."""

    acts: Query[SomeActs] | Query[SomeWords]
    """Who acted on which object, when, by which post."""

    tie: type[Relationship]
    """What ties the post to the object; a domain may stand behind a link."""

    thing: type[Node]
    """What the object is."""

    turn: int
    """A post gives evidence of synchrony once: to the trace it fits that has the lowest turn."""

    gives_hits: bool = True
    """False where it gives links only: its acts are another trace's, seen in another way."""

    within_s: int = 60
    """Window of the links, in seconds, inclusive; two objects are the least for a link."""

    at_least: int = 2
    """Fewest shared objects of a link."""

    synchrony_s: int = 60
    """Window in which an account's act counts as a hit, in seconds."""

    clusters_s: int = 3600
    """Window of the network that clusters are found on, in seconds."""

    least_words: int | None = None
    """Set where the objects are wordings: only originals of so many words give evidence."""

    why: str
    """Why it is telling when it recurs."""

    innocent: str
    """The first innocent explanation to rule out."""
