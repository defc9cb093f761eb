"""Processor time of a piece of work."""

import time
from collections.abc import Callable
from statistics import median


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Median processor seconds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken)
