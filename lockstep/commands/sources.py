"""`lockstep sources`: what can be loaded."""

from loaders import SOURCES
from lockstep.application import app
from lockstep.output import Format, FormatOption, show


@app.command()
def sources(form: FormatOption = Format.table) -> None:
    """List every source: what it reads, with a small sample."""
    rows = [
        {"source": each.name, "title": each.title, "reads": each.reads, "sample": each.sample}
        for _, each in sorted(SOURCES.items())
    ]
    shown = ("source", "title", "reads") if form is Format.table else tuple(rows[0])
    show(rows, form, columns=shown)
