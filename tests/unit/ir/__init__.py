"""Tests of the room `ir`."""
