"""Worlds of chance: where nothing ties anybody to anybody, an untimed trace finds nobody."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from coordination.traces import UNTIMED
from cypher import Query, likenesses

RUNS = 60
MOST = 2
"""At q = .01 one run of 100 may report; of sixty, more than two do so once in fifty tries."""

DAY, WEEK = 86_400, 168
START = 1_704_067_200

Answers = dict[Query[Any], pl.DataFrame]
Chance = np.random.Generator


class Told:
    """Facts that were made up, asked as those of a graph are."""

    threads, memory = 1, None

    def __init__(self, answers: Answers) -> None:
        self._answers = {query.name: frame for query, frame in answers.items()}

    async def ask(self, query: Query[Any], **more: object) -> pl.DataFrame:
        return self._answers[query.name]


def people(many: int) -> list[str]:
    return [f"x:{place:04}" for place in range(many)]


def popular(chance: Chance, things: int, uses: int) -> np.ndarray:
    """Things by their rank, some far more often than most."""
    weight = (np.arange(things) + 3.0) ** -1.0
    return chance.choice(things, uses, p=weight / weight.sum())


def births(chance: Chance) -> Answers:
    """Names dealt to accounts, some opened in a platform's campaigns; some names have a season."""
    rushes = START + chance.integers(0, 900, 3) * DAY
    times = [chance.integers(START, START + 900 * DAY, 1_500)]
    times += [rush + chance.integers(0, 3_600, 40) for rush in rushes]
    # Handles that the platform itself gave out for two months.
    times.append(START + 400 * DAY + chance.integers(0, 60 * DAY, 150))
    at = np.concatenate(times)
    words = ["anna", "peter", "proud", "mother", "river", "voter", "hello", "sunny", "robin"]
    handles = [f"{words[place]}_{chance.integers(100)}" for place in popular(chance, 9, at.size)]
    handles[-150:] = [f"user{number}" for number in chance.integers(10**7, 10**8, 150)]
    frame = pl.DataFrame({"actor": people(at.size), "created_at": at, "handle": handles})
    absent = {"label": pl.lit("Account"), "platform": pl.lit("x"), "name": pl.lit(None, pl.String)}
    return {likenesses.BIRTHS: frame.with_columns(**absent)}


