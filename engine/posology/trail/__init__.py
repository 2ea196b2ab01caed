"""The trail: what was done with the engine, by whom and when, in a chain to which nothing can be done in silence."""
