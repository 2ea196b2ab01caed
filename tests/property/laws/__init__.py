"""The laws themselves: each takes a protocol and a patient and fails with what it saw, whatever the protocol."""
