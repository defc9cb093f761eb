"""Verdicts: every actor of a run tested against its own hours, by trace and over all of them."""

from collections.abc import Sequence

import polars as pl

from coordination import synchrony
from coordination.coding import Coded
from coordination.following import Evidence
from coordination.posts import Claim, give_once
from coordination.settings import Settings
from coordination.synchrony import Synchrony
from coordination.traces import Trace


def evidence(acts: Coded, settings: Settings) -> list[Evidence]:
    """The acts that count in every trace, each post once, with the trace's window."""
    traces = giving_hits(settings.traces)
    return [
        Evidence(trace=trace.name, acts=frame, within=settings.hit_window(trace))
        for trace, frame in zip(traces, give_once(claims(acts, traces)), strict=True)
    ]


def verdicts(
    acts: Coded, counted: Sequence[Evidence], resolution: int
) -> tuple[dict[str, Synchrony], pl.DataFrame]:
    """The self-controlled test of every actor: by trace, and over all traces."""
    measured = {
        each.trace: synchrony.measure(each.acts, within=each.within, resolution=resolution)
        for each in counted
    }
    return measured, synchrony.judge(list(measured.values()), actors=acts.actors.height)


def giving_hits(traces: Sequence[Trace]) -> list[Trace]:
    """The traces whose acts are evidence of synchrony and tie accounts into clusters."""
    return [trace for trace in traces if trace.gives_hits]


def claims(acts: Coded, traces: Sequence[Trace]) -> list[Claim]:
    """What each trace asks of the posts."""
    return [
        Claim(turn=trace.turn, acts=acts.acts[trace.name], least_words=trace.least_words)
        for trace in traces
    ]
