"""`lockstep rank`: others by their ties to known ones."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coordination.rank import Ranked, Ranking
from coordination.rank import rank as ranked
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.output import Format, FormatOption, say, show, working
from lockstep.wiring import settings, with_graph


@app.command()
def rank(
    seed: Annotated[
        list[str] | None,
        typer.Option(help="Key of a known account, page, post, link, domain or hashtag."),
    ] = None,
    seeds: Annotated[
        Path | None, typer.Option(help="File with a key a line; empty lines are none.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Entities to print.")] = 100,
    form: FormatOption = Format.table,
) -> None:
    """Rank others by their ties to known ones.

    Of a post, link or page as a seed: who engaged with it, and what else the same accounts served.
    Accounts and pages that acted come first, then what they acted on.
    """
    given = [*(seed or []), *_of_file(seeds)]
    if not given:
        raise typer.BadParameter("name a seed with --seed, or a file of them with --seeds")

    async def ask(graph: Graph) -> Ranking:
        with working() as stage:
            stage("following the ties of the seeds")
            return await ranked(graph, seeds=given, limit=limit)

    found = with_graph(settings(), ask)
    for remark in found.remarks:
        say(remark)
    show([asdict(row) for row in found.rows], form, columns=tuple(Ranked.__dataclass_fields__))


def _of_file(path: Path | None) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path else []
    return [line.strip() for line in lines if line.strip()]
