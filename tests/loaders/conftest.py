from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from graph_models import Node, Relationship
from loaders import Batch, Input, LoaderError, Source
from loaders.batch import REJECTS

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

LONGEST_INDEXED = 8_000

Outcome = Callable[[Source, Input], tuple[int, str]]

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real data sets are not beside this checkout ({SHARED.name} is missing)")
    return SHARED


@pytest.fixture(scope="session")
def outcome() -> Outcome:
    """Records that landed and what was said in the end; nothing but a LoaderError is raised."""

    def read(source: Source, file: Input) -> tuple[int, str]:
        batches: list[Batch] = []
        said = ""
        try:
            batches.extend(source.read(file, source.example))
        except LoaderError as error:
            said = str(error)
            assert said.endswith(".")
            assert "\n" not in said
            assert len(said) < 3_000
        for batch in batches:
            must_be_acceptable(batch.rejects)
            must_be_storable(batch)
        return sum(batch.read - batch.rejects["row"].n_unique() for batch in batches), said

    return read


def must_be_acceptable(rejects: pl.DataFrame) -> None:
    assert rejects.schema == REJECTS
    assert rejects.select("row", "reason").null_count().sum_horizontal().item() == 0
    assert (rejects["row"] >= 1).all()
    assert rejects["reason"].str.len_chars().is_between(5, 500).all()
    assert not rejects["reason"].str.contains("\n|Error|Traceback|<class").any()


def must_be_storable(batch: Batch) -> None:
    nodes = {model.label: frame for model, frame in batch.frames.items() if issubclass(model, Node)}
    for model, frame in batch.frames.items():
        assert frame.schema == model.columns()
        assert frame.select(model.required()).null_count().sum_horizontal().item() == 0
        if not issubclass(model, Relationship):
            assert frame["key"].str.len_bytes().is_between(1, LONGEST_INDEXED).all()
            continue
        for end, kinds in (("start", model.starts), ("end", model.ends)):
            label = f"{end}_label" if len(kinds) > 1 else pl.lit(kinds[0].label)
            for (name,), ends in frame.select(label=label, key=f"{end}_key").group_by("label"):
                assert name in {kind.label for kind in kinds}
                assert ends["key"].is_in(nodes[name]["key"].implode()).all()
