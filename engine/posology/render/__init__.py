"""Results and diagnostics as text and JSON. What an output says was already in the result: nothing computes here."""
