"""traces.md: every kind of joint act."""

from coordination.traces import TRACES, UNTIMED, Trace, Untimed
from lockstep.reference.markdown import code, opening, table
from lockstep.reference.page import Page

READING = """\
Two actors leave a trace each time both act on one object within a window. *Links* are pairs that do
so at least so often and more often than chance allows; *synchrony* is the window in which an
account's act counts as a hit in its own test; *clusters* is the window of the network on which
communities are found. Windows are inclusive, in seconds. A post that fits several traces gives its
evidence of synchrony to the first of them in this order. A dash stands where a trace gives links
only, for its acts are another trace's already.

Synchrony is no proof of deceit. The last column is what to rule out first.
"""

HEAD = (
    "trace",
    "both",
    "object",
    "links",
    "at least",
    "synchrony",
    "clusters",
    "why",
    "first innocent explanation",
)


UNTIMED_READING = """\
## Untimed traces

What actors have in common at no particular moment. Such a likeness flags nobody and makes no tier:
it supports what is found of an actor. An actor is *supported* where two untimed traces or more that
rest on different facts agree on it, each with q <= .01 under its own null or, where it has none,
beside one that has. Likenesses with q above .01 are not kept. Some traces look again among those
only whom another trace, on other facts, names together; q is then that among those named.
"""

UNTIMED_HEAD = ("trace", "they", "rests on", "null", "why", "first innocent explanation")


def write() -> str:
    """Two tables: timed traces in the order in which posts fit them, then the untimed ones."""
    parts = [
        opening("Traces", derived_from="the modules under `coordination/traces/`"),
        READING,
        table(HEAD, (_row(trace) for trace in TRACES.values())),
        UNTIMED_READING,
        table(UNTIMED_HEAD, (_untimed(trace) for trace in UNTIMED.values())),
    ]
    return "\n".join(parts)


def _row(trace: Trace) -> tuple[str, ...]:
    synchrony, clusters = f"{trace.synchrony_s}", f"{trace.clusters_s}"
    if trace.least_words is not None:
        synchrony += f", originals of at least {trace.least_words} words"
    if not trace.gives_hits:
        synchrony = clusters = "-"
    return (
        code(trace.name),
        trace.joint_act,
        trace.thing.label,
        f"{trace.within_s}",
        f"{trace.at_least}",
        synchrony,
        clusters,
        trace.why,
        trace.innocent,
    )


def _untimed(trace: Untimed) -> tuple[str, ...]:
    return (
        code(trace.name),
        trace.likeness,
        trace.rests_on,
        trace.null or "none: it only supports",
        trace.why,
        trace.innocent,
    )


PAGE = Page("traces.md", write)
