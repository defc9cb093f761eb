"""Near-duplicates as one object: which pictures, or wordings, are the same for a trace."""
