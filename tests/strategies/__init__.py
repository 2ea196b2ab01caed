"""What tests generate."""
