"""What a change of a protocol means: which patients it concerns, and the smallest of them who shows it."""
