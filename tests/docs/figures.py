"""The pages of the two example sheets, and of labels, as pictures: `make docs`, or `python -m tests.docs.figures`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from posology.api import Knowledge, load, load_knowledge, read_facts, sheet
from posology.render.labels_typst import labels_as_pngs
from posology.render.sheet_typst import sheet_as_pngs
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import SecondCheck, Trailed
from tests.architecture.source import ROOT
from tests.docs.blocks import files_above

FOLDER: Final = ROOT / "docs/figures"
AS_OF: Final = date(2026, 11, 20)
DOTS_PER_INCH: Final = 80
DRAWN: Final = (
    ("candidate", "allorx-spine", "a4"),
    ("first-patient", "allorx-first-patient", "us-letter"),
)
"""The record and its clinic's decisions, by the name that both begin with; the protocol; the paper."""

WALK: Final = ROOT / "docs/from-candidate-to-signature.md"
DAY: Final = date(2026, 12, 7)


def figures() -> Iterator[tuple[str, bytes]]:
    """Each page of each sheet by the name of its file."""
    knowledge = load_knowledge()
    for name, protocol, paper in DRAWN:
        record = f"{name}.yaml"
        rules = load(protocol, knowledge, site=_example(f"{name}-site.yaml"))
        facts, _ = read_facts(_example(record)[1], record, knowledge, AS_OF)
        pages = sheet_as_pngs(sheet(rules, facts, AS_OF), paper, DOTS_PER_INCH)
        for number, page in enumerate(pages, start=1):
            yield f"sheet-{name}-{number}.png", page
    labels = labels_as_pngs(walked(knowledge), "a4", DOTS_PER_INCH)
    yield "sheet-candidate-labels.png", labels[0]


def walked(knowledge: Knowledge) -> Sheet:
    """The sheet that is VERIFIED at the end of the page that walks a candidate through a clinic."""
    rules = load("allorx-spine", knowledge, site=_example("candidate-site.yaml"))
    facts, _ = read_facts(_record_of_the_day(), "record.yaml", knowledge, DAY)
    draft = sheet(rules, facts, DAY)
    passed = SecondCheck(
        sheet=draft.id,
        content_sha256=draft.content_sha256,
        by="B. Checker",
        at="2026-12-07T08:00:00+00:00",
        author="A. Author",
        passed=True,
        differences=(),
        entry=6,
    )
    made = sheet(rules, facts, DAY, trailed=lambda _: Trailed(second_check=passed), final=True, today=DAY)
    assert made.status is SheetStatus.VERIFIED, made.needs
    return made


def _record_of_the_day() -> bytes:
    """The candidate's record as the page has it edited on the morning of the procedure."""
    page = WALK.read_text("utf-8")
    text = (ROOT / "examples/candidate.yaml").read_text("utf-8")
    for line in files_above(page, len(page))["on-the-day.sed"].splitlines():
        _, old, new, _ = line.split("/")
        text = re.sub(old, new.replace("\\n", "\n"), text, flags=re.MULTILINE)
    return text.encode()


def _example(name: str) -> tuple[str, bytes]:
    return name, (ROOT / "examples" / name).read_bytes()


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
