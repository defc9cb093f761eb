"""Things that are nearly the same, so that they count as one object."""
