"""Many records at once: where they are found, which element each column is, and the values of them as columns."""
