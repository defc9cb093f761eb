"""Compiled loops over integer arrays: everything of the analysis that visits act after act."""
