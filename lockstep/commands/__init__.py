"""One module a command; each adds itself to the application when it is imported."""
