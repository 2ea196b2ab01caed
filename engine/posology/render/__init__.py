"""Results and diagnostics as text and JSON. Whatever stands in an output was already in the result: nothing here computes."""
