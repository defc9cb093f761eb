"""The case of engagement for sale: who delivered to test posts, and whom else do they serve?"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import polars as pl

from planted.case import Order, PlantedFile, Planting, case
from planted.chance import Ids, apportion
from planted.clock import Span
from planted.engaged import settle_engaged
from planted.layouts.act_tables import ActTables
from planted.market import Market, order_tests
from planted.stage import Stage
from planted.vocabulary import Vocabulary
from planted.wording import Talk

NAME = "bought_engagement"
SCALED = {"market_account": 18_739, "customer": 600}
BOUGHT = {"comments": 3_500, "likes": 25_750, "views": 20_000, "follows": 5_100}
TESTS = 105
"""Test posts at scale 1; they go with the square root of the scale."""
TESTERS = 3
"""The researchers' own accounts on each platform."""
PLATFORMS = {"instagram": 0.40, "fb": 0.25, "youtube": 0.20, "x": 0.15}
"""Share of the accounts and of what is bought on each platform. By reasoning."""
WATCHED = {"instagram": 0.4, "fb": 0.0, "youtube": 0.6, "x": 0.0}
"""Share of the views, which are sold where there are videos."""
SPAN = Span(datetime(2019, 5, 6), 112)


@case(scaled=SCALED)
def plant(order: Order) -> Planting:
    """One market of engagement on four platforms, of which some was bought as a test.

    Reported: researchers bought 3,500 comments, 25,750 likes, 20,000 views and 5,100 followers for
    105 posts of their own on Facebook, Instagram, Twitter and YouTube from sixteen providers, for
    300 euro in four months; 18,739 accounts delivered them, and served other customers besides;
    four weeks later four in five were still there.

    Planted: all that with the scale, the tests with its square root (never under three on a
    platform). The accounts (``market_account``) are sixteen providers', dripped deliveries (a
    median of twelve hours an order) go to the tests, every account at least once, and some twenty
    of each to other customers (``customer``, 600 at scale 1, with posts of their own); each likes
    a few popular things besides. Who still liked the tests four weeks later is a table of its own.
    The keys of the tests are in ``bought_engagement_tests.txt``, for they are what is asked about.
    Numbers of customers and jobs, shares of platforms and delays are by reasoning. Among them live
    the fans of one author, friends, contestants who like and follow to win, classes, people who
    scroll at lunch, employees, hecklers, and the researchers themselves (``researcher``).
    """
    talk = Talk.of(Vocabulary.invented(order.rng))
    sizes = {role: round(size * order.scale) for role, size in SCALED.items()}
    amounts = sizes | {"crowd": round(order.crowd * sum(sizes.values()))}
    parts = {name: apportion(total, PLATFORMS) for name, total in amounts.items()}
    files: list[PlantedFile] = []
    truths: list[pl.DataFrame] = []
    asked: list[str] = []
    for platform in PLATFORMS:
        here = {name: part[platform] for name, part in parts.items()}
        tables, tests = _play(order, talk, platform, here)
        files += tables.write(order.folder, f"{NAME}_{platform}")
        files.append(tables.write_later(order.folder, f"{NAME}_{platform}", tests))
        truths.append(tables.truth())
        asked += tables.keys(tests)
    seeds = order.folder / f"{NAME}_tests.txt"
    seeds.write_text("".join(f"{key}\n" for key in asked))
    return Planting(tuple(files), pl.concat(truths), seeds)


def _play(
    order: Order, talk: Talk, platform: str, sizes: Mapping[str, int]
) -> tuple[ActTables, Ids]:
    """What happens on one platform, as tables, and the test posts there."""
    stage = Stage(order.rng, SPAN)
    sold = stage.settle(sizes["market_account"], role="market_account", operation=NAME)
    market = Market.of(stage, sold)
    posts = max(round(TESTS * PLATFORMS[platform] * order.scale**0.5), 3)
    testers = stage.settle(TESTERS, role="researcher")
    bought = _amounts(order.scale, platform)
    tests = order_tests(market, testers, talk.daily, posts=posts, amounts=bought)
    customers = stage.settle(sizes["customer"], role="customer", operation=NAME)
    served = market.serve(customers, talk.trade)
    seen = settle_engaged(stage, talk, sizes["crowd"], served)
    market.pretend(np.concatenate([seen, served]))
    return ActTables(stage.played(), platform, order.rng), tests


def _amounts(scale: float, platform: str) -> dict[str, int]:
    """What is bought on the platform; the parts of all platforms add up to the total."""
    return {
        name: apportion(round(total * scale), WATCHED if name == "views" else PLATFORMS)[platform]
        for name, total in BOUGHT.items()
    }
