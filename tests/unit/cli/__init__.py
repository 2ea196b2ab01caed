"""The command line as somebody meets it: what is printed where, and with which exit code it ends."""