def hours(chance: Chance) -> Answers:
    """Everybody keeps some hours of the day and days of the week, without knowing of others."""
    rows = []
    for _ in range(70):
        awake = (chance.integers(0, 24) + np.arange(15)) % 24
        own = chance.choice(awake, chance.integers(4, 10), replace=False)
        days = np.flatnonzero(np.isin(np.arange(56) % 7, chance.choice(7, 6, replace=False)))
        kept = [day * 24 + hour for day in days for hour in own if chance.random() < 0.5]
        rows.append(sorted({START // 3_600 + int(each) for each in kept}))
    frame = pl.DataFrame({"actor": people(70), "hours": rows})
    return {likenesses.LIVES: frame.with_columns(label=pl.lit("Account"))}


def renames(chance: Chance) -> Answers:
    """Sixty accounts get another name and picture, each on a day of its own choice."""
    night = START + chance.integers(DAY, 300 * DAY, 60)
    spans = {"first_seen": [START] * 60, "last_seen": night - 60}
    later = {"first_seen": night, "last_seen": [START + 301 * DAY] * 60}
    seen = [
        pl.DataFrame({"actor": people(60), "at": [f"{age}{n}" for n in range(60)]} | span)
        for age, span in (("old", spans), ("new", later))
    ]
    both = pl.concat(seen).with_columns(label=pl.lit("Account"))
    topics = pl.DataFrame(schema={"actor": pl.String, "tag": pl.String, "at": pl.Int64})
    return {
        likenesses.HANDLES: both.rename({"at": "handle"}),
        likenesses.AVATARS: both.rename({"at": "image"}),
        likenesses.TOPICS: topics,
    }


def lives(chance: Chance) -> Answers:
    """People come and go, and take up what is popular."""
    first = START + chance.integers(0, 100 * DAY, 90)
    last = np.minimum(first + chance.integers(5 * DAY, 60 * DAY, 90), START + 100 * DAY)
    known = {"actor": people(90), "first": first, "last": last}
    frame = pl.DataFrame(known).with_columns(
        label=pl.lit("Account"),
        posts=pl.lit(20, pl.Int64),
        hours=pl.lit([], pl.List(pl.Int64)),
        handle=pl.lit(None, pl.String),
        name=pl.lit(None, pl.String),
    )
    things = [
        sorted({f"Hashtag t{place}" for place in popular(chance, 300, chance.integers(5, 30))})
        for _ in range(90)
    ]
    material = pl.DataFrame({"actor": people(90), "things": things}).with_columns(
        pl.col("things").list.eval(pl.element().hash())
    )
    return {likenesses.LIVES: frame, likenesses.MATERIAL: material}


def sequences(chance: Chance) -> Answers:
    """Rows of tags that many paste, some more popular than others."""
    rows = [
        (actor, "Account", [f"row{place}tag{n}" for n in range(5)], f"{actor}p{place}", None)
        for actor in people(120)
        for place in popular(chance, 150, chance.integers(2, 12)).tolist()
    ]
    schema = {"actor": pl.String, "label": pl.String, "tags": pl.List(pl.String)}
    schema |= {"post": pl.String, "at": pl.Int64}
    return {likenesses.SEQUENCES: pl.DataFrame(rows, schema=schema, orient="row")}


def links(chance: Chance) -> Answers:
    """A parody of an outlet is one of the sites that everybody may link to."""
    sites = [f"site{place}.example" for place in range(39)]
    sites.insert(10, "daily-lantern.example")
    rows = []
    for actor in people(150):
        site, posts = np.unique(popular(chance, 40, chance.integers(1, 60)), return_counts=True)
        linked = [sites[place] for place in site]
        rows.append((actor, "Account", actor, linked, posts.tolist()))
    schema = ["actor", "label", "name", "domains", "posts"]
    outlet = {"domain": "dailylantern.example", "outlet": "Lantern"}
    outlet |= {"original": None, "technique": None}
    kinds = dict.fromkeys(outlet, pl.String)
    return {
        likenesses.LINKS: pl.DataFrame(rows, schema=schema, orient="row"),
        likenesses.OUTLETS: pl.DataFrame([outlet], schema=kinds),
    }


def wordings(chance: Chance) -> Answers:
    """People of three platforms say what is popular, wherever they are."""
    rows = []
    for actor in people(300):
        texts = np.unique(popular(chance, 3_000, chance.integers(3, 30)))
        said = [f"text {place}" for place in texts.tolist()]
        platform = str(chance.choice(["x", "fb", "forum"], p=[0.6, 0.3, 0.1]))
        rows.append((actor, "Account", platform, said, [START] * len(said)))
    schema = ["actor", "label", "platform", "texts", "at"]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    texts = pl.col("texts").list.eval(pl.element().hash())
    return {
        likenesses.LIVES: frame.select("actor", "platform"),
        likenesses.WORDINGS: frame.with_columns(texts),
    }


def personas(chance: Chance) -> Answers:
    """Names and pictures, both in fashion, dealt to each other."""
    names = ("Anna", "Peter", "Lucy", "Martha", "John", "Quixote")
    shown = ("a woman", "a man", "a woman with a hat", "a man in formal dress", "a dog")
    rows = [
        (actor, names[name], shown[what], f"sha256:{actor}")
        for actor, name, what in zip(
            people(200), popular(chance, 6, 200), popular(chance, 5, 200), strict=True
        )
    ]
    frame = pl.DataFrame(rows, schema=["actor", "name", "shows", "image"], orient="row")
    empty = {"label": pl.lit("Account"), "first_seen": pl.lit(None, pl.Int64)}
    return {likenesses.AVATARS: frame.with_columns(**empty)}


WORLDS: dict[str, Callable[[Chance], Answers]] = {
    "creation_burst": births,
    "schedule": hours,
    "renames": renames,
    "succession": lives,
    "hashtag_sequence": sequences,
    "lookalike_domain": links,
    "persona_mismatch": personas,
    "syndication": wordings,
}


def test_every_trace_that_has_a_null_has_a_world_of_chance() -> None:
    assert set(WORLDS) == {name for name, trace in UNTIMED.items() if trace.null is not None}


@pytest.mark.parametrize("trace", WORLDS)
def test_chance_alone_is_hardly_ever_reported(trace: str) -> None:
    async def reported(seed: int) -> bool:
        facts = Told(WORLDS[trace](np.random.default_rng([20_240_501, seed])))
        found = await UNTIMED[trace].find(facts)  # type: ignore[arg-type]
        return not found.is_empty()

    assert sum(asyncio.run(reported(seed)) for seed in range(RUNS)) <= MOST
