"""What a board is given to read of the reports behind a protocol, letter by letter."""
