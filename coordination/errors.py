"""What can go wrong between the acts and the findings.

* CoordinationError
  + ImpossibleCount       a window or a threshold was asked for that no pair can meet
  + TooManyActs           more acts were read than the memory allowed can hold
  + TooManyPairs          more pairs come out than the memory allowed can hold
  + TooManyRows           another tool's table would have more rows than the memory can hold
  + TooManyNear           more pairs of texts are nearly the same than the memory can hold
  + UnknownName           a set, trace, account, run or cluster that is not there
  + SameActor             two different actors are needed
  + NoRun                 nothing was detected yet
  + NothingLoaded         the graph holds no set
  + SeedsWithoutActs      nothing ties anybody to the seeds of a ranking
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from graph_models.errors import LockstepError


class CoordinationError(LockstepError):
    """Base of every error this package raises."""


class ImpossibleCount(CoordinationError, ValueError):
    """The window or the threshold asked for has no meaning."""

    def __init__(self, what: str, found: float, allowed: str) -> None:
        super().__init__(f"{what} is {found}: give {allowed}.")
        self.what, self.found, self.allowed = what, found, allowed


class TooManyActs(CoordinationError):
    """The acts of a run do not fit in the memory allowed, with what is made of them."""

    def __init__(self, acts: int, needed: int, memory: int) -> None:
        super().__init__(
            f"With {acts:,} acts so far this takes {needed / 2**30:.2f} GiB of memory, and "
            f"{memory / 2**30:.2f} GiB are allowed: raise LOCKSTEP_MEMORY, or choose a span with "
            "--since and --until, fewer sets or fewer traces."
        )
        self.acts, self.needed, self.memory = acts, needed, memory


class TooManyPairs(CoordinationError):
    """The pairs that qualify do not fit in the memory allowed."""

    def __init__(self, pairs: int, fitting: int, at_least: int, memory: int) -> None:
        super().__init__(
            f"{pairs:,} pairs share at least {at_least} objects, and {fitting:,} fit in the "
            f"{memory / 2**30:.2f} GiB allowed: raise --at-least, narrow --within or raise "
            "LOCKSTEP_MEMORY."
        )
        self.pairs, self.fitting, self.at_least, self.memory = pairs, fitting, at_least, memory


class TooManyRows(CoordinationError):
    """A table by another tool's rules does not fit in the memory allowed."""

    def __init__(self, rows: int, fitting: int, memory: int, remedy: str) -> None:
        super().__init__(
            f"The table would have {rows:,} rows, and {fitting:,} fit in the "
            f"{memory / 2**30:.2f} GiB allowed: {remedy} or raise LOCKSTEP_MEMORY."
        )
        self.rows, self.fitting, self.memory = rows, fitting, memory


class TooManyNear(CoordinationError):
    """The pairs of texts that are nearly the same do not fit in the memory allowed."""

    def __init__(self, pairs: int, fitting: int, memory: int) -> None:
        super().__init__(
            f"{pairs:,} pairs of texts are nearly the same, and {fitting:,} fit in the "
            f"{memory / 2**30:.2f} GiB allowed: raise the similarity or LOCKSTEP_MEMORY."
        )
        self.pairs, self.fitting, self.memory = pairs, fitting, memory


class UnknownName(CoordinationError):
    """A name that nothing has; near names are offered."""

    def __init__(self, kind: str, asked: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(asked, names, n=3, cutoff=0.5)
        if near:
            offer = f"did you mean {' or '.join(near)}?"
        elif names:
            offer = f"there are {', '.join(names[:10])}{' …' if len(names) > 10 else ''}."
        else:
            offer = "nothing is called like it."
        super().__init__(f"There is no {kind} {asked!r}; {offer}")
        self.kind, self.asked, self.near = kind, asked, near


class SameActor(CoordinationError):
    """An actor cannot be compared with itself."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} was given twice; name two different accounts or pages.")


class NoRun(CoordinationError):
    """Nothing was detected yet."""

    def __init__(self) -> None:
        super().__init__("No run has ended yet; load something, then run: lockstep detect")


class NothingLoaded(CoordinationError):
    """The graph holds no set."""

    def __init__(self) -> None:
        super().__init__("Nothing is loaded yet; see lockstep sources, then: lockstep load")


class SeedsWithoutActs(CoordinationError):
    """Nobody acted on the seeds, and they share nothing with anybody."""

    def __init__(self, seeds: Sequence[str]) -> None:
        named = ", ".join(seeds[:3]) + (f" and {len(seeds) - 3:,} more" if len(seeds) > 3 else "")
        super().__init__(
            f"Nobody is tied to {named}: nobody acted on it, and it acted on nothing; name other "
            "seeds."
        )
        self.seeds = list(seeds)
