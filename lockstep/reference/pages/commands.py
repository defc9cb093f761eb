"""commands.md: every command with its arguments and options."""

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from lockstep import commands
from lockstep.application import app
from lockstep.reference.markdown import code, codes, opening, prose, table
from lockstep.reference.page import Page

READING = """\
Results go to stdout, progress and messages to stderr. `--format` is `table`, `json`, `csv` or
`ndjson`. Times are RFC 3339 in UTC, what is absent is null, ids are text. Exit codes: 0 done,
1 nothing could be done (one sentence on stderr says why), 2 wrong usage.
"""


def write() -> str:
    """A section for every command, in order of name."""
    parts = [
        opening("Commands", derived_from="the modules under `lockstep/commands/`"),
        READING,
        *(_section(name, command) for name, command in every_command()),
    ]
    return "\n".join(parts)


def every_command() -> Iterator[tuple[str, TyperCommand]]:
    """Name, such as ``server start``, and command, in order of name."""
    for module in iter_modules(commands.__path__):
        import_module(f"{commands.__name__}.{module.name}")
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    yield from sorted(_within(group))


def _within(group: TyperGroup, before: str = "") -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _within(command, f"{before}{name} ")
        else:
            assert isinstance(command, TyperCommand)
            yield before + name, command


def _section(name: str, command: TyperCommand) -> str:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.params if isinstance(each, TyperOption)]
    usage = " ".join(("lockstep", name, *(_usage(each) for each in arguments), "[OPTIONS]"))
    rows = [(code(shown(each)), prose(each.help or "")) for each in arguments]
    rows += [(codes(each.opts), f"{prose(each.help or '')}{_remark(each)}") for each in options]
    return f"## {name}\n\n{prose(command.help or '')}\n\n{code(usage)}\n\n{_table(rows)}"


def _table(rows: list[tuple[str, str]]) -> str:
    return table(("argument or option", "meaning"), rows) if rows else ""


def _usage(argument: TyperArgument) -> str:
    name = shown(argument) + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def shown(argument: TyperArgument) -> str:
    """How an argument is called where the command is described."""
    return argument.metavar or str(argument.name).rstrip("_").upper()


def _remark(option: TyperOption) -> str:
    """What else there is to know: needed, repeatable, its choices and default."""
    remarks = []
    if option.required:
        remarks.append("Needed.")
    if option.multiple:
        remarks.append("May be given several times.")
    if isinstance(option.default, Enum):
        remarks.append(f"One of {codes(each.value for each in type(option.default))}.")
    if option.default not in (None, False):
        preset = option.default.value if isinstance(option.default, Enum) else option.default
        remarks.append(f"Default: {code(str(preset))}.")
    return "".join(f" {remark}" for remark in remarks)


PAGE = Page("commands.md", write)
