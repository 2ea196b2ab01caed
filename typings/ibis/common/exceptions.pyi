"""What Ibis raises."""

class IbisError(Exception):
    """Anything that Ibis cannot do."""

class OperationNotDefinedError(IbisError):
    """A database has no words for an operation."""

class UnsupportedBackendType(IbisError):  # noqa: N818 - as Ibis calls it
    """A database has no such type."""

class UnsupportedOperationError(IbisError):
    """A database has no such operation."""
