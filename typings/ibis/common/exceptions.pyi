"""What Ibis raises."""

class IbisError(Exception):
    """Anything that Ibis cannot do."""
