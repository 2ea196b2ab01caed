"""The command line: it takes arguments apart, calls the API, chooses a renderer, and turns what happened into an exit code."""
