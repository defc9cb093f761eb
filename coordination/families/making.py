"""Making families of near-duplicates: all over again whenever the graph's facts have changed."""

import polars as pl

from coordination.errors import TooManyNear
from coordination.families import images, texts
from coordination.families.kept import NOBODY, families
from coordination.room import fitting_in
from cypher import families as questions
from cypher import ledger
from graph_models import Image, Text
from graph_store.families import keep_images, keep_texts, settle
from graph_store.graph import FETCH, Graph

TOKEN_BYTES = 40
"""What a word, or a pair of neighbouring words, costs at most until all families are known."""

PICTURE_BYTES = 1_024
"""What a picture costs at most until the families of all are known."""

PIECES_AT_ONCE = 2

SEEN = {"key": pl.String(), "pdq": pl.String(), "pdq_quality": pl.Int64()}


async def bring_up_to_date(graph: Graph, *, threads: int, memory: int | None) -> list[str]:
    """Make the families anew where they are out of date; gives remarks on what was left out."""
    state = await graph.ask(ledger.STATE)
    if state and state[0].families == state[0].changes:
        return []
    before = await families(graph)
    remarks = []
    for label, make, keep in (
        (Text.label, _of_texts, keep_texts),
        (Image.label, _of_images, keep_images),
    ):
        made, remark = await make(graph, threads, memory)
        await keep(graph, _changed(before.members[label], made))
        remarks += [remark] if remark else []
    if state and not remarks:
        await settle(graph, changes=state[0].changes)
    return remarks


def _changed(before: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Columns key and family of the things that have another family now, null where none."""
    both = before.rename({"family": "old"}).join(made, on="key", how="full", coalesce=True)
    return both.filter(pl.col("old").ne_missing(pl.col("family"))).sort("key")


async def _of_texts(
    graph: Graph, threads: int, memory: int | None
) -> tuple[pl.DataFrame, str | None]:
    fitting, worded = fitting_in(memory, TOKEN_BYTES), texts.Wordings()
    async for keys, wordings in graph.stream(
        questions.WORDINGS, at_once=PIECES_AT_ONCE, least=texts.LEAST_WORDS
    ):
        assert isinstance(keys, list)
        assert isinstance(wordings, list)
        worded.add(pl.Series(keys, dtype=pl.String), pl.Series(wordings, dtype=pl.String))
        if worded.tokens > fitting:
            words = f"they have more than {fitting:,} words and pairs of words"
            return NOBODY, _left_out("wordings", words)
    try:
        return worded.families(threads=threads, memory=memory), None
    except TooManyNear as error:
        return NOBODY, _left_out("wordings", f"{error.pairs:,} pairs of them are near each other")


async def _of_images(
    graph: Graph, threads: int, memory: int | None
) -> tuple[pl.DataFrame, str | None]:
    fitting = fitting_in(memory, PICTURE_BYTES)
    rows = []
    async for row in graph.stream(questions.PICTURES, at_once=FETCH):
        rows.append(row)
        if len(rows) > fitting:
            return NOBODY, _left_out("pictures", f"there are more than {fitting:,} of them")
    return images.families(pl.DataFrame(rows, schema=SEEN, orient="row")), None


def _left_out(what: str, why: str) -> str:
    return (
        f"Near-duplicate {what} count as different ones: {why}, which do not fit in memory; "
        "raise LOCKSTEP_MEMORY."
    )
