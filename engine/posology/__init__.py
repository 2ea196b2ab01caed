"""A clinical decision-support rules engine: protocols in YAML, answers with their reasons."""

__version__ = "0.1.0"
