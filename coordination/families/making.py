"""Making families of near-duplicates: all over again whenever the graph's facts have changed."""

from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import polars as pl

from coordination.errors import TooManyNear
from coordination.families import images, texts
from coordination.families.kept import NOBODY, Families, families, shortened
from coordination.keys import Keys
from coordination.room import fitting_in
from cypher import families as questions
from cypher import ledger
from graph_models import Image, Text
from graph_store.families import keep_images, keep_texts, settle
from graph_store.graph import FETCH, Graph

PICTURE_BYTES = 1_024
"""What a picture costs at most until the families of all are known."""

PIECES_AT_ONCE = 2

SEEN = {"key": pl.String(), "pdq": pl.String(), "pdq_quality": pl.Int64()}


async def up_to_date(
    graph: Graph,
    *,
    threads: int,
    memory: int | None,
    folder: Path | None = None,
    keys: Keys | None = None,
) -> tuple[Families, list[str]]:
    """The families of all, made anew where they are out of date, and remarks on what was left out.

    Wordings that do not fit in memory wait in the folder, null being the platform's. With ``keys``
    the members are shortened.
    """
    state, before = await graph.ask(ledger.STATE), await families(graph, keys=keys)
    if state and state[0].families == state[0].changes:
        return before, []
    members, remarks = dict[str, pl.DataFrame](), list[str]()
    for label, make, keep in (
        (Text.label, partial(_of_texts, folder=folder), keep_texts),
        (Image.label, _of_images, keep_images),
    ):
        made, remark = await make(graph, threads, memory)
        members[label] = shortened(made, keys)
        del made
        await keep(graph, _changed(before.members[label], members[label]))
        remarks += [remark] if remark else []
    if state and not remarks:
        await settle(graph, changes=state[0].changes)
    return Families(members), remarks


def _changed(before: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Columns key and family of the things that have another family now, null where none."""
    both = before.rename({"family": "old"}).join(made, on="key", how="full", coalesce=True)
    return both.filter(pl.col("old").ne_missing(pl.col("family"))).sort("key")


async def _of_texts(
    graph: Graph, threads: int, memory: int | None, *, folder: Path | None
) -> tuple[pl.DataFrame, str | None]:
    with closing(texts.Wordings(memory=memory, folder=folder)) as worded:
        try:
            async for keys, wordings in graph.stream(
                questions.WORDINGS, at_once=PIECES_AT_ONCE, least=texts.LEAST_WORDS
            ):
                assert isinstance(keys, list)
                assert isinstance(wordings, list)
                worded.add(pl.Series(keys, dtype=pl.String), pl.Series(wordings, dtype=pl.String))
            return worded.families(threads=threads), None
        except TooManyNear as error:
            near = f"{error.pairs:,} pairs of them are near each other"
            return NOBODY, _left_out("wordings", near)
        except OSError as error:
            return NOBODY, (
                "Near-duplicate wordings count as different ones: they do not fit in memory and "
                f"could not be put into {folder or gettempdir()} ({error.strerror or error}); "
                "make room there or raise LOCKSTEP_MEMORY."
            )


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
