"""The command: arguments and files come in, the answer goes to standard output, all else to standard error."""
