"""Laws that must hold for every patient, tried on patients made from a dictionary and a protocol's own thresholds."""
