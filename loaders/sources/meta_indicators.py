"""Meta's published threat indicators: one file a network, or one a report."""

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Indicator
from loaders.batch import Batch, frames_of, split
from loaders.errors import MissingColumn
from loaders.formats import opened_any
from loaders.indicators import COLUMNS, indicators
from loaders.input import Input
from loaders.kinds import DAY, TEXT, Column
from loaders.source import Options, source
from loaders.table import Piece, pieces

KINDS: Final = {
    "domain_name": "domain",
    "cib_url": "url",
    "telegram_url": "url",
    "phishing_url": "url",
}
"""What the files call kinds that are called otherwise elsewhere; others keep their name."""

KILL_CHAIN: Final = {
    "tactic": "tactic",
    "technique": "technique",
    "procedure": "procedure",
    "indicator": "value",
    "comments": "comment",
    "commernts": "comment",
    "note": "comment",
    "notes": "comment",
}
"""Titles in small letters, without blanks around, of the files that name steps of a kill chain."""

TYPED: Final = {
    "indicator_type": "kind",
    "indicator_value": "value",
    "comment": "comment",
    "ds": "published_at",
}

STEPS: Final = ("procedure", "technique", "tactic")
"""The narrowest step that a row names is its technique."""

NETWORK: Final = re.compile(r".*((?:Q[1-4](?:-[1-4])?|H[12])[_ ]+20[0-9]{2})[_ ]+(.+)")
"""Quarter and network in the name of a file; the last quarter is meant where there are two."""


@source(
    title="Meta threat indicators",
    reads=(
        "The files of Meta's threat reports as CSV, TSV or JSON: those of one network, which name "
        "tactic, technique, procedure and indicator, and those of one report with indicator_type, "
        "indicator_value, comment and ds. Defanged values are made whole; addresses, domains, "
        "hashtags, accounts and pages that a value begins with are named by its indicator; "
        "sentences and counts name nobody. The file's name gives network and report; a row of a "
        "step without an indicator is an indicator of kind technique; rows without any value are "
        "passed over."
    ),
    assumes="The name of a file is that of its network or report; days are UTC.",
    sample=(
        "Tactic ,Technique,Procedure,Indicator,Commernts\n"
        "0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains,news[.]example[.]org,\n"
        "0. Acquiring assets,0.9 Acquiring accounts,0.9.4 Acquiring accounts,"
        "hxxps://twitter[.]com/ann_example,posed as a gardener\n"
        "7. Targeted engagement,7.1 Running ads,7.1.1 Advertising,About $5 in spending,\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece of the table."""
    told = _told(file.name)
    with opened_any(file) as table:
        titles = {title.strip().lower(): title for title in table.columns}
        layout = TYPED if "indicator_type" in titles else KILL_CHAIN
        known = {titles[title]: name for title, name in layout.items() if title in titles}
        needed = ["indicator_value"] if layout is TYPED else ["indicator", "procedure"]
        if missing := [title for title in needed if title not in titles]:
            raise MissingColumn(file.name, missing, table.columns)
        columns = [
            Column(name, DAY if name == "published_at" else TEXT, titled=title)
            for title, name in known.items()
        ]
        for piece in pieces(file, table, columns):
            yield _batch(piece, told, file=file.name, set_name=options.set_name)


def _batch(piece: Piece, told: dict[str, str | None], *, file: str, set_name: str) -> Batch:
    rows = piece.rows.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    empty = piece.rows.height - rows.height
    stated = [name for name in STEPS if name in rows.columns]
    absent = [name for name in COLUMNS if name not in rows.columns]
    nothing = {name: pl.lit(None, dtype=Indicator.columns()[name]) for name in absent}
    rows = rows.with_columns(**nothing).with_columns(
        technique=pl.coalesce(*(_tidy(name) for name in stated), pl.lit(None, dtype=pl.String)),
        kind=pl.col("kind").replace(KINDS),
        **{name: pl.lit(text, dtype=pl.String) for name, text in told.items()},
    )
    is_step = pl.col("value").is_null() & pl.col("technique").is_not_null()
    rows = rows.with_columns(
        kind=pl.when(is_step).then(pl.lit("technique")).otherwise("kind"),
        value=pl.coalesce("value", "technique"),
    )
    good, rejects = split(
        rows, file=file, checks={"it has no value": pl.col("value").is_not_null()}
    )
    return Batch(
        frames=frames_of(indicators(good.select(COLUMNS), set_name=set_name)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read - empty,
    )


def _tidy(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(r"\s+", " ").str.strip_chars()


def _told(file: str) -> dict[str, str | None]:
    """Network and report, as the name of a file has them."""
    stem = re.sub(r"\.(?:csv|tsv|json|txt)(?:\.gz)?$", "", file)
    if found := NETWORK.fullmatch(stem):
        quarter, name = (" ".join(re.split(r"[_\s]+", each.strip())) for each in found.groups())
        name = name.strip().removesuffix(" updated")
        return {"network": f"{name} ({quarter})", "report": f"Adversarial threat report {quarter}"}
    title = " ".join(stem.replace("_", " ").split())
    return {"network": None, "report": title if title != "-" else None}
