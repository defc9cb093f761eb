"""Ordinary people by what they like and follow: fans, friends, contestants, classes, passers-by."""

from collections.abc import Callable

import numpy as np

from planted.chance import Ids, apportion, choose, counts, delays, popularity
from planted.clock import DAY, HOUR, MINUTE, any_moment, working_day
from planted.innocents.explanation import innocent
from planted.stage import Stage
from planted.wording import Talk

_ENGAGEMENT = "co_engagement"
CREATOR = innocent("creator", trace=_ENGAGEMENT)
SHARES = {
    innocent("devotee", trace=_ENGAGEMENT): 24,
    innocent("passer_by", trace=_ENGAGEMENT): 24,
    innocent("bell_ringer", trace=_ENGAGEMENT): 4,
    innocent("circle_friend", trace=_ENGAGEMENT): 14,
    innocent("contestant", trace=_ENGAGEMENT): 8,
    innocent("pupil", trace="creation_burst"): 6,
    innocent("lunch_scroller", trace="schedule"): 10,
    innocent("heckler", trace="co_reply"): 8,
    innocent("employee", trace=_ENGAGEMENT): 2,
}
"""How common each way of life is. By reasoning."""
CREATORS = 0.03
"""Share of ordinary accounts that others look at."""


def settle_engaged(stage: Stage, talk: Talk, n: int, elsewhere: Ids) -> Ids:
    """So many ordinary accounts; ``elsewhere`` are posts of others that they also see.

    Gives the posts of those among them whom others look at.
    """
    rng = stage.rng
    creators = stage.settle(max(round(CREATORS * n), min(n, 2)), role=CREATOR)
    author = np.repeat(creators, counts(rng, len(creators), median=18, spread=0.7))
    at = any_moment(rng, stage.span, stage.wakes(author))
    posts = stage.post(author, at, talk.daily.sentences(rng, len(author)))
    seen = np.concatenate([posts, elsewhere])
    lives: dict[str, Callable[[Stage, Talk, Ids, Ids], None]] = {
        "devotee": _adore, "passer_by": _pass_by, "bell_ringer": _hurry, "circle_friend": _befriend,
        "contestant": _compete, "pupil": _greet, "lunch_scroller": _scroll, "heckler": _heckle,
        "employee": _serve,
    }  # fmt: skip
    for role, amount in apportion(n - len(creators), SHARES).items():
        people = stage.settle(amount, role=role)
        if amount and len(seen):
            lives[role](stage, talk, people, seen)
            _pass_by(stage, talk, people, seen)
    return posts


def _favoured(
    stage: Stage, people: Ids, seen: Ids, *, amount: float, loved: int
) -> tuple[Ids, Ids]:
    """People and posts of their favourites: each loves so many authors, the known the likelier."""
    rng = stage.rng
    authors = np.unique(stage.author(seen))
    liking = popularity(rng, len(authors), 1.2)
    order = seen[np.argsort(stage.author(seen), kind="stable")]
    first = np.searchsorted(stage.author(order), authors)
    total = np.diff(np.append(first, len(order)))
    account = np.repeat(people, counts(rng, len(people), median=amount, spread=0.7))
    favourites = choose(rng, np.arange(len(authors)), len(people) * loved, liking)
    seat = account - people[0]
    author = favourites[seat * loved + rng.integers(0, loved, len(seat))]
    return account, order[first[author] + rng.integers(0, 2**31, len(seat)) % total[author]]


