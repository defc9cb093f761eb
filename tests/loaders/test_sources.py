import io
from pathlib import Path

import polars as pl
import pytest

from graph_models import Node, Record, Relationship
from loaders import SOURCES, Batch, Input, Options, Source
from loaders.batch import REJECTS
from loaders.errors import UnfitOptions

EVERY_SOURCE = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.name)


def sample_batches(source: Source) -> list[Batch]:
    sample = Input.from_stream(io.BytesIO(source.sample.encode()), name="sample.csv")
    return list(source.read(sample, source.example))


def without_a_node(batch: Batch, model: type[Relationship]) -> pl.DataFrame:
    """Ends of relationships that no node frame of the batch holds."""
    frame = batch.frames[model]
    missing = []
    for end, kinds in (("start", model.starts), ("end", model.ends)):
        rows = frame.select(
            key=f"{end}_key",
            label=f"{end}_label" if len(kinds) > 1 else pl.lit(kinds[0].label),
        )
        for kind in kinds:
            held = batch.frames.get(kind, pl.DataFrame(schema=kind.columns()))
            asked = rows.filter(pl.col("label") == kind.label)
            missing.append(asked.join(held, on="key", how="anti"))
        missing.append(rows.filter(~pl.col("label").is_in([kind.label for kind in kinds])))
    return pl.concat(missing)


def test_the_sources_are_those_in_their_folder() -> None:
    folder = Path(__file__).parents[2] / "loaders" / "sources"
    assert set(SOURCES) == {each.stem for each in folder.glob("*.py")} - {"__init__"}
    assert {"coortweet", "shares", "twitter_archive"} <= set(SOURCES)


@EVERY_SOURCE
def test_a_source_says_what_it_reads(source: Source) -> None:
    assert source.title
    assert source.reads.endswith(".")
    assert not source.assumes or source.assumes.endswith(".")
    assert "\n" not in source.title + source.reads + source.assumes


@EVERY_SOURCE
def test_a_sample_is_read_whole(source: Source) -> None:
    batches = sample_batches(source)
    is_table = source.sample[0] not in "{["
    read = sum(batch.read for batch in batches)
    assert read == source.sample.count("\n") - 1 if is_table else read
    assert all(batch.rejects.is_empty() for batch in batches)


@EVERY_SOURCE
def test_frames_have_exactly_the_columns_of_their_models(source: Source) -> None:
    for batch in sample_batches(source):
        assert batch.frames
        assert batch.rejects.schema == REJECTS
        for model, frame in batch.frames.items():
            assert list(frame.schema.items()) == list(model.columns().items())
            assert not frame.is_empty()
            assert frame.height == frame.unique().height
            assert frame.select(model.required()).null_count().sum_horizontal().item() == 0


@EVERY_SOURCE
def test_both_ends_of_every_relationship_are_nodes_of_the_batch(source: Source) -> None:
    for batch in sample_batches(source):
        for model in batch.frames:
            if issubclass(model, Relationship):
                assert without_a_node(batch, model).is_empty()


@EVERY_SOURCE
def test_facts_of_a_sample_are_valid_records(source: Source) -> None:
    for batch in sample_batches(source):
        for model, frame in batch.frames.items():
            for row in frame.drop("start_label", "end_label", strict=False).iter_rows(named=True):
                assert isinstance(model(**row), Record)


@EVERY_SOURCE
def test_nodes_are_known_by_qualified_keys(source: Source) -> None:
    for batch in sample_batches(source):
        for model, frame in batch.frames.items():
            if issubclass(model, Node) and "platform" in model.columns():
                begins = pl.col("key").str.starts_with(pl.col("platform") + ":")
                assert frame.select(begins.all()).item()


@EVERY_SOURCE
def test_the_same_file_gives_the_same_frames_again(source: Source) -> None:
    for first, second in zip(sample_batches(source), sample_batches(source), strict=True):
        assert list(first.frames) == list(second.frames)
        assert all(first.frames[model].equals(second.frames[model]) for model in first.frames)


def test_a_set_whose_name_would_blur_its_keys_is_refused() -> None:
    with pytest.raises(UnfitOptions, match="without blanks, colons or slashes"):
        Options("a:b")


def test_a_source_refuses_options_that_do_not_say_what_it_asks() -> None:
    file = Input.from_stream(io.BytesIO(b"a,b\n"))
    with pytest.raises(UnfitOptions, match="ShareOptions"):
        SOURCES["shares"].read(file, Options("s"))
