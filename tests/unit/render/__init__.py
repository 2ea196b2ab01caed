"""Renderings of results and diagnostics."""
