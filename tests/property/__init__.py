"""Properties of every protocol and every patient, searched for counter-examples on the real engine."""
