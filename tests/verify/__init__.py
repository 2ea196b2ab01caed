"""Protocols with a fault planted in them, held against every kind of check."""
