"""`lockstep inspect`: what a file holds, and how to load it."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from loaders import Input
from loaders.errors import LoaderError, shown
from loaders.inspection import InspectedColumn, Trial, best, inspected, needs, trials
from loaders.proposal import proposed, trial_of
from lockstep.application import app
from lockstep.errors import CommandError
from lockstep.output import Format, FormatOption, say, show

KEYS = ("columns", "source", "mapping")
MOST_REASONS = 3
MOST_COLUMNS = 20


@app.command()
def inspect(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to look at.")],
    save: Annotated[
        Path | None, typer.Option(metavar="M.toml", help="Write the proposed mapping here.")
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """Show what a file holds and which source takes it, or propose a mapping to edit."""
    file = Input.from_path(path)
    with file.open():
        tried = list(trials(file))
    taken = best(tried)
    columns, fault = _columns(file)
    mapping = None
    if taken is None:
        if fault is not None:
            raise fault
        mapping, trial = _mapping(file, columns)
        if mapping is None:
            raise CommandError(_refusal(file, columns, [*tried, *([trial] if trial else [])]))
    quoted = shlex.quote(str(path))
    _print(columns, taken.source.name if taken else None, mapping, form)
    if taken is not None:
        asked = "".join(f" --{name} {name.upper()}" for name in needs(taken.source))
        say(f"lockstep load {taken.source.name} {quoted}{asked}")
        return
    if save is not None and mapping is not None:
        save.write_text(mapping, encoding="utf-8")
    kept = shlex.quote(str(save)) if save else "M.toml"
    first = f"Edit {kept}" if save else "Save the mapping (--save M.toml) and edit it"
    say(f"{first}, then: lockstep load mapped {quoted} --mapping {kept}")


def _columns(file: Input) -> tuple[list[InspectedColumn], LoaderError | None]:
    """The columns; none, and why, of a file that is no table."""
    try:
        return inspected(file), None
    except LoaderError as error:
        return [], error


def _mapping(file: Input, columns: list[InspectedColumn]) -> tuple[str | None, Trial | None]:
    """A mapping that loads some of the file, or what came of the one that was guessed."""
    text = proposed(columns)
    trial = trial_of(text, file) if text else None
    return (text if trial and best([trial]) else None), trial


def _refusal(file: Input, columns: list[InspectedColumn], tried: list[Trial]) -> str:
    reasons = [reason for trial in tried for reason in trial.reasons][:MOST_REASONS]
    if reasons:
        return f"No source takes a line of {shown(file.name)}: {'; '.join(reasons)}."
    if not columns:
        return f"No source takes {shown(file.name)}, and it holds no table."
    names = ", ".join(f"'{column.shown}'" for column in columns[:MOST_COLUMNS])
    return (
        f"No source takes {shown(file.name)}, and no column looks like an account; it has {names}: "
        "write a mapping, see docs/mapping.md."
    )


def _print(
    columns: list[InspectedColumn], source: str | None, mapping: str | None, form: Format
) -> None:
    rows = [{"name": each.name, "kind": each.kind, "samples": each.samples} for each in columns]
    if form is not Format.table:
        show({"columns": rows, "source": source, "mapping": mapping}, form, columns=KEYS)
        return
    rows = [row | {"name": each.shown} for row, each in zip(rows, columns, strict=True)]
    show(rows, form, columns=("name", "kind", "samples"))
    if mapping is None:
        typer.echo(f"\nsource: {source}")
    else:
        typer.echo(f"\n{mapping}", nl=False)
