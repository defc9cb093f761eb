"""The settings of this process, or one sentence on what is wrong with them."""

from pydantic import ValidationError
from pydantic_settings import SettingsError

from lockstep.errors import CommandError
from lockstep.settings import Settings


def settings() -> Settings:
    """The settings. Raises CommandError that names the setting that is wrong."""
    try:
        return Settings()
    except (ValidationError, SettingsError, ValueError) as error:
        raise CommandError(_wrong(error)) from error


def _wrong(error: Exception) -> str:
    """The first thing that is wrong with the settings, as one sentence."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        return f"The setting LOCKSTEP_{name} is wrong: {first['msg']} (found {first['input']!r})."
    return f"The settings cannot be read: {error}."
