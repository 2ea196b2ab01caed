"""Runs the Python of one page, line by line, as the interactive interpreter would."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Sequence

from tests.architecture.source import ROOT


def run_python(entries: Sequence[str], names: dict[str, object]) -> list[str]:
    """What each entry prints, an expression by its representation; paths are those of the checkout.

    Raises:
        Exception: whatever an entry raises; a page shows no failing Python.
    """
    outputs: list[str] = []
    here = os.getcwd()  # noqa: PTH109 - kept only to be given back to chdir
    os.chdir(ROOT)
    try:
        for entry in entries:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(f"{entry}\n", "<page>", "single"), names)  # noqa: S102 - our own pages, under review
            outputs.append(printed.getvalue())
    finally:
        os.chdir(here)
    return outputs
