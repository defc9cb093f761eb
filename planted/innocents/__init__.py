"""Ordinary people who look coordinated and are not: one function for each innocent explanation."""

from importlib import import_module
from pkgutil import iter_modules

from planted.innocents.explanation import EXPLANATIONS, ROLES, Explanation

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["EXPLANATIONS", "ROLES", "Explanation"]
