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

WORD_BYTES = 128
"""What a word costs at most until the families of all wordings are known."""

PICTURE_BYTES = 1_024
"""What a picture costs at most until the families of all are known."""

PIECES_AT_ONCE = 2

WORDED = {"key": pl.String(), "wording": pl.String(), "words": pl.Int64()}
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
    fitting, words = fitting_in(memory, WORD_BYTES), 0
    pieces = [pl.DataFrame(schema=WORDED)]
    async for some in graph.stream(
        questions.WORDINGS, at_once=PIECES_AT_ONCE, least=texts.LEAST_WORDS
    ):
        piece = pl.DataFrame(dict(zip(WORDED, some, strict=True)), schema=WORDED)
        words += int(piece["words"].sum())
        if words > fitting:
            return NOBODY, _left_out("wordings", f"they have more than {fitting:,} words")
        pieces.append(piece)
    worded = pl.concat(pieces).sort("key")
    try:
        around = texts.families(worded["wording"], worded["words"], threads=threads, memory=memory)
    except TooManyNear as error:
        return NOBODY, _left_out("wordings", f"{error.pairs:,} pairs of them are near each other")
    named = worded.select("key", family=worded["key"].gather(around))
    return named.filter(pl.len().over("family") > 1), None


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
