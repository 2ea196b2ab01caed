"""Outcomes of follow-up scores, as somebody has read them."""
