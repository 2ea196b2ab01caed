"""The trail: entries, the chain, both stores, where a sheet stands, the second check."""
