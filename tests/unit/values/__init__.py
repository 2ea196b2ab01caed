"""Floor 0: truth, dates, quantities and units, numbers in words."""
