"""The definition of what a protocol means for one patient: tree and facts come in, a check with every reason goes out.

Total: whatever the facts, there is an answer and no exception. Everything that a result says is in the trace or the
derivation that it carries, so that a renderer computes nothing.
"""