def _adore(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Like nearly all that two authors post, follow them, and now and then say something."""
    rng = stage.rng
    account, post = _favoured(stage, people, seen, amount=20, loved=2)
    at = stage.awake(account, stage.at(post) + delays(rng, len(post), median=2 * HOUR, spread=1.4))
    stage.like(account, post, at)
    some = rng.random(len(post)) < 0.1
    stage.follow(account[some], stage.author(post[some]), at[some])
    said = rng.random(len(post)) < 0.06
    text = talk.quarrel.sentences(rng, int(said.sum()))
    stage.comment(account[said], post[said], at[said] + 40, text)


def _pass_by(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Like, and watch, what is popular."""
    rng = stage.rng
    account = np.repeat(people, counts(rng, len(people), median=6, spread=0.9))
    post = choose(rng, seen, len(account), popularity(rng, len(seen), 1.7))
    at = stage.awake(account, stage.at(post) + delays(rng, len(post), median=5 * HOUR, spread=1.5))
    stage.like(account, post, at)
    watched = rng.random(len(post)) < 0.15
    stage.view(account[watched], post[watched], at[watched] - 20)


def _hurry(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Have their telephone ring when one author posts, and like it within the minute."""
    account, post = _favoured(stage, people, seen, amount=16, loved=1)
    after = 5 + delays(stage.rng, len(post), median=50, spread=1.0)
    stage.like(account, post, stage.awake(account, stage.at(post) + after))


def _befriend(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Circles of five like what one of them found, minutes after each other, and one another."""
    rng = stage.rng
    circle = (people - people[0]) // 5
    finds = np.repeat(np.unique(circle), 14)
    post = choose(rng, seen, len(finds), popularity(rng, len(seen), 1.0))
    found = stage.at(post) + delays(rng, len(finds), median=4 * HOUR, spread=1.2)
    member = (5 * finds[:, None] + np.arange(5)).ravel() + people[0]
    lag = rng.exponential(5 * MINUTE, len(member))
    joined = (member <= people[-1]) & (rng.random(len(member)) < 0.6)
    at = (np.repeat(found, 5) + lag)[joined]
    stage.like(member[joined], np.repeat(post, 5)[joined], stage.awake(member[joined], at))
    friend = 5 * circle + rng.integers(0, 5, len(people)) + people[0]
    met = any_moment(rng, stage.span, stage.wakes(people))
    known = friend <= people[-1]
    stage.follow(people[known], friend[known], met[known])


def _compete(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Like, follow and comment to win what a post promises, within the two days of the contest."""
    rng = stage.rng
    contests = choose(rng, seen, max(len(people) // 30, 2))
    account = np.repeat(people, counts(rng, len(people), median=4, spread=0.5))
    post = contests[rng.integers(0, len(contests), len(account))]
    at = stage.awake(account, stage.at(post) + rng.random(len(account)) ** 2 * 2 * DAY + MINUTE)
    stage.like(account, post, at)
    stage.follow(account, stage.author(post), at + 20)
    text = talk.daily.sentences(rng, len(account))
    stage.comment(account, post, at + rng.integers(20, 120, len(account)), text)


def _greet(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Classes of twenty follow each other in the lesson in which all of them open accounts."""
    rng, span = stage.rng, stage.span
    seat = people - people[0]
    lessons = span.start + DAY * rng.integers(2, span.days - 2, len(people) // 20 + 1)
    began = working_day(lessons)[seat // 20] + 9 * HOUR
    one, other = np.repeat(seat, 8), 20 * np.repeat(seat // 20, 8)
    other += rng.integers(0, 20, len(other))
    known = other < len(people)
    at = np.repeat(began, 8) + rng.random(len(one)) * 45 * MINUTE
    stage.follow(people[one[known]], people[other[known]], at[known])


def _scroll(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Like what is popular, on working days between half past eleven and half past twelve."""
    rng = stage.rng
    account = np.repeat(people, counts(rng, len(people), median=15, spread=0.6))
    post = choose(rng, seen, len(account), popularity(rng, len(seen), 1.2))
    late = working_day((stage.at(post) // DAY + 3 + rng.integers(0, 3, len(post))) * DAY)
    stage.like(account, post, late + 11.5 * HOUR + rng.random(len(post)) * HOUR)


def _heckle(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Comment in heated threads."""
    rng = stage.rng
    heated = choose(rng, seen, max(len(people) // 6, 2))
    account = np.repeat(people, counts(rng, len(people), median=9, spread=0.8))
    post = heated[rng.integers(0, len(heated), len(account))]
    after = delays(rng, len(account), median=50 * MINUTE, spread=1.3)
    text = talk.quarrel.sentences(rng, len(account))
    stage.comment(account, post, stage.awake(account, stage.at(post) + after), text)


def _serve(stage: Stage, talk: Talk, people: Ids, seen: Ids) -> None:
    """Like all that their employer posts within the hour, as they are asked to."""
    rng = stage.rng
    employer = stage.author(seen[:1])
    own = seen[stage.author(seen) == employer]
    person, post = (each.ravel() for each in np.meshgrid(people, own))
    done = rng.random(len(person)) < min(0.7, 12 / max(len(own), 1))
    after = rng.exponential(30 * MINUTE, len(person))
    at = stage.awake(person, stage.at(post) + after + 30)
    stage.like(person[done], post[done], at[done])
