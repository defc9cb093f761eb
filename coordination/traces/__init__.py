"""The kinds of joint act, one module each; a new trace is a new file here."""

from importlib import import_module
from pkgutil import iter_modules

from coordination.traces.declared import Trace


def _declared() -> dict[str, Trace]:
    """Every trace declared in a module of this package, in the order in which posts fit them."""
    found = []
    for module in iter_modules(__path__):
        values = vars(import_module(f"{__name__}.{module.name}")).values()
        found += [value for value in values if isinstance(value, Trace)]
    return {trace.name: trace for trace in sorted(found, key=lambda trace: trace.turn)}


TRACES = _declared()
"""Name to trace, in the order in which a post gives its evidence."""

__all__ = ["TRACES", "Trace"]
