"""Diagnostics: nearest names, the bag, the catalogue."""
