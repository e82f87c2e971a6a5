"""A seeded generator of a synthetic world of community correction, its exports, and the truth about it."""
