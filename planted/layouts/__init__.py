"""The layouts of sources, in which a finished world can be written."""
