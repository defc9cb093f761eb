"""What a detection run is asked to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from coordination.scope import Scope
from coordination.traces import Trace, Untimed


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a run is asked to do."""

    scope: Scope
    traces: Sequence[Trace]
    untimed: Sequence[Untimed] = ()
    within: float | None = None
    """Replaces the windows of links and of synchrony, in seconds; null: each trace's own."""
    at_least: int | None = None
    """Replaces the fewest shared objects of a link."""
    fdr: float = 0.05
    """Largest q of a link."""
    threads: int = 2
    memory: int | None = None
    kept: Path | None = None
    """Folder of the acts that runs keep for the next; null: all are read from the graph."""
    folder: Path | None = None
    """Where things wait that do not fit in memory; null: the platform's folder for such."""

    def link_window(self, trace: Trace) -> float:
        """Seconds within which two acts are joint."""
        return trace.within_s if self.within is None else self.within

    def hit_window(self, trace: Trace) -> int:
        """Whole seconds within which an account's act is a hit."""
        return trace.synchrony_s if self.within is None else int(self.within)

    def cluster_window(self, trace: Trace) -> int:
        """Whole seconds within which acts make the network of clusters."""
        return max(trace.clusters_s, int(self.within or 0))

    def candidate_window(self, trace: Trace) -> int:
        """Whole seconds within which acts make the pairs of candidates."""
        return max(1, int(self.link_window(trace)))

    def least(self, trace: Trace) -> int:
        """Fewest shared objects of a link."""
        return trace.at_least if self.at_least is None else self.at_least

    def as_json(self) -> str:
        """What was asked, as the graph keeps it."""
        asked = asdict(self.scope) | {
            "within": self.within,
            "at_least": self.at_least,
            "fdr": self.fdr,
            "traces": [
                *(trace.name for trace in self.traces),
                *(trace.name for trace in self.untimed),
            ],
        }
        return orjson.dumps(asked).decode()
