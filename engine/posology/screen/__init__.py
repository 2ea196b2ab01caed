"""A protocol as columns: what `explain` says of one patient, said of a whole cohort by one query."""
