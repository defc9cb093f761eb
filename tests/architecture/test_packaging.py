"""Flat package names must mean ours, not a neighbour's, wherever the tests run."""

import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def test_every_package_of_the_repository_is_shipped() -> None:
    found = {each.parent.name for each in ROOT.glob("*/__init__.py")}
    assert found - {"benchmarks"} == set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_shadows_our_package(name: str) -> None:
    module = import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)
    assert set(packages_distributions().get(name, [])) <= {"lockstep-graph"}


@pytest.mark.parametrize("name", OURS)
def test_a_package_tells_type_checkers_that_it_is_typed(name: str) -> None:
    assert (ROOT / name / "py.typed").is_file()


def test_mypy_and_import_linter_look_at_every_package() -> None:
    assert set(PROJECT["tool"]["mypy"]["packages"]) == set(OURS)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(OURS)


def test_it_is_not_to_be_uploaded() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]
