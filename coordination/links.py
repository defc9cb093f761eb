"""Links: the pairs of one trace that beat chance."""

from dataclasses import dataclass

import polars as pl

from coordination.acts import Acts
from coordination.chance import judge, table
from coordination.pairs import count
from coordination.settings import Settings
from coordination.traces import Trace


@dataclass(kw_only=True)
class TraceReport:
    """What one trace held and gave."""

    trace: str
    within_s: float | None
    """Null of an untimed trace, as are the two below."""
    at_least: int | None
    acts: int = 0
    """Of an untimed trace, facts that were read."""
    actors: int = 0
    objects: int = 0
    """Of an untimed trace, likenesses."""
    pairs: int | None = 0
    kept: int = 0
    """Links; of an untimed trace, how often somebody bears a likeness."""
    tested: bool = True
    """False where the span of its acts leaves no time to compare the window with."""
    seconds: float = 0.0


def links(
    frame: pl.DataFrame, trace: Trace, settings: Settings
) -> tuple[TraceReport, pl.DataFrame]:
    """The pairs of one trace that beat chance, with the actors' labels."""
    acts = Acts.from_frame(frame)
    within, at_least = settings.link_window(trace), settings.least(trace)
    pairs = count(
        acts, within=within, at_least=at_least, threads=settings.threads, memory=settings.memory
    )
    chance = judge(acts, pairs, within=within, threads=settings.threads)
    kept = table(acts, pairs, chance).filter(pl.col("q") <= settings.fdr)
    labels = frame.select("actor", "label").unique("actor")
    for end in ("a", "b"):
        kept = kept.join(
            labels.rename({"actor": f"account_{end}", "label": f"label_{end}"}),
            on=f"account_{end}",
            how="left",
            maintain_order="left",
        )
    row = TraceReport(
        trace=trace.name,
        within_s=within,
        at_least=at_least,
        acts=len(acts),
        actors=len(acts.actors),
        objects=len(acts.objects),
        pairs=len(pairs),
        kept=kept.height,
    )
    return row, kept.with_columns(within_s=pl.lit(float(within)))
