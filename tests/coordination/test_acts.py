from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from coordination.acts import Acts
from coordination.coding import coded
from coordination.errors import ImpossibleCount
from coordination.keys import Keys


def frame(rows: list[tuple[str | None, str | None, str | None, int | None]]) -> pl.DataFrame:
    schema = {"actor": pl.String, "object": pl.String, "post": pl.String, "at": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("once", [False, True])
def test_codes_follow_the_byte_order_of_the_keys(once: bool) -> None:
    keys = ["x:é", "x:Z", "x:a", "x:10", "x:9", "𝕏:1", "x:～"]
    acts = frame([(key, "o", None, 0) for key in keys])
    acts = Acts.from_frame(Keys().shortened(acts) if once else acts)
    assert acts.actors.to_list() == sorted(keys, key=str.encode)
    assert [acts.actors[int(code)] for code in acts.actor] == keys


def test_a_row_without_actor_object_or_time_is_no_act() -> None:
    rows = [("a", "o", "p", 0), (None, "o", "p", 0), ("b", None, "p", 0), ("c", "o", "p", None)]
    acts = Acts.from_frame(frame(rows))
    assert len(acts) == 1
    assert acts.actors.to_list() == ["a"]


def test_an_act_without_a_post_has_the_code_behind_the_last_post() -> None:
    acts = Acts.from_frame(frame([("a", "o", "p", 0), ("b", "o", None, 0)]))
    assert acts.posts.to_list() == ["p"]
    assert acts.post.tolist() == [0, 1]


def test_acts_with_keys_held_once_have_the_codes_of_those_with_keys_in_full() -> None:
    some = [("b", "v", "q", 0), ("é", "u", None, 1), ("b", "w", "p", 2)]
    more = [("a", "w", "p", 5), ("b", "u", "q", 3)]
    full = {
        name: frame(list(rows)).with_columns(label=pl.col("actor").replace("a", "Page"))
        for name, rows in {"one": some, "other": more, "empty": []}.items()
    }
    keys = Keys()
    short = coded({name: keys.shortened(acts) for name, acts in full.items()})
    long = coded(dict(full))
    assert short.actors.equals(long.actors)
    for name, acts in full.items():
        assert short.acts[name].drop("post").equals(long.acts[name].drop("post"))
        assert short.objects[name].to_list() == long.objects[name].to_list()
        posts = short.acts[name]["post"]
        hashes = keys.shortened(acts.select("post"))["post"]
        assert short.posts.gather(posts).equals(hashes.cast(pl.UInt64))


@pytest.mark.parametrize(
    ("micros", "ticks", "at"),
    [
        (3_000_000, 1, 3),
        (3_250_000, 1_000, 3_250),
        (3_250_001, 1_000_000, 3_250_001),
        (-1, 10**6, -1),
    ],
)
def test_ticks_are_as_coarse_as_the_times_allow(micros: int, ticks: int, at: int) -> None:
    acts = Acts.from_frame(frame([("a", "o", None, micros), ("b", "o", None, 0)]))
    assert acts.ticks == ticks
    assert acts.at.tolist() == [at, 0]


def test_times_may_be_moments_and_come_back_as_such() -> None:
    moment = datetime(2021, 9, 26, 18, 0, 0, 250_000, tzinfo=UTC)
    acts = Acts.from_frame(
        pl.DataFrame({"actor": ["a"], "object": ["o"], "post": ["p"], "at": [moment]})
    )
    assert acts.ticks == 1_000
    assert acts.moment(acts.at).to_list() == [moment]
    assert acts.moment(acts.at).dtype == pl.Datetime("us", "UTC")


def test_a_window_is_cut_to_whole_ticks_by_its_decimal_digits() -> None:
    acts = Acts.from_frame(frame([("a", "o", None, 1_000)]))
    assert [acts.ticks_in(seconds) for seconds in (0.29, 0.3, 2.9999, 60)] == [
        290,
        300,
        2999,
        60_000,
    ]


@pytest.mark.parametrize("seconds", [-1, -0.001, float("nan"), float("inf")])
def test_a_window_that_no_two_times_can_meet_is_refused(seconds: float) -> None:
    with pytest.raises(ImpossibleCount, match="The window is"):
        Acts.from_frame(frame([])).ticks_in(seconds)


def test_no_rows_are_no_acts() -> None:
    acts = Acts.from_frame(frame([]))
    assert len(acts) == 0
    assert acts.actors.to_list() == []
    assert acts.actor.dtype == np.uint32
