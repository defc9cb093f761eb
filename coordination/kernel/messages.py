"""Users whose messages meet: how many of one's messages find one of another's close in time."""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers

LOW = np.int64(0xFFFFFFFF)


class Neighbours(NamedTuple):
    """For each key the keys whose messages it may meet, its own among them or not."""

    start: Integers
    """Those of key k are ``key[start[k]:start[k + 1]]``."""
    key: Codes


class Messages(NamedTuple):
    """Messages sorted by key and time; one with several keys stands there several times."""

    key: Codes
    at: Integers
    user: Codes
    message: Codes
    begin: Integers
    """Key k has the places from ``begin[k]`` up to ``begin[k + 1]``."""
    start: Integers
    """User u has ``place[start[u]:start[u + 1]]``, message after message."""
    place: Integers


class Tally(NamedTuple):
    """What one thread writes on."""

    last: Integers
    """Per user: the last message counted (its code + 1) in the high half, the count below."""
    met: Codes
    """The users whose entry is not zero."""


class Weighed(NamedTuple):
    """Room for pairs, at least one for every user."""

    user: Codes
    other: Codes
    weight: Codes


def tally(users: int) -> Tally:
    """Room for one thread."""
    return Tally(np.zeros(users, np.int64), np.empty(users, np.uint32))


@njit(cache=True, nogil=True)
def weigh_users(
    users: tuple[int, int],
    messages: Messages,
    neighbours: Neighbours,
    rule: tuple[int, int],
    room: tuple[Tally, Weighed],
) -> tuple[int, int]:
    """Weigh a range of users against all; ``rule`` is the window and the least weight.

    Ends early where the next user's pairs might not fit; gives the pairs and the user to go on
    with.
    """
    noted, found = room
    pairs = 0
    for user in range(users[0], users[1]):
        met = 0
        for n in range(messages.start[user], messages.start[user + 1]):
            met = _meet(messages.place[n], met, messages, neighbours, rule[0], noted)
        if pairs + met > found.user.size:
            for i in range(met):
                noted.last[noted.met[i]] = 0
            return pairs, user
        for i in range(met):
            other = noted.met[i]
            weight = noted.last[other] & LOW
            noted.last[other] = 0
            if weight >= rule[1]:
                found.user[pairs], found.other[pairs] = user, other
                found.weight[pairs] = weight
                pairs += 1
    return pairs, users[1]


@njit(cache=True, nogil=True)
def _meet(
    p: int, met: int, messages: Messages, neighbours: Neighbours, window: int, noted: Tally
) -> int:
    """Count the message at place p once for every user with another one close to it."""
    message = np.int64(messages.message[p])
    stamp = (message + 1) << 32
    at = messages.at[p]
    key = messages.key[p]
    for n in range(neighbours.start[key], neighbours.start[key + 1]):
        near = np.int64(neighbours.key[n])
        stop = messages.begin[near + 1]
        for q in range(_first_from(at - window, messages.begin[near], stop, messages.at), stop):
            if messages.at[q] - at > window:
                break
            if messages.message[q] == message:
                continue
            other = messages.user[q]
            seen = noted.last[other]
            if (seen & ~LOW) != stamp:
                if seen == 0:
                    noted.met[met] = other
                    met += 1
                noted.last[other] = stamp | ((seen & LOW) + 1)
    return met


@njit(cache=True, nogil=True)
def _first_from(at: int, low: int, stop: int, times: Integers) -> int:
    """The first place from ``low`` on with a time that is not before."""
    high = stop
    while low < high:
        middle = (low + high) >> 1
        if times[middle] < at:
            low = middle + 1
        else:
            high = middle
    return low
