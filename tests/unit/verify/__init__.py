"""What holds a protocol against its cases, its proofs and its mutants."""
