"""Tests of the room `screen`."""
