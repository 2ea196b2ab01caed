"""What answers are made of, and the words in which they are told."""
