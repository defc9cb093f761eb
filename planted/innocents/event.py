"""Those whom an event brings together: breaking news, trends, quarrels, a good cause."""

import numpy as np
import polars as pl

from planted.chance import Ids, choose, counts, delays, popularity
from planted.clock import HOUR, MINUTE
from planted.innocents.explanation import explains
from planted.public import Public
from planted.vocabulary import hashtag
from planted.wording import Grammar, at_times
from planted.world import World


@explains("co_link", share=10)
def breaking_news(world: World, scene: Public, n: int) -> Ids:
    """Share the same article in the same minutes, because something has just happened."""
    rng, articles = world.rng, scene.articles
    people = world.settle(n, role="breaking_news")
    events = choose(rng, np.arange(len(articles.post)), max(n // 5, 4), articles.weight)
    account = np.repeat(people, counts(rng, n, median=7, spread=0.6))
    article = choose(rng, events, len(account), popularity(rng, len(events), 0.7))
    after = 2 * MINUTE + delays(rng, len(account), median=15 * MINUTE, spread=1.1)
    world.publish(
        account,
        world.awake(account, articles.at[article] + after),
        at_times(rng, world.talk.quarrel.sentences(rng, len(account)), 0.5),
        url=articles.url.gather(article),
    )
    return people


@explains("co_hashtag", share=8)
def trend_follower(world: World, scene: Public, n: int) -> Ids:
    """Use the hashtag of a match or a show while it runs, many times."""
    rng, span = world.rng, world.span
    people = world.settle(n, role="trend_follower")
    evenings = rng.permutation(span.days)[: max(span.days // 4, 1)]
    for place, evening in enumerate(evenings.tolist()):
        watching = people[rng.random(n) < 0.3]
        account = np.repeat(watching, counts(rng, len(watching), median=2, spread=0.8))
        tag = hashtag(world.words.teams[place % len(world.words.teams)]) + str(place)
        start = span.on_day(evening, 18)
        world.publish(
            account,
            start + rng.triangular(0, 1.2 * HOUR, 2.5 * HOUR, len(account)),
            world.talk.match.sentences(rng, len(account)),
            tags=pl.Series([tag] * len(account), dtype=pl.String),
        )
    return people


@explains("co_reply", share=6)
def quarreller(world: World, scene: Public, n: int) -> Ids:
    """Answer in heated threads under what public figures say."""
    rng = world.rng
    people = world.settle(n, role="quarreller")
    heated = choose(rng, scene.statements, max(n // 3, 4), scene.weight)
    account = np.repeat(people, counts(rng, n, median=12, spread=0.8))
    post = choose(rng, heated, len(account), popularity(rng, len(heated), 1.0))
    after = delays(rng, len(account), median=40 * MINUTE, spread=1.3)
    at = world.awake(account, world.at(post) + after)
    world.answer(account, post, at, world.talk.quarrel.sentences(rng, len(account)))
    return people


@explains("hashtag_sequence", share=4)
def pledger(world: World, scene: Public, n: int) -> Ids:
    """Paste a charity's text with its row of hashtags, as the charity asks them to."""
    rng, span = world.rng, world.span
    people = world.settle(n, role="pledger")
    causes = max(n // 25, 2)
    texts = world.talk.trade.sentences(rng, causes)
    things = [hashtag(thing) for thing in world.words.things]
    rows = [" ".join(things[6 * cause % 80 :][:6]) for cause in range(causes)]
    account = np.repeat(people, counts(rng, n, median=1, spread=0.6))
    cause = rng.integers(0, causes, len(account))
    began = span.start + (span.days - 25) * 86_400 * cause // causes
    after = rng.exponential(6 * 24 * HOUR, len(account))
    world.publish(
        account,
        world.awake(account, began + after),
        texts.gather(cause),
        tags=pl.Series(rows).gather(cause),
    )
    return people


@explains("co_text", share=8)
def button_presser(world: World, scene: Public, n: int) -> Ids:
    """Share articles with the button on the page, which writes the post for them."""
    rng, articles = world.rng, scene.articles
    people = world.settle(n, role="button_presser")
    liked = choose(rng, np.arange(len(articles.post)), max(2 * n, 8), articles.weight)
    account = np.repeat(people, counts(rng, n, median=9, spread=0.8))
    article = choose(rng, liked, len(account), popularity(rng, len(liked), 1.0))
    after = delays(rng, len(account), median=3 * HOUR, spread=1.2)
    text = pl.DataFrame({"headline": articles.headline.gather(article)})
    world.publish(
        account,
        world.awake(account, articles.at[article] + after),
        text.select(text=pl.format("{} - read more", "headline"))["text"],
        url=articles.url.gather(article),
    )
    return people


@explains("co_text", share=7)
def joker(world: World, scene: Public, n: int) -> Ids:
    """Copy a text that everybody finds funny, days or weeks after it appeared."""
    rng, span = world.rng, world.span
    people = world.settle(n, role="joker")
    memes = max(n // 4, 6)
    one_liners = Grammar((*world.talk.daily.slots, ("and that is why I drink tea", "said nobody")))
    texts = one_liners.sentences(rng, memes)
    born = span.start + 86_400 * rng.integers(0, max(span.days - 5, 1), memes)
    account = np.repeat(people, counts(rng, n, median=4, spread=0.8))
    meme = choose(rng, np.arange(memes), len(account), popularity(rng, memes, 1.0))
    after = delays(rng, len(account), median=20 * HOUR, spread=1.2)
    world.publish(account, world.awake(account, born[meme] + after), texts.gather(meme))
    return people
