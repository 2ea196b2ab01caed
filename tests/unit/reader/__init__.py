"""The reader: strict YAML and JSON, places, shapes."""
