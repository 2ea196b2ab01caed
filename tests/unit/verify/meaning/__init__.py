"""What a change of a protocol means, and the smallest patient who shows it."""
