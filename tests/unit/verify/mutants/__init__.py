"""Tests of the mutants of a protocol."""
