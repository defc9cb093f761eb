"""One module per source; each yields frames of graph_models records and touches no database."""

from importlib import import_module
from pkgutil import iter_modules

from loaders import sources
from loaders.batch import Batch
from loaders.errors import LoaderError
from loaders.four_columns import read_acts
from loaders.input import Input
from loaders.source import SOURCES, Options, Source

for _module in iter_modules(sources.__path__):
    import_module(f"{sources.__name__}.{_module.name}")

__all__ = ["SOURCES", "Batch", "Input", "LoaderError", "Options", "Source", "read_acts"]
