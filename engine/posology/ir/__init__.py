"""The typed tree: one closed family of small frozen nodes, each with its type and origin; the meaning of a protocol."""
