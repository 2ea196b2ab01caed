"""The typed tree as terms of a solver, and the questions that are asked of every protocol."""
