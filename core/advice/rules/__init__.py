"""Rules, each a small function from a question to findings."""
