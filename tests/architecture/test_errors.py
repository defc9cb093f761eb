"""One errors.py a package that raises; its docstring draws the tree."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
    for pattern in ("*/errors.py", "*/*/errors.py")
    for path in ROOT.glob(pattern)
    if (path.parent / "__init__.py").is_file()
)


@pytest.mark.parametrize("name", MODULES)
def test_the_tree_names_every_error_and_every_error_says_when(name: str) -> None:
    module = import_module(name)
    own = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, Exception) and each.__module__ == name
    ]
    assert own
    assert [each.__name__ for each in own if not each.__doc__] == []
    if len(own) > 1:
        assert module.__doc__
        assert [each.__name__ for each in own if each.__name__ not in module.__doc__] == []
