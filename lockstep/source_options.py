"""What sources ask for beyond the name of the set, as options of a command line."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer

from loaders import SOURCES, Options, Source


@dataclass(frozen=True)
class SourceOption:
    """One question of one source."""

    source: str
    name: str
    """Of the field that takes the answer."""
    meaning: str
    needed: bool
    preset: object
    choices: tuple[str, ...]
    """Empty where any text will do."""
    read: Callable[[str], object]

    @property
    def flag(self) -> str:
        """As it is given on the command line."""
        return "--" + self.name.rstrip("_").replace("_", "-")

    @property
    def help(self) -> str:
        """The question for a person; begins with the source's name."""
        preset = "" if self.preset in (None, MISSING) else f"; default: {self.preset}"
        return f"{self.source}: {self.meaning}{preset}"


def asked_by(source: Source) -> list[SourceOption]:
    """The questions of a source, in the order in which it declares them."""
    common = {each.name for each in fields(Options)}
    kinds = get_type_hints(type(source.example))
    return [
        SourceOption(
            source=source.name,
            name=each.name,
            meaning=str(each.metadata.get("meaning", each.name.replace("_", " "))),
            needed=each.default is MISSING and each.default_factory is MISSING,
            preset=each.default,
            choices=_choices(kinds[each.name]),
            read=each.metadata.get("read") or _reader(kinds[each.name]),
        )
        for each in fields(source.example)
        if each.name not in common
    ]


def _choices(kind: Any) -> tuple[str, ...]:
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def _reader(kind: Any) -> Callable[[str], object]:
    return kind if kind in (int, float) else str


def options_of(source: Source, set_name: str, given: Mapping[str, str]) -> Options:
    """The options that a source reads with; ``given`` has the answers by flag.

    Raises typer.BadParameter where one is missing, unknown or no choice, and LoaderError.
    """
    questions = asked_by(source)
    if foreign := sorted(given.keys() - {each.flag for each in questions}):
        owners = {each.flag: each.source for each in _every_option()}
        named = " and ".join(foreign)
        verb = "belong" if len(foreign) > 1 else "belongs"
        raise typer.BadParameter(f"{named} {verb} to {owners[foreign[0]]}, not {source.name}")
    missing = [each for each in questions if each.needed and each.flag not in given]
    if missing:
        needed = " and ".join(f"{each.flag} ({each.meaning})" for each in missing)
        raise typer.BadParameter(f"{source.name} needs {needed}")
    answers = {
        each.name: _answer(each, given[each.flag]) for each in questions if each.flag in given
    }
    return type(source.example)(set_name, **answers)


def _answer(question: SourceOption, text: str) -> Any:
    if question.choices and text not in question.choices:
        raise typer.BadParameter(
            f"{question.flag} {text}: choose one of {', '.join(question.choices)}"
        )
    try:
        return question.read(text)
    except ValueError as error:
        raise typer.BadParameter(f"{question.flag} {text}: {error}") from error


def _every_option() -> Iterable[SourceOption]:
    for _, source in sorted(SOURCES.items()):
        yield from asked_by(source)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for every question of every source.

    They reach it in its last parameter, ``**given``: by flag, those that were given.
    """
    signature = inspect.signature(command, eval_str=True)
    *own, _ = signature.parameters.values()
    meanings: dict[str, list[str]] = {}
    for each in _every_option():
        meanings.setdefault(each.flag, []).append(each.help)
    names = {f"source_{flag.strip('-').replace('-', '_')}": flag for flag in meanings}

    def asked(**arguments: Any) -> None:
        given = {flag: arguments.pop(name) for name, flag in names.items()}
        command(**arguments, **{flag: text for flag, text in given.items() if text is not None})

    asked.__doc__ = command.__doc__
    asked.__annotations__ = {each.name: each.annotation for each in own}
    added = []
    for name, flag in names.items():
        help_text = "; ".join(meanings[flag]) + "."
        kind = Annotated[str | None, typer.Option(flag, help=help_text)]
        asked.__annotations__[name] = kind
        added.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        )
    keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
    vars(asked)["__signature__"] = signature.replace(parameters=[*keyword, *added])
    return asked
