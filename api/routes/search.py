"""Search: whatever has these words in its key, its names or its wording."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from api import cursor as cursors
from api.dependencies import GraphDep
from api.errors import BadParameter, close
from api.noun import noun
from api.parameters import Cursor, Limit
from api.permission import VIEWER
from api.reply import Listing, Reply, left_out
from cypher.investigate import SEARCH
from cypher.investigate.search import FoundNode
from graph_models import NODES, Case, Note

router = noun("search", permission=VIEWER)

LOOKED_AT = 2_000
"""Best matches of the index that one search ranks."""

MOST_WORDS = 16

CASEWORK = frozenset({Case.label, Note.label})
"""What investigators wrote is no part of what platforms hold; a search does not show it."""

KINDS = tuple(label for label, model in NODES.items() if model.search and label not in CASEWORK)
SYNTAX = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/<>=])')


class SearchPlace(BaseModel):
    """Where a page of a search ended."""

    score: float
    key: str


SEARCH_PLACE = TypeAdapter(SearchPlace)


@router.get("/search", response_model=Listing[FoundNode])
async def search(
    graph: GraphDep,
    q: Annotated[
        str, Query(min_length=1, max_length=500, description="Words, the last ones may be begun.")
    ],
    kind: Annotated[
        list[str] | None, Query(max_length=len(KINDS), description="Only these labels.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Nodes that have all these words in their key, names or wording, the best first."""
    place = cursors.read(cursor, "search", SEARCH_PLACE)
    rows = await graph.fetch(
        SEARCH,
        words=lucene(q),
        kinds=_labels(kind or KINDS),
        most=LOOKED_AT,
        after=place.model_dump() if place else None,
        limit=limit,
    )
    full = rows[0]["looked"] == LOOKED_AT
    missing = [left_out("matches", None, f"only the best {LOOKED_AT} are ranked; add a word")]
    return Reply(cursors.page(rows[0], "search", "matches", missing=missing if full else ()))


def lucene(words: str) -> str:
    """What a person typed as a query: the phrase as it stands, else every word as a beginning."""
    parts = [SYNTAX.sub(r"\\\1", part) for part in words.split()[:MOST_WORDS]]
    if not parts:
        raise BadParameter("q", "has no word in it; give a name, a key or words of a text")
    phrase = " ".join(parts)
    return f'"{phrase}"^4 OR ({" AND ".join(f"{part.lower()}*" for part in parts)})'


def _labels(kinds: Sequence[str]) -> list[str]:
    known = {label.lower(): label for label in KINDS}
    for kind in kinds:
        if kind.lower() not in known:
            near = [known[each] for each in close(kind.lower(), list(known))]
            raise BadParameter("kind", f"{kind[:80]!r} is none of {', '.join(KINDS)}", near)
    return [known[kind.lower()] for kind in kinds]
