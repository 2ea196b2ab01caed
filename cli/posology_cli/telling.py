"""What is told on standard error about the input: refusals and warnings."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping

import click

from posology.diagnostics.diagnostic import Diagnostic, Refused, Severity
from posology.render.diagnostics import WIDTH, diagnostics_as_text


def tell_refusal(refused: Refused) -> None:
    """Every fault with its file, line and column, the line quoted."""
    click.echo(_as_text(refused.diagnostics, refused.texts), err=True, nl=False)


def tell_warnings(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    """The warnings among the diagnostics; nothing where there are none."""
    warnings = [each for each in found if each.severity is Severity.WARNING]
    if warnings:
        click.echo(_as_text(warnings, texts), err=True, nl=False)


def tell(says: str) -> None:
    """A sentence that is no fault of the input, in lines as long as those of the faults."""
    click.echo(textwrap.fill(says, _width(), break_long_words=False, break_on_hyphens=False), err=True)


def _as_text(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    return diagnostics_as_text(found, texts, styled=_styled(), width=_width())


def _styled() -> bool:
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return sys.stderr.isatty() and not plain


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stderr.isatty() else WIDTH
