"""Near-duplicates in a real graph: one object of links and clusters, each its own in evidence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coordination.families import texts
from coordination.families.kept import families
from coordination.families.making import up_to_date
from graph_models import Image, Says, Shows, Text
from graph_store.erase import erase_set
from graph_store.graph import Graph
from graph_store.schema import count_change
from graph_store.write import Writer

TEAM = [f"x:{place}" for place in range(1, 7)]
CROWD = [f"x:{place}" for place in range(101, 141)]
DAYS = 12
CHANCE = np.random.default_rng(3)


def say(world: Any, key: str, *words: str) -> str:
    world.node(Text, f"sha256:{key}", wording=" ".join(words), words=len(words))
    return f"sha256:{key}"


def slips(world: Any, chance: np.random.Generator, day: int, place: int) -> tuple[Any, str]:
    """A headline of sixteen words of its day, one of them changed by whoever posts it."""
    words = [f"w{day}x{n}" for n in range(16)]
    words[place] = f"slip{place}"
    return Says, say(world, f"d{day}p{place}", *words)


def reencoded(world: Any, chance: np.random.Generator, day: int, place: int) -> tuple[Any, str]:
    """A picture of its day with a few bits of its hash changed by whoever posts it."""
    bits = np.unpackbits(np.random.default_rng(day).integers(0, 256, 32, dtype=np.uint8))
    bits[chance.choice(256, 8, replace=False)] ^= 1
    key = f"sha256:d{day}p{place}"
    world.node(Image, key, pdq=np.packbits(bits).tobytes().hex(), pdq_quality=90)
    return Shows, key


def thing_of(trace: str) -> Any:
    return {"co_text": slips, "co_image": reencoded}[trace]


@pytest.mark.parametrize("trace", ["co_text", "co_image"])
def test_a_team_that_changes_a_little_each_time_is_linked_and_shown_as_it_posted(
    world: Any, found: Any, moments: Any, trace: str
) -> None:
    for day in range(DAYS):
        begun = 5 * 3_600 * day  # At no hour of their own, which would excuse them.
        for place, account in enumerate(TEAM):
            thing = thing_of(trace)(world, CHANCE, day, place)
            world.post(account, moments(begun + 4 * place, days=day), thing)
        # Others pass the same thing on when they come to see it.
        for place in range(6, 14):
            thing = thing_of(trace)(world, CHANCE, day, place)
            world.post(CROWD[CHANCE.integers(40)], moments(begun + 3_600 * place, days=day), thing)

    result = found(world, trace)

    assert result.links == {(a, b) for a in TEAM for b in TEAM if a < b}
    (entry,) = result.explain(*TEAM[:2])["traces"]
    assert entry["observed"] == DAYS
    first = entry["evidence"][0]
    assert (first["own_a"], first["own_b"]) == ("sha256:d0p0", "sha256:d0p1")
    assert first["object"] in {f"sha256:d0p{place}" for place in range(14)}
    assert first["gap_s"] == 4.0


def test_near_wordings_flag_nobody_who_would_not_be_flagged_without_them(
    world: Any, found: Any, moments: Any
) -> None:
    for day in range(DAYS):
        for place, account in enumerate(TEAM):
            world.post(account, moments(4 * place, days=day), slips(world, CHANCE, day, place))

    assert found(world, "co_text").flagged == set()


def test_families_follow_what_is_loaded_and_erased(
    world: Any, graph: Graph, run: Any, moments: Any
) -> None:
    def named() -> dict[str, str]:
        made, remarks = run(up_to_date(graph, threads=1, memory=None))
        assert remarks == []
        members = run(families(graph)).members["Text"]
        assert made.members["Text"].sort("key").equals(members.sort("key"))
        return dict(members.rows())

    run(count_change(graph))
    world.post(TEAM[0], moments(0), slips(world, CHANCE, 0, 0))
    run(Writer(graph, set_name="s").write(world.frames()))
    assert named() == {}
    other = type(world)()
    for place in (1, 2):
        other.post(TEAM[place], moments(0), slips(other, CHANCE, 0, place))
    run(Writer(graph, set_name="t").write(other.frames()))
    assert named() == {}, "nobody said that the facts are others now"
    run(count_change(graph))
    assert named() == {f"sha256:d0p{place}": "sha256:d0p0" for place in range(3)}
    assert named() == dict(run(families(graph, of=["sha256:d0p1"])).members["Text"].rows()) | {
        f"sha256:d0p{place}": "sha256:d0p0" for place in (0, 2)
    }
    run(erase_set(graph, "t"))
    assert named() == {}


def test_what_does_not_fit_is_said_and_tried_again_and_wordings_fit_on_the_disk(
    world: Any,
    graph: Graph,
    run: Any,
    moments: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place in range(3):
        world.post(TEAM[place], moments(0), slips(world, CHANCE, 0, place))
    run(Writer(graph, set_name="s").write(world.frames()))

    with monkeypatch.context() as patch:
        patch.setattr(texts, "PAIR_BYTES", texts.LEAST_ROOM)  # One pair fills it.
        _, remarks = run(up_to_date(graph, threads=1, memory=1))

    assert len(remarks) == 1
    assert "Near-duplicate wordings count as different ones" in remarks[0]
    monkeypatch.setattr(texts, "TOKEN_BYTES", texts.LEAST_ROOM)  # One token fills it.
    (tmp_path / "file").touch()
    _, remarks = run(up_to_date(graph, threads=1, memory=1, folder=tmp_path / "file"))
    assert len(remarks) == 1
    assert f"could not be put into {tmp_path / 'file'} (File exists)" in remarks[0]
    made, remarks = run(up_to_date(graph, threads=1, memory=1, folder=tmp_path))
    assert remarks == []
    assert len(made.members["Text"]) == len(run(families(graph)).members["Text"]) == 3
