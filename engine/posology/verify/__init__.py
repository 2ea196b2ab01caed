"""What can be held against a protocol before a patient is: its worked cases, and what they reach."""
