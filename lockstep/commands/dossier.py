"""`lockstep dossier`: one cluster with its evidence, in a file."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from coordination.dossier import Dossier
from coordination.dossier import dossier as gather
from coordination.markdown import markdown
from coordination.runs import cluster_named, run_named
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, plain, show
from lockstep.wiring import settings, with_graph


@app.command()
def dossier(
    cluster: Annotated[str, typer.Argument(help="Key of the cluster, as `clusters` lists it.")],
    out: Annotated[Path, typer.Option(help="File to write: .md or .json.")],
    run: Run = None,
    form: FormatOption = Format.table,
) -> None:
    """Write a self-contained file on one cluster: features, members, links and evidence."""
    if out.suffix not in {".md", ".json"}:
        raise typer.BadParameter(f"--out {out}: the file's name must end in .md or .json")

    async def ask(graph: Graph) -> Dossier:
        meant = await run_named(graph, run)
        return await gather(graph, run=meant, cluster=await cluster_named(graph, meant, cluster))

    found = with_graph(settings(), ask)
    if out.suffix == ".md":
        out.write_text(markdown(found), encoding="utf-8")
    else:
        out.write_bytes(orjson.dumps(plain(found), option=orjson.OPT_INDENT_2))
    show({"path": str(out)}, form, columns=("path",))
