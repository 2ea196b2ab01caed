"""What a clinician is given to read, letter by letter."""
