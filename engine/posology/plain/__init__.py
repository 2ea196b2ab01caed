"""A second execution of the same tree: the verdict alone, without a trace, fast enough for a cohort.

It must agree with `explain` on every record. What is not trivial about values is one law for both, in
`posology.ir.laws`; what is looked at, and in which order, is lowered here to the text of a Python function.
"""
