"""Numbers in sentences, as people say them."""


def counted(number: int, noun: str) -> str:
    """How many of something."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def rounded(value: float) -> str:
    """Two digits, or whole from a hundred on."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.1 else f"{value:.2g}"


def span(seconds: float) -> str:
    """A length of time in its largest unit that says something."""
    if seconds < 120:
        return counted(round(seconds), "second")
    if seconds < 7_200:
        return counted(round(seconds / 60), "minute")
    return counted(round(seconds / 3_600), "hour")
