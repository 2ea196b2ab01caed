"""Writes every page that is made and every output that is shown: `make docs`, or `python -m tests.docs.pages`.

Read the diff before you commit it: it is what a reader will be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from posology.diagnostics.catalogue import AREAS
from posology.render.diagnostics_page import diagnostics_page
from tests.architecture.checkout import pages
from tests.architecture.source import ROOT
from tests.docs.blocks import has_blocks, run_page
from tests.docs.shell import run_commands
from tests.spec.manual import manual

MADE: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "docs/diagnostics.md": lambda: diagnostics_page(AREAS),
        "docs/language.md": manual,
        "docs/figures/screening-attrition.svg": lambda: _figure_of_a_screening("attrition"),
    }
)
"""Each page and figure that nobody edits, with what makes it."""


def shown() -> tuple[Path, ...]:
    """Each page with blocks that are run. Pages within the tests speak to whoever works there, and are not."""
    ours = (page for page in pages() if _name(page) not in MADE and not _name(page).startswith("tests/"))
    return tuple(page for page in ours if has_blocks(page.read_text("utf-8")))


def write() -> None:
    """Writes them all."""
    for name, make in MADE.items():
        (ROOT / name).write_text(make(), "utf-8")
    for page in shown():
        text = run_page(page.read_text("utf-8"))
        if "an internal error (" in text:
            raise SystemExit(f"{_name(page)} is left as it is: a command on it ends in an internal error")
        page.write_text(text, "utf-8")


def _figure_of_a_screening(name: str) -> str:
    """The figure as `docs/screening.md` tells the reader to draw it."""
    asked = "posology screen examples/generated-cohort --as-of 2026-11-20 --by site --figures drawn"
    (drawn,) = run_commands([f"{asked} > said.txt 2>&1 && cat drawn/{name}.svg"])
    return drawn


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    write()
