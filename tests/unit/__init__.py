"""Unit tests: they mirror the rooms of the engine."""
