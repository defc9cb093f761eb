"""What needs a server of its own: bulk imports, which stop it, and a server that is killed."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import psutil
import pytest
from pydantic import ByteSize

from graph_models import Account, Hashtag, Post, Posted, Record
from graph_store.bulk import BulkImport
from graph_store.erase import erase_set
from graph_store.errors import GraphNotEmpty, GraphUnavailable, QueryFailed
from graph_store.graph import Address, Graph
from graph_store.server import LocalServer
from graph_store.write import Writer
from loaders import SOURCES, Input, Options
from lockstep.bulk import Job, load_in_bulk
from lockstep.loading import Reading, load
from lockstep.settings import Settings
from lockstep.wiring import local_server as server_of

ARCHIVE = SOURCES["twitter_archive"]
HOSTILE = (
    "She said \"no\", then 'yes'\nand left",
    "Zeile eins\r\nZeile zwei, mit Komma; und \\ und \\n",
    '"',
    "日本語 😀 ～ \u2028 \u0301",
    "=1+1,\t@cmd|' /C'!A0",
    "\\N",
    " spaces around ",
    "ends with a backslash\\",
    "<script>alert(1)</script> {{7*7}} $HOME `id`",
    "; :: | [] {}",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Settings of a home of its own, whose server is ended with the module.

    So little memory is allowed that a load has no more than the least.
    """
    home = tmp_path_factory.mktemp("home")
    chosen = Settings(home=home, server_heap="512m").model_copy(update={"memory": ByteSize(60_000)})
    yield chosen
    server_of(chosen).stop()


@pytest.fixture
def own(settings: Settings) -> Address:
    """The address of its running server."""
    started = server_of(settings).start()
    return Address(started.uri, started.user, started.password)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """Two sets of one archive that share accounts and tweets, and disagree about half of them."""
    folder = tmp_path_factory.mktemp("archive")
    return [(ARCHIVE, [Input.from_path(archive(folder, of))], Options(of)) for of in ("one", "two")]


def archive(folder: Path, of: str) -> Path:
    """A tweets file made of the source's own sample."""
    number = pl.int_range(120 if of == "one" else 90)
    texts = pl.Series(HOSTILE)
    sample = pl.read_csv(ARCHIVE.sample.encode(), infer_schema=False).head(1)
    rows = (
        pl.select(number=number)
        .join(sample, how="cross")
        .with_columns(
            tweetid=pl.col("number").cast(pl.String),
            userid=pl.format("{}", pl.col("number") % 31),
            user_screen_name=pl.format("user{}", pl.col("number") % 31),
            user_display_name=texts.gather(pl.select(number % len(texts)).to_series()),
            user_profile_description=pl.lit(f"of {of}\n")
            .repeat_by(pl.col("number") % 2)
            .list.join(""),
            follower_count=pl.format("{}", pl.col("number") * (1 if of == "one" else 2)),
            tweet_text=texts.gather(pl.select((number + (of == "two")) % len(texts)).to_series()),
            tweet_time=pl.format("2020-05-01 1{}:3{}", pl.col("number") % 9, pl.col("number") % 7),
            hashtags=pl.format("[Roses{}, 日本]", pl.col("number") % 5),
        )
    )
    path = folder / f"{of}.csv"
    rows.drop("number").write_csv(path)
    return path


def test_an_import_that_fails_says_why_and_leaves_an_empty_graph(
    settings: Settings, tmp_path: Path, frame: Callable[..., pl.DataFrame]
) -> None:
    work = BulkImport(tmp_path, memory=1_000_000)
    torn: dict[type[Record], pl.DataFrame] = {
        Account: frame(Account, {"key": "x:1", "platform": "x"}),
        Posted: frame(Posted, {"start_key": "x:1", "end_key": "x:404"}),
        Post: frame(Post, {"key": "x:2", "platform": "x"}),
    }
    work.add(torn, set_name="torn")

    with pytest.raises(QueryFailed, match="^Neo4j could not import the files: .*x:404"):
        work.run(server_of(settings), lambda stage: None)


def test_a_bulk_load_makes_the_graph_that_ordinary_loads_make(
    settings: Settings,
    jobs: list[Job],
    tmp_path: Path,
    graph: Graph,
    run: Any,
    dump: Any,
    dump_of: Any,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lockstep.room.LEAST", 100_000)
    reports = load_in_bulk(settings, jobs, tmp_path / "rejects", lambda stage: None)
    address = request.getfixturevalue("own")
    for source, inputs, options in jobs:
        reading = Reading.of(source, inputs, options)
        run(
            load(
                graph,
                reading,
                rejects=tmp_path / "rejects",
                writers=2,
                progress=lambda file, records: None,
            )
        )

    assert dump_of(address) == dump()
    assert sum("said" in line for line in dump()) > 50
    assert [report.read for report in reports] == [120, 90]
    assert [report.nodes for report in reports] == [
        {"Account": 31, "Handle": 31, "Post": 120, "Text": reports[0].nodes["Text"]}
        | {"Hashtag": 6, "Url": 1, "Domain": 1}
    ] * 2


def test_a_graph_that_holds_something_is_left_as_it_is(
    settings: Settings, own: Address, jobs: list[Job], tmp_path: Path, dump_of: Any
) -> None:
    before, process = dump_of(own), server_of(settings).status().pid

    with pytest.raises(GraphNotEmpty, match=r"^--bulk needs an empty graph, and .* holds \d+ node"):
        load_in_bulk(settings, jobs, tmp_path / "rejects", lambda stage: None)
    assert dump_of(own) == before
    assert server_of(settings).status().pid == process


def test_a_load_whose_server_is_killed_is_completed_once_it_is_back(
    settings: Settings, own: Address, run: Any, dump_of: Any
) -> None:
    server, before = server_of(settings), dump_of(own)
    number = pl.int_range(3_000)
    tags = pl.select(key=pl.format("more{}", number), tag=pl.lit(None, dtype=pl.String))

    async def write(progress: Callable[[int], None]) -> None:
        graph = await Graph.connect(own, patience_s=1.0)
        try:
            writer = Writer(graph, set_name="more", rows=100, progress=progress)
            await writer.write({Hashtag: tags})
        finally:
            await graph.close()

    async def erase() -> None:
        graph = await Graph.connect(own)
        await erase_set(graph, "more")
        await graph.close()

    with pytest.raises(GraphUnavailable, match=f"^No Neo4j answers at {own.uri} .*; start it, or"):
        run(write(lambda rows: kill(server)))
    assert server.start().uri == own.uri
    assert len(before) < len(dump_of(own)) < len(before) + 3_000
    run(write(lambda rows: None))
    assert len(dump_of(own)) == len(before) + 3_000
    run(erase())
    assert dump_of(own) == before


def kill(server: LocalServer) -> None:
    pid = server.status().pid
    if pid is not None:
        psutil.Process(pid).send_signal(signal.SIGKILL)
