"""A market of engagement: accounts that do what customers order, dripped over hours."""

from dataclasses import dataclass

import numpy as np

from planted.chance import Ids, choose, counts, delays, popularity
from planted.clock import DAY, HOUR, any_moment
from planted.stage import Stage
from planted.wording import Grammar

PROVIDERS = 4
"""Sellers on each platform, sixteen in all as reported, each with accounts of its own."""
DRIP = 12 * HOUR
"""Median time over which an order is delivered. By reasoning, like all numbers below."""
AFTER = 3 * HOUR
"""Median time after which a customer orders for a post."""
JOBS = 20
"""Deliveries of each account to other customers, on average."""
POSTS = 8
"""Posts of a customer, on average, each with an order."""

PRAISE = Grammar(
    (
        ("", "Wow,", "Hey,", "So", "Really", "This is", "Just", "Very"),
        ("great", "nice", "cool", "amazing", "super", "lovely", "perfect", "good"),
        ("", "post", "work", "picture", "content", "one", "idea"),
        ("", "!", "!!", "keep going", "love it", "thanks", "I like it", "best of luck"),
    )
)
"""What is sold as comments: praise that fits everything."""


@dataclass
class Market:
    """Accounts for sale on one platform, some of each provider."""

    stage: Stage
    accounts: Ids
    provider: Ids
    _next: Ids
    """Accounts in the order in which they deliver to the tests: each once before any twice."""
    _place: int = 0

    @classmethod
    def of(cls, stage: Stage, accounts: Ids) -> "Market":
        """The accounts dealt out to the providers."""
        provider = np.arange(len(accounts)) % PROVIDERS
        return cls(stage, accounts, provider, stage.rng.permutation(accounts))

    def hire(self, amounts: Ids) -> tuple[Ids, Ids]:
        """Row and account of so many deliveries for each row, no account twice in one row."""
        row = np.repeat(np.arange(len(amounts)), amounts)
        place = (self._place + np.arange(len(row))) % max(len(self._next), 1)
        self._place += len(row)
        return row, self._next[place]

    def drip(self, row: Ids, ordered: Ids) -> Ids:
        """When each delivery of the rows' orders happens: over hours, faster at first."""
        rng, n = self.stage.rng, len(ordered)
        start = ordered + delays(rng, n, median=0.5 * HOUR, spread=0.8)
        lasts = delays(rng, n, median=DRIP, spread=0.9)
        moments: Ids = (start[row] + lasts[row] * rng.random(len(row)) ** 1.4).astype(np.int64)
        return moments

    def serve(self, customers: Ids, text: Grammar) -> Ids:
        """Customers post and order likes, a few follows and comments. Gives the posts."""
        rng, stage = self.stage.rng, self.stage
        author = np.repeat(customers, counts(rng, len(customers), median=POSTS - 2, spread=0.6))
        at = any_moment(rng, stage.span, stage.wakes(author))
        posts = stage.post(author, at, text.sentences(rng, len(author)))
        total = JOBS * len(self.accounts)
        size = popularity(rng, len(posts), 0.8) * total
        pools = [self.accounts[self.provider == one] for one in range(PROVIDERS)]
        seller = rng.integers(0, PROVIDERS, len(posts))
        rows, hired = [], []
        for place, (one, amount) in enumerate(zip(seller.tolist(), size.tolist(), strict=True)):
            pool = pools[one] if amount <= len(pools[one]) else self.accounts
            rows.append(np.full(min(round(amount), len(pool)), place))
            hired.append(rng.permutation(pool)[: len(rows[-1])])
        row: Ids = np.concatenate([np.empty(0, np.int64), *rows])
        account: Ids = np.concatenate([np.empty(0, np.int64), *hired])
        ordered = at + delays(rng, len(posts), median=AFTER, spread=1.0).astype(np.int64)
        when = self.drip(row, ordered)
        what = rng.random(len(row))
        likes, follows, comments = what < 0.75, (what >= 0.75) & (what < 0.9), what >= 0.9
        stage.like(account[likes], posts[row[likes]], when[likes])
        stage.follow(account[follows], author[row[follows]], when[follows])
        said = PRAISE.sentences(rng, int(comments.sum()))
        stage.comment(account[comments], posts[row[comments]], when[comments], said)
        return posts

    def pretend(self, posts: Ids) -> None:
        """Like what everybody likes now and then, to look like somebody."""
        rng, stage = self.stage.rng, self.stage
        if not len(posts):
            return
        account = np.repeat(self.accounts, counts(rng, len(self.accounts), median=5, spread=0.8))
        post = choose(rng, posts, len(account), popularity(rng, len(posts), 1.5))
        stage.like(account, post, stage.at(post) + rng.exponential(2 * DAY, len(account)))


def order_tests(
    market: Market, testers: Ids, text: Grammar, *, posts: int, amounts: dict[str, int]
) -> Ids:
    """Test posts, and exactly so many likes, views, comments and follows for them.

    Tests are early enough for the slowest delivery. Gives the posts.
    """
    stage, rng = market.stage, market.stage.rng
    day = DAY * rng.integers(0, stage.span.days - 14, posts)
    at = stage.span.start + day + 8 * HOUR + rng.integers(0, 9 * HOUR, posts)
    tests = stage.post(testers[np.arange(posts) % len(testers)], at, text.sentences(rng, posts))
    ordered = at + rng.integers(0, 2 * HOUR, posts)
    for name in ("likes", "views", "comments"):
        row, account = market.hire(_parts(amounts[name], posts))
        when = np.minimum(market.drip(row, ordered), stage.span.end - 1)
        if name == "likes":
            stage.like(account, tests[row], when)
        elif name == "views":
            stage.view(account, tests[row], when)
        else:
            stage.comment(account, tests[row], when, PRAISE.sentences(rng, len(row)))
    row, account = market.hire(_parts(amounts["follows"], len(testers)))
    began = np.sort(at)[np.arange(len(testers)) % posts]
    stage.follow(account, testers[row], np.minimum(market.drip(row, began), stage.span.end - 1))
    return tests


def _parts(total: int, n: int) -> Ids:
    """The total in n nearly equal parts."""
    parts: Ids = total // n + (np.arange(n) < total % n)
    return parts
