"""`lockstep planted`: write the planted world."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lockstep.application import app
from lockstep.output import Format, FormatOption, show, working
from planted import plant

KEYS = ("files", "truth", "seeds")


@app.command()
def planted(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go.")],
    scale: Annotated[float, typer.Option(help="1 has the sizes of the reports.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = 0,
    crowd: Annotated[float, typer.Option(help="Ordinary accounts for every operation one.")] = 3.0,
    case: Annotated[list[str] | None, typer.Option(help="Only this case; default: all.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Write invented operations among ordinary people, with their truth beside them."""
    with working() as stage:
        world = plant(folder, scale=scale, seed=seed, crowd=crowd, cases=case, progress=stage)
    files = [{**asdict(file), "path": str(file.path)} for file in world.files]
    seeds = {name: str(path) for name, path in world.seeds.items()}
    show({"files": files, "truth": str(world.truth), "seeds": seeds}, form, columns=KEYS)
