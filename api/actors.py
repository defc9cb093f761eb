"""An account or page that is asked about, and what to say where there is none."""

from api.errors import NEAR, NotThere
from cypher.investigate import NEAR_ACTORS
from graph_store.graph import Graph


async def not_there(graph: Graph, key: str) -> NotThere:
    """Nobody has this key: say so, with who may be meant by handle or by a typing error."""
    handle = key.partition(":")[2] or key
    near = await graph.ask(
        NEAR_ACTORS, handle=handle, begins=key[: max(2, len(key) - 2)], limit=NEAR
    )
    return NotThere("account or page", key, [row.key for row in near])
