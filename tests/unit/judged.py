"""Patients of each verdict, judged by the shipped protocol, for tests of what is made from a check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from posology.api import Check, Knowledge, Rules, check, load, load_knowledge, read_facts
from posology.api.checking import recorded_procedure_date
from posology.diagnostics.diagnostic import Diagnostics
from posology.record.facts import Facts
from posology.record.intake import read_record_tree
from posology.record.unwritten import tree_of

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 11, 20)

CANDIDATE = (EXAMPLES / "candidate.yaml").read_text("utf-8")


def changed(*changes: tuple[str, str]) -> str:
    """The candidate's record with some of its text changed; what is to be changed must be there."""
    text = CANDIDATE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "eligible": changed(("apixaban, last_dose: ongoing", "apixaban, last_dose: 2026-11-01")),
        "conditional": CANDIDATE,
        "deferred": changed(("procedure: {date: 2026-12-07}", "procedure: {date: 2026-11-25}")),
        "indeterminate": changed(("quebec: {value: 41, date: 2026-11-09}", "")),
        "ineligible": changed(("physical_therapy: failed", "physical_therapy: helped")),
    }
)
"""One record for each verdict."""

SITE = b"""\
site: an invented clinic
protocol: allorx-spine
readings:
  iv-dose: {chosen: floor-100, approved_by: medical director, on: 2026-11-01}
planned:
  epidural: {cells: 22000000}
  facets-lumbar: {cells: 2000000}
  facets-cervical: {cells: 2000000}
"""


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


@cache
def rules(protocol: str = "allorx-spine", site: bytes | None = None) -> Rules:
    """The protocol, with the decisions of a site where there is one."""
    return load(protocol, knowledge(), site=None if site is None else ("site.yaml", site))


def facts(record: str) -> Facts:
    """What the record states."""
    return read_facts(record.encode(), "record.yaml", knowledge(), AS_OF)[0]


def facts_of_plain(record: object) -> Facts:
    """What a record that was drawn states."""
    diagnostics = Diagnostics()
    tree = tree_of(record, "drawn", diagnostics)
    stated = read_record_tree(tree, "0" * 64, knowledge().dictionary, knowledge().drugs, AS_OF, diagnostics)
    assert stated is not None
    return stated


def checked(record: str, site: bytes | None = None) -> Check:
    """The record judged."""
    stated = facts(record)
    return check(rules(site=site), stated, AS_OF, recorded_procedure_date(stated))
