"""Tests of inference, and of the bare C engine that it guards."""
