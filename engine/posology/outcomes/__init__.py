"""In come follow-up scores and a protocol's outcome; out come responders, rates, durations and means, with every count.

Guaranteed after: a missing score is never a failure and never zero in the observed rates, unknown statuses are counted
apart, and every figure follows from counts by exact arithmetic.
"""
