"""The case of engagement for sale: who delivered to test posts, and whom else do they serve?"""

from datetime import datetime

import numpy as np
import polars as pl

from planted.case import Order, PlantedFile, Planting, case
from planted.chance import apportion
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
    words = Vocabulary.invented(order.rng)
    talk = Talk.of(words)
    sizes = {role: round(size * order.scale) for role, size in SCALED.items()}
    markets = apportion(sizes["market_account"], PLATFORMS)
    customers = apportion(sizes["customer"], PLATFORMS)
    crowds = apportion(round(order.crowd * sum(sizes.values())), PLATFORMS)
    files: list[PlantedFile] = []
    truths: list[pl.DataFrame] = []
    asked: list[str] = []
    for platform, share in PLATFORMS.items():
        stage = Stage(order.rng, SPAN)
        market = Market.of(
            stage, stage.settle(markets[platform], role="market_account", operation=NAME)
        )
        testers = stage.settle(TESTERS, role="researcher")
        tests = order_tests(
            market,
            testers,
            talk.daily,
            posts=max(round(TESTS * share * order.scale**0.5), 3),
            amounts=_amounts(order.scale, platform),
        )
        buying = stage.settle(customers[platform], role="customer", operation=NAME)
        bought = market.serve(buying, talk.trade)
        seen, _ = settle_engaged(stage, talk, crowds[platform], bought)
        market.pretend(np.concatenate([seen, bought]))
        tables = ActTables(stage.played(), platform, order.rng)
        files += tables.write(order.folder, f"{NAME}_{platform}")
        files.append(tables.write_later(order.folder, f"{NAME}_{platform}", tests))
        truths.append(tables.truth())
        asked += tables.keys(tests)
    (order.folder / f"{NAME}_tests.txt").write_text("".join(f"{key}\n" for key in asked))
    return Planting(tuple(files), pl.concat(truths))


def _amounts(scale: float, platform: str) -> dict[str, int]:
    """What is bought on the platform; the parts of all platforms add up to the total."""
    return {
        name: apportion(round(total * scale), WATCHED if name == "views" else PLATFORMS)[platform]
        for name, total in BOUGHT.items()
    }
