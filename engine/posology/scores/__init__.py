"""In comes a file of follow-up scores; out go patients with exact scores, and every row that was set aside with why.

Guaranteed after: each score is on the scale of its instrument, each patient has one baseline and at most one visit a
month, and every row of the file is either used, empty, or named among those set aside.
"""
