"""settings.md: every setting."""

from pydantic import ByteSize
from pydantic.fields import FieldInfo

from lockstep.reference.markdown import code, opening, prose, table
from lockstep.reference.page import Page
from lockstep.settings import Settings

READING = """\
A setting is a variable of the environment or, in lower case and without the prefix, a line of
`lockstep.toml` in the data folder. The environment goes before the file; an empty variable counts
as unset; an unknown line in the file is refused.
"""


def write() -> str:
    """One table, in the order of declaration."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    parts = [
        opening("Settings", derived_from="`lockstep/settings.py`"),
        READING,
        table(("environment", "default", "meaning"), rows),
    ]
    return "\n".join(parts)


def _row(name: str, field: FieldInfo) -> tuple[str, str, str]:
    prefix = Settings.model_config["env_prefix"]
    return code(f"{prefix}{name}".upper()), _default(field), prose(field.description or "")


def _default(field: FieldInfo) -> str:
    """What holds where nothing is set; never a path of the machine that writes this page."""
    if field.default_factory is not None:
        return "depends on the machine"
    if field.default is None:
        return "unset"
    if isinstance(field.default, ByteSize):
        return code(field.default.human_readable())
    return code(str(field.default))


PAGE = Page("settings.md", write)
