import numpy as np
import polars as pl
import pytest

from benchmarks.strength import Group, generated, planted


@pytest.fixture(scope="module")
def background() -> pl.DataFrame:
    return generated(np.random.default_rng(0))


@pytest.mark.parametrize(
    "group", [Group(), Group(members=3, objects=4, seconds=600), Group(others=0)]
)
def test_every_member_shares_every_object_within_the_seconds(
    background: pl.DataFrame, group: Group
) -> None:
    acts = planted(background, group, np.random.default_rng(1))

    joint = acts.head(group.members * group.objects).group_by("object")
    told = joint.agg(
        members=pl.col("actor").n_unique(), span=pl.col("at").max() - pl.col("at").min()
    )
    assert told.height == group.objects
    assert told["members"].to_list() == [group.members] * group.objects
    assert 0 < told["span"].max() <= group.seconds
    assert acts.height == 2 * group.members * group.objects


def test_a_group_joins_while_as_many_others_do_as_asked(background: pl.DataFrame) -> None:
    group = Group(others=30)

    theirs = planted(background, group, np.random.default_rng(1)).head(100)

    crowds = background.join(theirs, on="object", how="semi").group_by("object")
    others = crowds.agg(others=pl.col("actor").n_unique())["others"]
    assert others.len() == group.objects
    assert others.is_between(20, 45).all()
    begun = theirs.group_by("object").agg(pl.col("at").min())
    moments = background.join(begun, on="object", suffix="_begun")
    seen = moments.filter(pl.col("at_begun") - pl.col("at") <= group.seconds)
    assert seen.filter(pl.col("at") <= pl.col("at_begun"))["object"].n_unique() == group.objects


def test_one_group_is_planted_the_same_way_again(background: pl.DataFrame) -> None:
    one, other = (planted(background, Group(), np.random.default_rng(5)) for _ in range(2))

    assert one.equals(other)
