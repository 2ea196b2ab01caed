"""The shipped rules, held against the public contract by worked cases."""
