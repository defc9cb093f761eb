"""The sources: every module in here is one, found by its place; no list is edited."""
