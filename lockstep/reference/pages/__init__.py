"""One module per generated page; each has a PAGE."""
