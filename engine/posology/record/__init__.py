"""Intake: a record as somebody wrote it comes in; facts go out, each of the declared kind, possible and dated.

What is missing is absent from the facts, never false and never zero. A record with any fault gives no facts at all, and
every fault with its place. What is possible and implausible is kept, with a warning, and marked as questionable.
"""
