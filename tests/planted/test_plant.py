from pathlib import Path

import pytest

from planted import CASES, ImpossibleWorld, UnknownCase, plant


def test_unknown_case_names_the_near_one(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownCase, match="'core_of_crowd': did you mean core_of_a_crowd"
    ) as caught:
        plant(tmp_path / "world", cases=["core_of_crowd"])
    assert caught.value.near == ("core_of_a_crowd",)
    assert not (tmp_path / "world").exists()


def test_unknown_case_without_likeness_lists_all(tmp_path: Path) -> None:
    with pytest.raises(UnknownCase, match="choose one") as caught:
        plant(tmp_path, cases=["zzz"])
    assert caught.value.near == ()
    assert all(name in str(caught.value) for name in CASES)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"scale": -0.5}, "scale is -0.5"),
        ({"scale": 0.0}, "scale is 0.0"),
        ({"scale": float("nan")}, "scale is nan"),
        ({"crowd": -1.0}, "crowd is -1.0"),
        ({"crowd": float("inf")}, "crowd is inf"),
        ({"seed": -3}, "seed is -3"),
    ],
)
def test_impossible_worlds_are_refused_before_anything_is_written(
    asked: dict[str, float], what: str, tmp_path: Path
) -> None:
    with pytest.raises(ImpossibleWorld, match=what):
        plant(tmp_path / "world", **asked)
    assert not (tmp_path / "world").exists()


def test_progress_hears_each_case_once_in_order(tmp_path: Path) -> None:
    heard: list[str] = []
    plant(tmp_path, scale=0.005, crowd=0, cases=[*CASES, *CASES], progress=heard.append)
    assert heard == sorted(CASES)
