"""The kinds of trace, one module each; a new trace is a new file here."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from coordination.traces.declared import Trace, Untimed

TraceT = TypeVar("TraceT", Trace, Untimed)


def _declared(kind: type[TraceT]) -> list[TraceT]:
    """Every trace of a kind that a module of this package declares."""
    found = []
    for module in iter_modules(__path__):
        values = vars(import_module(f"{__name__}.{module.name}")).values()
        found += [value for value in values if isinstance(value, kind)]
    return found


TRACES = {trace.name: trace for trace in sorted(_declared(Trace), key=lambda trace: trace.turn)}
"""Name to timed trace, in the order in which a post gives its evidence."""

UNTIMED = {trace.name: trace for trace in sorted(_declared(Untimed), key=lambda trace: trace.name)}
"""Name to untimed trace."""

__all__ = ["TRACES", "UNTIMED", "Trace", "Untimed"]
