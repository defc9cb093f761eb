"""Options that several commands share."""

from datetime import datetime
from typing import Annotated

import typer

from lockstep.moments import parsed

Run = Annotated[str | None, typer.Option(help="Key of the run; default: the latest.")]
Sets = Annotated[list[str] | None, typer.Option("--set", help="A set to read; default: all.")]
Since = Annotated[datetime | None, typer.Option(parser=parsed, help="First moment that counts.")]
Until = Annotated[
    datetime | None, typer.Option(parser=parsed, help="First moment that no longer counts.")
]
Within = Annotated[
    float | None,
    typer.Option(min=0, help="Window in seconds; default: each trace's own, 60 for links."),
]
AtLeast = Annotated[
    int | None, typer.Option(min=1, help="Fewest shared objects of a link; default 2.")
]
