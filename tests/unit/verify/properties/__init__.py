"""The laws that are tried on generated patients: that they hold, and that each can fail."""
