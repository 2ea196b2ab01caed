"""The pages of the two example sheets as pictures: `make docs`, or `python -m tests.docs.figures`, draws them anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from posology.api import load, load_knowledge, read_facts, sheet
from posology.render.sheet_typst import sheet_as_pngs
from tests.architecture.source import ROOT

FOLDER: Final = ROOT / "docs/figures"
AS_OF: Final = date(2026, 11, 20)
DOTS_PER_INCH: Final = 80
DRAWN: Final = (
    ("candidate", "allorx-spine", "a4"),
    ("first-patient", "allorx-first-patient", "us-letter"),
)
"""The record and its clinic's decisions, by the name that both begin with; the protocol; the paper."""


def figures() -> Iterator[tuple[str, bytes]]:
    """Each page of each sheet by the name of its file."""
    knowledge = load_knowledge()
    for name, protocol, paper in DRAWN:
        record, site = f"{name}.yaml", f"{name}-site.yaml"
        rules = load(protocol, knowledge, site=(site, (ROOT / "examples" / site).read_bytes()))
        facts, _ = read_facts((ROOT / "examples" / record).read_bytes(), record, knowledge, AS_OF)
        pages = sheet_as_pngs(sheet(rules, facts, AS_OF), paper, DOTS_PER_INCH)
        for number, page in enumerate(pages, start=1):
            yield f"sheet-{name}-{number}.png", page


def write() -> None:
    """Draws them all; a page that is no longer there is deleted."""
    FOLDER.mkdir(exist_ok=True)
    drawn = dict(figures())
    for stale in FOLDER.glob("sheet-*.png"):
        if stale.name not in drawn:
            stale.unlink()
    for name, page in drawn.items():
        (FOLDER / name).write_bytes(page)


if __name__ == "__main__":
    write()
