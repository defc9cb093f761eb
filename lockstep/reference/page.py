"""What a generated page is, and which there are: a new page is a new file under pages/."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from lockstep.reference import pages


@dataclass(frozen=True)
class Page:
    """A file under docs/ that says what the code says."""

    file: str
    """Its name under docs/."""

    write: Callable[[], str]
    """Its whole text, the same whenever the code is the same."""


def every_page() -> Iterator[Page]:
    """The page of every module under pages/, in order of name."""
    for module in iter_modules(pages.__path__):
        page = import_module(f"{pages.__name__}.{module.name}").PAGE
        assert isinstance(page, Page)
        yield page


def write_pages(chosen: Iterable[Page], folder: Path) -> list[str]:
    """Write the pages that differ from their files; returns the names of those."""
    folder.mkdir(exist_ok=True)
    changed = []
    for page in chosen:
        text, file = page.write(), folder / page.file
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(page.file)
    return changed
