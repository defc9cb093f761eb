"""The application that the commands join, and what happens to their errors."""

import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated

import typer

from graph_models.errors import LockstepError
from lockstep import __version__, commands
from lockstep.output import say

app = typer.Typer(
    name="lockstep",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:  # noqa: FBT001  # typer calls it with the option's value
    if asked:
        typer.echo(f"lockstep {__version__}")
        raise typer.Exit


@app.callback()
def lockstep(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Find accounts that act in lockstep, and see the evidence."""


def run() -> int:
    """Run the command line; the exit code is 0 done, 1 nothing could be done, 2 wrong usage."""
    return guarded(_run)


STOPPED = "Stopped. What was done stays as it is; the same command again completes it."
INTERRUPTED = 130
"""The exit code that typer makes of an interrupt, without a word."""


def _run() -> None:
    register(next((word for word in sys.argv[1:] if not word.startswith("-")), None))
    app()


def register(command: str | None = None) -> None:
    """Import one command, or all where none of that name is known: some are slow to import."""
    names = [module.name for module in iter_modules(commands.__path__)]
    for name in [command] if command in names else names:
        import_module(f"{commands.__name__}.{name}")


def guarded(do: Callable[[], object]) -> int:
    """Do it; an error is one sentence on stderr and exit code 1."""
    # The driver logs what it tries again; only what fails in the end concerns a user.
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    try:
        do()
    except LockstepError as error:
        say(str(error))
    except KeyboardInterrupt:
        say(STOPPED)
    except SystemExit as ended:
        if ended.code != INTERRUPTED:
            raise
        say(STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        say(f"{error.filename or 'The system'}: {(error.strerror or str(error)).lower()}.")
    except Exception as error:  # noqa: BLE001  # the edge: no traceback reaches a user
        say(f"This is a defect of Lockstep, please report it: {type(error).__name__}: {error}")
    else:
        return 0
    return 1
