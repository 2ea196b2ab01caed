"""Golden texts of one patient's visits."""
