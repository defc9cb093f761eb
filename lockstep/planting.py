"""A planted world in the graph: its files loaded, its sets looked through."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from coordination.detect import Report, detect
from coordination.detect import Settings as Asked
from coordination.rank import Ranked, rank
from coordination.reading import Scope
from coordination.traces import TRACES, UNTIMED
from cypher import ledger
from graph_store.graph import Graph
from loaders import SOURCES, Input
from lockstep.bulk import Job
from lockstep.loading import Reading, load
from lockstep.settings import Settings
from lockstep.source_options import options_of
from lockstep.wiring import kept_acts, rejects_folder
from planted import LATER, SET, PlantedFile

MOST_RANKED = 100_000


async def not_loaded(graph: Graph, files: Iterable[PlantedFile]) -> list[PlantedFile]:
    """The files that their set does not hold whole, byte for byte."""
    whole = {
        (file.set, file.sha256) for file in await graph.ask(ledger.FILES) if file.read is not None
    }
    return [file for file in files if (file.set, Input.from_path(file.path).sha256()) not in whole]


def jobs(files: Iterable[PlantedFile]) -> list[Job]:
    """The files as the importer takes them."""
    return [
        (
            SOURCES[file.source],
            [Input.from_path(file.path)],
            options_of(SOURCES[file.source], file.set, _given(file)),
        )
        for file in files
    ]


def _given(file: PlantedFile) -> dict[str, str]:
    """What the file's source has to be told, as it stands on a command line."""
    return {f"--{name}": told for name, told in file.options.items()}


async def load_files(
    graph: Graph,
    chosen: Settings,
    files: Iterable[PlantedFile],
    *,
    progress: Callable[[str, int], None] = lambda name, records: None,
) -> int:
    """Load the files, those read alike into one set as one load; how many facts are new."""
    new = 0
    alike: dict[tuple[str, str, str], list[PlantedFile]] = {}
    for file in files:
        alike.setdefault((file.source, file.set, repr(file.options)), []).append(file)
    for (name, set_name, _), same in alike.items():
        source = SOURCES[name]
        report = await load(
            graph,
            Reading.of(
                source,
                [Input.from_path(file.path) for file in same],
                options_of(source, set_name, _given(same[0])),
                memory=int(chosen.memory),
            ),
            rejects=rejects_folder(chosen) / "planted.csv",
            writers=chosen.writers,
            progress=progress,
        )
        new += sum(report.nodes.values()) + sum(report.relationships.values())
    return new


async def detect_in(
    graph: Graph,
    chosen: Settings,
    *,
    sets: Sequence[str] = (SET, LATER),
    progress: Callable[[str], None] = lambda stage: None,
) -> Report:
    """Run every trace over sets, those of a planted world unless told, as a new user would."""
    asked = Asked(
        scope=Scope(sets),
        traces=list(TRACES.values()),
        untimed=list(UNTIMED.values()),
        threads=chosen.threads,
        memory=int(chosen.memory),
        kept=kept_acts(chosen),
        folder=chosen.home,
    )
    return await detect(graph, asked, progress=progress)


async def rank_from(graph: Graph, seeds: Path) -> list[Ranked]:
    """Everybody and everything tied to the keys in a file, the strongest first."""
    keys = seeds.read_text(encoding="utf-8").split()
    return (await rank(graph, seeds=keys, limit=MOST_RANKED)).rows
