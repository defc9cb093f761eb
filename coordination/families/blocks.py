"""All pairs near each other among wordings that do not fit in memory, block by block.

What fits is indexed, in order of size, and all wordings behind it that are not too large are held
against it; then what comes next (Bayardo, Ma and Srikant 2007). Nothing is missed.
"""

import numpy as np

from coordination.families.near import Found, Pairs
from coordination.families.spool import Piece, Spool
from coordination.kernel.lexicon import lexicon, look_up
from coordination.kernel.near_sets import SLACK, Sets, postings

AT_A_TIME = 1 << 21
"""Words and pairs of words that are read together."""


def near_on_disk(spool: Spool, pairs: Pairs, *, tokens: int) -> Found:
    """The pairs by place, with about so many tokens in memory. Raises TooManyNear."""
    first = 0
    while first < spool.wordings:
        first = _pair_block(spool, first, pairs, tokens)
    return pairs.found()


def _pair_block(spool: Spool, first: int, pairs: Pairs, tokens: int) -> int:
    """Pair those that fit, from the first on, with one another and all behind; gives their end."""
    at_a_time = max(1, min(AT_A_TIME, tokens // 4))
    pieces, held = list[Piece](), 0
    while first < spool.wordings and (not pieces or held <= tokens - at_a_time):
        stop = spool.until(first, at_a_time)
        pieces.append(spool.read(first, stop))
        first, held = stop, held + len(pieces[-1].token)
    largest = int(pieces[-1].size[-1]) + SLACK
    block = Block(pieces, pairs, room=max(at_a_time, spool.size(spool.wordings - 1)))
    at = first
    while at < spool.wordings and pairs.threshold * spool.size(at) <= largest:
        stop = spool.until(at, at_a_time)
        block.meet(spool.read(at, stop))
        at = stop
    return first


class Block:
    """Wordings in memory with their index, and room behind them for others that are not smaller."""

    def __init__(self, pieces: list[Piece], pairs: Pairs, *, room: int) -> None:
        whole = Piece(*map(np.concatenate, zip(*pieces, strict=True)))
        pieces.clear()
        self._pairs, self._many = pairs, len(whole.size)
        self._place = np.empty(self._many + room, np.uint32)
        self._size = np.empty(self._many + room, np.int64)
        self._start = np.zeros(self._many + room + 1, np.int64)
        self._token = np.empty(len(whole.token) + room, np.uint32)
        self._known = lexicon(whole.token)
        sets = self._put(whole, 0)
        del whole
        self._index = postings(sets, len(self._known.number), pairs.threshold)
        pairs.search(sets, self._index, self._place)

    def meet(self, piece: Piece) -> None:
        """Pair others with those of the block. Raises TooManyNear."""
        sets = self._put(piece, self._many)
        self._pairs.search(sets, self._index, self._place, first=self._many)

    def _put(self, piece: Piece, first: int) -> Sets:
        """The block's sets with a piece's behind the first so many."""
        stop = first + len(piece.size)
        self._place[first:stop], self._size[first:stop] = piece.place, piece.size
        look_up(piece.token, piece.many, self._known, (self._start, first), self._token)
        return Sets(self._start[: stop + 1], self._token, self._size[:stop])
