"""A verification as text, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.verification import Verification

NOT_DONE = "Proofs, properties and mutants are not part of this version: a protocol whose cases pass is not proved."


def verification_as_text(verification: Verification, layout: Layout = PLAIN_LAYOUT) -> str:
    """What stands against the protocol, and what was not looked at."""
    return page_text(
        (
            *labelled("Protocol", verification.protocol, layout),
            *_diagnostics(verification, layout),
            *_cases(verification, layout),
            *_unreached(verification, layout),
            *heading("Not looked at", layout),
            *paragraph(NOT_DONE, layout, INDENT),
        )
    )


def _diagnostics(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Diagnostics", layout)
    yield from items((f"{each.severity} {each.code}: {each.message}." for each in verification.diagnostics), layout)
    if not verification.diagnostics:
        yield from paragraph("None, whatever a clinic chooses.", layout, INDENT)


def _cases(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Worked cases", layout)
    if not verification.cases:
        yield from paragraph("There are none: add `cases.yaml` to the folder.", layout, INDENT)
        return
    total, failed = len(verification.cases), verification.failed
    yield from paragraph(f"{total - len(failed)} of {total} give the expected answer.", layout, INDENT)
    for each in failed:
        yield from item(f"FAILED: {each.chapter}: {each.name}", layout)
        yield from items((f"{difference}" for difference in each.differences), layout, 2 * INDENT)


def _unreached(verification: Verification, layout: Layout) -> Iterator[str]:
    if verification.cases:
        yield from heading("What no case reaches", layout)
        yield from items((f"{each}." for each in verification.unreached), layout)
        if not verification.unreached:
            yield from paragraph("Every criterion, plan step and reading is reached.", layout, INDENT)


def verification_as_json(verification: Verification) -> str:
    """The verification as a JSON document that ends with a line feed."""
    document = {
        "protocol": verification.protocol,
        "diagnostics": [
            {
                "code": each.code,
                "severity": each.severity.value,
                "message": each.message,
                "file": each.span.file,
                "line": each.span.line,
                "column": each.span.column,
            }
            for each in verification.diagnostics
        ],
        "cases": None
        if verification.cases is None
        else [
            {"chapter": each.chapter, "case": each.name, "differences": list(each.differences)}
            for each in verification.cases
        ],
        "unreached": list(verification.unreached),
        "not_done": ["proofs", "properties", "mutants"],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
