"""What follows from symbolic facts, by two engines that must agree."""
