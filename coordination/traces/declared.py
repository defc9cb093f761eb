"""What a trace is: a kind of joint act, which is data, or a likeness that has no moment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from coordination.likeness.facts import Facts
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

    near_duplicates: bool = False
    """Whether links and clusters take wordings or pictures that are nearly the same for one."""

    why: str
    """Why it is telling when it recurs."""

    innocent: str
    """The first innocent explanation to rule out."""


Ground = Literal["birth", "hours", "names", "pictures", "domains", "money", "material", "wording"]

Find = Callable[[Facts], Awaitable[pl.DataFrame]]
"""Reads what it needs and gives who bears which likeness, with the columns of ``BORNE``."""

Among = Callable[[Facts, pl.DataFrame], Awaitable[pl.DataFrame]]
"""The same, of groups (columns named, a text, and actor) that were made without its facts."""


@dataclass(frozen=True, kw_only=True)
class Untimed:
    """Something that actors have in common at no particular moment; it supports, never accuses."""

    name: str
    """Used everywhere: command line, API, graph, docs."""

    likeness: str
    """What those who bear it did or are, as the end of "they …"."""

    rests_on: Ground
    """Two traces are independent when they rest on different facts."""

    find: Find

    null: str | None
    """What q is weighed against; null: nothing, so that it only supports a trace that has one."""

    among: Among | None = None
    """Looks again among those only whom another trace names together; null: it does not."""

    also_by: tuple[Ground, ...] = ()
    """Facts by which it chooses beside those it rests on: whom it names is no sample of these."""

    near_duplicates: bool = False
    """Whether it takes wordings or pictures that are nearly the same for one."""

    why: str
    """Why it is telling."""

    innocent: str
    """The first innocent explanation to rule out."""
