"""One strict reader for YAML and JSON: a tree in which every value knows its place, or every fault with its place."""
