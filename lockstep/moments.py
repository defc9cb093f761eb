"""Times as people type them on the command line."""

from datetime import UTC, datetime

import typer


def parsed(text: str | datetime) -> datetime:
    """RFC 3339 or a date; without a zone it is UTC."""
    if isinstance(text, datetime):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time; write 2021-09-01 or 2021-09-01T12:00:00Z."
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
