"""The command line: arguments taken apart, the API called, a renderer chosen, what happened made an exit code."""
