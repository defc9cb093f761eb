"""From acts to evidence: traces, pairs, synchrony, clusters."""
