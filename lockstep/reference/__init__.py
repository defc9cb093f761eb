"""The generated part of docs/: every page is derived from the code, so none of it can go stale."""

from lockstep.reference.page import Page, every_page

__all__ = ["Page", "every_page"]
