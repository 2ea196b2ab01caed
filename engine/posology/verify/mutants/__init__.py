"""Small changes of a protocol, each of which something must notice: the test of its tests."""
