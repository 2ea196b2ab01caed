"""Floor 0: truth, dates, quantities and units, numbers in words. Nothing here knows a protocol or a record."""
