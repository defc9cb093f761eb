"""What other tools would report on the same acts, counted by their rules and not by ours."""
