"""What untimed traces have in common: reading facts, bursts, names, company beyond chance."""
