"""Golden tests: texts that a person has read, compared letter by letter."""
