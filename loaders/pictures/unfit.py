"""Why a file is no picture that can be known."""


class UnfitPicture(Exception):
    """Bytes that are no picture that can be decoded; the text says why, as a reject's reason."""
