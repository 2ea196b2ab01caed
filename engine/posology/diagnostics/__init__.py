"""Faults and warnings as values with codes and places, and the catalogue of the codes."""
