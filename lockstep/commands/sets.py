"""`lockstep sets`: what is loaded."""

from cypher import ledger
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph

KEYS = ("set", "source", "files", "first_at", "last_at", "nodes", "relationships")


@app.command()
def sets(form: FormatOption = Format.table) -> None:
    """List the sets with their files, their span of time and what they assert."""
    show(with_graph(settings(), _sets), form, columns=KEYS)


async def _sets(graph: Graph) -> list[dict[str, object]]:
    files = await graph.ask(ledger.FILES)
    nodes = await graph.ask(ledger.SET_NODES)
    relationships = await graph.ask(ledger.SET_RELATIONSHIPS)
    spans = {row.set: row for row in await graph.ask(ledger.SET_SPAN)}
    rows: list[dict[str, object]] = []
    for name in sorted({file.set for file in files}):
        own, span = [file for file in files if file.set == name], spans.get(name)
        rows.append(
            {
                "set": name,
                "source": ", ".join(sorted({file.source for file in own})),
                "files": [file.name for file in own],
                "first_at": span.first_at if span else None,
                "last_at": span.last_at if span else None,
                "nodes": {row.kind: row.facts for row in nodes if row.set == name},
                "relationships": {row.kind: row.facts for row in relationships if row.set == name},
                "cut_off": [file.name for file in own if file.loaded_at is None],
            }
        )
    return rows
