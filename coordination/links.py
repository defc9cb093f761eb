"""Links: the pairs of one trace that beat chance."""

from dataclasses import dataclass

import polars as pl

from coordination.acts import Acts
from coordination.chance import gather, judged, pairs_of, table
from coordination.hours import beaten, tail_given_hours
from coordination.pairs import PAIR_BYTES, described, swept_acts, weigh
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
    vetoed: int = 0
    """Pairs that beat the first two nulls, and not the third."""
    tested: bool = True
    """False where the span of its acts leaves no time to compare the window with."""
    seconds: float = 0.0


def links(
    frame: pl.DataFrame, trace: Trace, settings: Settings
) -> tuple[TraceReport, pl.DataFrame]:
    """The pairs of one trace that beat chance, with the actors' labels."""
    acts = Acts.from_frame(frame.with_columns(post=pl.lit(None, pl.String)))
    within, at_least, threads = settings.link_window(trace), settings.least(trace), settings.threads
    window = acts.ticks_in(within)
    pairs = weigh(
        swept_acts(acts, window),
        at_least=at_least,
        threads=threads,
        memory=settings.memory,
        pair_bytes=PAIR_BYTES,
    )
    crowds = gather(acts, within=within, threads=threads)
    chance = judged(acts, crowds, pairs, threads=threads)
    passed = chance.q <= settings.fdr
    some, judgement = pairs.only(passed), chance.only(passed)
    expected, p = tail_given_hours(acts, crowds, some, within=within, threads=threads)
    links = beaten(judgement.p, p, tests=pairs_of(acts), rate=settings.fdr)
    hours = {"expected_given_hours": expected[links], "p_given_hours": p[links]}
    # Gaps and times of these only: of all pairs they take longer than counting does.
    found = described(some.only(links), swept_acts(acts, window), ticks=acts.ticks, threads=threads)
    kept = table(acts, found, judgement.only(links), hours)
    labels = frame.select("actor", "label").unique("actor").cast(pl.String)
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
        pairs=pairs.a.size,
        kept=kept.height,
        vetoed=some.a.size - kept.height,
    )
    return row, kept.with_columns(within_s=pl.lit(float(within)))
