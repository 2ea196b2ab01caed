"""Golden tests of what an author is told about a faulty protocol or site file."""
