import csv
import gzip
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from coordination_network_toolkit import compute_networks as compute
from coordination_network_toolkit.preprocess import preprocess_csv_files
from coordination_network_toolkit.similarity import (
    MinDocSizeSimilarity,
    message_preprocessor,
    tokenize,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyRows
from coordination.replicas.toolkit import BEHAVIOURS, acts_of_messages, acts_of_table, network
from coordination.replicas.toolkit_likeness import alike
from coordination.replicas.toolkit_text import cleaned, token_sets, transformed
from loaders import Input
from loaders.eight_columns import has_messages, read_messages
from loaders.four_columns import read_acts

PARITY = Path(__file__).parents[3].parent / "shared" / "parity"

INPUTS = {
    "russian": "russian_coord_tweets.csv.gz",
    "german_url": "german_url_input.csv.gz",
    "text": "cnt/text_input.csv.gz",
}
NETWORKS = [
    ("german_url_co_link_tw30_w1.csv.gz", "german_url", "co_link", 30, 1),
    ("german_url_co_link_tw60_w2.csv.gz", "german_url", "co_link", 60, 2),
    ("russian_co_retweet_tw10_w1.csv.gz", "russian", "co_retweet", 10, 1),
    ("russian_co_retweet_tw60_w1.csv.gz", "russian", "co_retweet", 60, 1),
    ("russian_co_retweet_tw60_w2.csv.gz", "russian", "co_retweet", 60, 2),
    ("text_co_reply_tw60_w1.csv.gz", "text", "co_reply", 60, 1),
    ("text_co_retweet_tw60_w1.csv.gz", "text", "co_retweet", 60, 1),
    ("text_co_similar_tw60_thr0.8_md1_w1.csv.gz", "text", "co_similar_tweet", 60, 1),
    ("text_co_tweet_tw60_w1.csv.gz", "text", "co_tweet", 60, 1),
]
TEXTS = "text_preprocessed.csv.gz"

HEAD = [
    "message_id",
    "user_id",
    "username",
    "repost_id",
    "reply_id",
    "message",
    "timestamp",
    "urls",
]

Edges = Counter[tuple[str, str, int]]
Message = tuple[str, str, str, str, str, int, str]
"""Id, user, repost_id, reply_id, text, time, urls."""


@pytest.fixture(scope="module")
def parity() -> Path:
    if not PARITY.is_dir():
        pytest.skip("the results of the toolkit are not beside the checkout (../shared/parity)")
    return PARITY


def edges_of(
    acts: pl.DataFrame,
    behaviour: str,
    *,
    within: float,
    at_least: int,
    threshold: float = 0.8,
    min_tokens: int = 1,
) -> Edges:
    coded = Acts.from_frame(acts)
    near = None
    if BEHAVIOURS[behaviour].alike:
        near = alike(coded.objects, threshold=threshold, min_tokens=min_tokens, threads=1)
    found = network(coded, near, within=within, at_least=at_least, threads=1)
    assert found.columns == ["user_1", "user_2", "weight"]
    return Counter(found.iter_rows())


def acts_in(path: Path, behaviour: str) -> pl.DataFrame:
    file, meant = Input.from_path(path), BEHAVIOURS[behaviour]
    if has_messages(file):
        messages, rejects = read_messages(file, needed=meant.columns)
        assert rejects.is_empty()
        return acts_of_messages(messages, meant)
    return acts_of_table(read_acts(file, with_posts=True)[0], meant)


@pytest.mark.parametrize(("file", "data", "behaviour", "within", "least"), NETWORKS)
def test_every_edge_of_their_network_comes_out(
    parity: Path, file: str, data: str, behaviour: str, within: int, least: int
) -> None:
    with gzip.open(parity / "cnt" / file, "rt", newline="") as opened:
        _, *rows = csv.reader(opened)
    theirs = Counter((one, other, int(weight)) for one, other, weight in rows)
    acts = acts_in(parity / INPUTS[data], behaviour)
    assert edges_of(acts, behaviour, within=within, at_least=least) == theirs


def test_no_file_of_theirs_is_left_out(parity: Path) -> None:
    known = {file for file, *_ in NETWORKS} | {"text_input.csv.gz", TEXTS}
    assert {path.name for path in (parity / "cnt").iterdir()} == known


def test_every_text_of_theirs_is_cleaned_and_cut_as_they_do(parity: Path) -> None:
    with gzip.open(parity / "cnt" / TEXTS, "rt", newline="") as opened:
        theirs = {row["message_id"]: row for row in csv.DictReader(opened)}
    messages, _ = read_messages(Input.from_path(parity / INPUTS["text"]), needed={"message"})
    texts = messages.unique("message_id", keep="first").with_columns(
        pl.col("message").fill_null("")
    )
    told = texts.filter(pl.col("message_id").is_in(list(theirs)))
    assert told.height == len(theirs)
    for message, whole, tokens in zip(
        told["message_id"],
        transformed(told["message"]),
        token_sets(cleaned(told["message"])),
        strict=True,
    ):
        assert (whole, tokens) == (
            theirs[message]["transformed_message"],
            theirs[message]["token_set"],
        )


HARD = "ab Z'\u2019\"@.,;:_#3\n\t\x1c\u00a0\u200d\u0301\u05d0\u03a3\u30ab\u6f22\U0001f389-/"


@given(texts=st.lists(st.text(alphabet=HARD, max_size=25), max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_text_is_cleaned_and_cut_as_they_do(texts: list[str]) -> None:
    given_texts = pl.Series(texts, dtype=pl.String)
    assert transformed(given_texts).to_list() == [message_preprocessor(text) for text in texts]
    assert token_sets(cleaned(given_texts)).to_list() == [tokenize(text) for text in texts]


def invented(messages: int, seed: int) -> list[Message]:
    """Messages of few users about few things: reposts, replies, repeated ids, several addresses."""
    chance = np.random.default_rng(seed)
    words = ["vote", "now", "it's", "@ann", "News", "war!", "\u00e9t\u00e9", "x"]

    def one(number: int) -> Message:
        repost, reply, text, link = chance.random(4)
        return (
            f"m{number if chance.random() < 0.95 else chance.integers(0, messages)}",
            f"u{chance.integers(0, 8)}",
            f"r{chance.integers(0, 4)}" if repost < 0.3 else "",
            f"p{chance.integers(0, 4)}" if reply < 0.5 else "",
            " ".join(chance.choice(words, chance.integers(0, 5))) if text < 0.9 else "",
            int(chance.integers(1_000, 1_400)),
            " ".join(f"l{n}" for n in chance.integers(0, 5, chance.integers(0, 3)))
            if link < 0.8
            else "l1  l2 ",
        )

    return [one(number) for number in range(messages)]


def written(messages: list[Message], folder: Path) -> Path:
    path = folder / "messages.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for message, user, repost, reply, text, at, urls in messages:
            writer.writerow([message, user, user, repost, reply, text, at, urls])
    return path


THEIRS: dict[str, Callable[..., object]] = {
    "co_link": compute.compute_co_link_network,
    "co_retweet": compute.compute_co_retweet_parallel,
    "co_reply": compute.compute_co_reply_network,
    "co_tweet": compute.compute_co_tweet_network,
    "co_similar_tweet": compute.compute_co_similar_tweet,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("behaviour", THEIRS)
def test_the_toolkit_itself_gives_the_same_edges(behaviour: str, tmp_path: Path) -> None:
    path, database = written(invented(400, 3), tmp_path), str(tmp_path / "messages.db")
    preprocess_csv_files(database, [str(path)])
    options: dict[str, object] = {"n_threads": 1, "min_edge_weight": 2}
    if behaviour == "co_similar_tweet":
        options |= {
            "similarity_threshold": 0.6,
            "similarity_function": MinDocSizeSimilarity(2),
        }
    THEIRS[behaviour](database, 20, **options)
    with closing(sqlite3.connect(database)) as opened:
        rows = opened.execute(f"select * from {behaviour}_network where user_1 != user_2")
        theirs = Counter(rows.fetchall())
    found = edges_of(
        acts_in(path, behaviour), behaviour, within=20, at_least=2, threshold=0.6, min_tokens=2
    )
    assert len(theirs) > 10
    assert Counter({row: n for row, n in found.items() if row[0] != row[1]}) == theirs


def by_the_rules(
    messages: list[Message], behaviour: str, within: int, least: int, threshold: float, size: int
) -> Edges:
    first: dict[str, Message] = {}
    for message in messages:
        first.setdefault(message[0], message)
    links: dict[tuple[str, str], Message] = {}
    for message in messages:
        for url in message[6].split(" ") if not message[2] else []:
            links.setdefault((message[0], url), message)

    def is_joint(one: object, other: object) -> bool:
        if behaviour != "co_similar_tweet":
            return one == other
        mine, yours = (set(tokenize(str(each)).split()) for each in (one, other))
        if min(len(mine), len(yours)) < size:
            return False
        return len(mine & yours) / len(mine | yours) >= threshold

    told = [each for each in first.values() if not each[2]]
    keyed: dict[str, list[tuple[str, Message]]] = {
        "co_link": [(url, message) for (_, url), message in links.items()],
        "co_retweet": [(each[2], each) for each in first.values() if each[2]],
        "co_reply": [(each[3], each) for each in told if each[3]],
        "co_tweet": [(message_preprocessor(each[4]), each) for each in told],
        "co_similar_tweet": [(each[4], each) for each in told],
    }
    acts = keyed[behaviour]
    met = {
        (one[1], other[1], one[0])
        for key, one in acts
        for other_key, other in acts
        if one[0] != other[0] and abs(one[5] - other[5]) <= within and is_joint(key, other_key)
    }
    weights = Counter((one, other) for one, other, _ in met)
    return Counter((*pair, weight) for pair, weight in weights.items() if weight >= least)


@pytest.mark.parametrize("behaviour", THEIRS)
@pytest.mark.parametrize("seed", range(4))
def test_edges_and_loops_are_what_the_rules_say(behaviour: str, seed: int, tmp_path: Path) -> None:
    messages = invented(150, seed)
    acts = acts_in(written(messages, tmp_path), behaviour)
    for within, least, threshold, size in ((0, 1, 0.5, 1), (15, 1, 0.8, 2), (60, 3, 1.0, 1)):
        found = edges_of(
            acts, behaviour, within=within, at_least=least, threshold=threshold, min_tokens=size
        )
        assert found == by_the_rules(messages, behaviour, within, least, threshold, size)


@pytest.mark.parametrize("behaviour", THEIRS)
def test_four_columns_hold_the_key_itself(behaviour: str, tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(
        "object_id,account_id,content_id,timestamp_share\n"
        "Vote now,a,1,1000\nVote now,b,2,1030\nVote now,b,2,9000\nvote then,b,3,1001\n"
    )
    edges = {("a", "b", 1): 1, ("b", "a", 1): 1}
    assert edges_of(acts_in(path, behaviour), behaviour, within=30, at_least=1) == Counter(edges)


def test_users_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    rows = [(f"u{n:04}", "o", 0, f"m{n}") for n in range(1_500)]
    schema = {"actor": pl.String, "object": pl.String, "at": pl.Int64, "post": pl.String}
    acts = Acts.from_frame(pl.DataFrame(rows, schema=schema, orient="row"))
    with pytest.raises(TooManyRows, match="2,248,500 rows"):
        network(acts, within=1, at_least=1, memory=2**20)
    with pytest.raises(ImpossibleCount):
        network(acts, within=1, at_least=0)
