"""Pictures: decoded whatever somebody sends, and the hashes by which they are known."""
