"""An invented patient as a record file: what is read back is what was invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from shlex import split
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.api import check_record, knowledge_of, load, load_knowledge, read_facts
from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.render.witness_yaml import witness_as_yaml
from posology.results.witness import Witness
from posology.verify.worked_cases import plain

DAY = date(2026, 11, 20)


def _read(text: str) -> object:
    diagnostics = Diagnostics()
    node = read_document(text.encode(), "witness.yaml", diagnostics)
    assert not diagnostics.has_errors, [each.message for each in diagnostics]
    assert node is not None
    return plain(node)


def _written(record: dict[str, Any], found_by: str = "the proof `mri`") -> str:
    return witness_as_yaml(Witness(record=record, as_of=DAY, procedure_date=None), "allorx-spine", found_by)


def test_the_head_says_that_the_patient_is_invented() -> None:
    """By what it was found, and how it is judged, stand in comments above the record."""
    witness = Witness(record={"id": "W-1"}, as_of=DAY, procedure_date=date(2026, 12, 7))
    assert witness_as_yaml(witness, "allorx-spine", "the proof `mri`\nid: X") == (
        "# This patient is invented: nobody recorded it. Found by the proof `mri` id: X.\n"
        "# Judge it with: posology check FILE --protocol allorx-spine --as-of 2026-11-20 --procedure-date 2026-12-07\n"
        "id: W-1\n"
    )


def test_the_command_in_the_head_can_be_run_as_it_stands() -> None:
    """A folder whose name has a space is one word of the command."""
    witness = Witness(record={"id": "W-1"}, as_of=DAY, procedure_date=None)
    head = witness_as_yaml(witness, "our rules/spine", "a search").splitlines()[1]
    assert split(head.partition("with: ")[2])[3:5] == ["--protocol", "our rules/spine"]


def test_groups_and_lists_of_groups_stand_on_lines_of_their_own() -> None:
    """Everything else is behind its name."""
    record = {
        "weight": {"value": "72 kg", "date": "2026-11-09", "method": "measured"},
        "regions": ["lumbar", "cervical"],
        "medications": [{"drug": "naproxen", "last_dose": "2026-11-18"}, {"drug": "no", "dose": Decimal("1.50")}],
        "contraindications": [],
        "prior": {},
        "ages": [{"of": {"a": 1}, "b": None}, "x"],
    }
    assert _written(record).split("\n", 2)[2] == (
        "weight:\n  value: 72 kg\n  date: 2026-11-09\n  method: measured\nregions: [lumbar, cervical]\nmedications:\n"
        '  - drug: naproxen\n    last_dose: 2026-11-18\n  - drug: "no"\n    dose: 1.50\ncontraindications: []\n'
        "prior: {}\nages: [{of: {a: 1}, b: null}, x]\n"
    )


def test_a_record_of_nothing_can_be_read() -> None:
    """It is an empty mapping, not an empty file."""
    assert _read(_written({})) == {}


@pytest.mark.parametrize(
    "text",
    ["yes", "NULL", "~", "", "1", "0x1F", "1e5", "12:30", "a: b", "a #b", "- a", "{a}", "5 {cells}/kg", "é", "a\nb",
     "'", '"', " a", "a ", "2026", "2026-11", "2026-11-20", "72 kg", "07", "L4-L5", "nan", ".5", "1,5", "\\", "\t",
     "=", "<<"],
)  # fmt: skip
def test_a_text_is_read_back_as_that_text(text: str) -> None:
    """Whatever else YAML would take it for."""
    assert _read(_written({"note": text, "list": [text], "group": {"text": text}})) == {
        "note": text,
        "list": [text],
        "group": {"text": text},
    }


_NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3)
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
)
_RECORDS = st.dictionaries(
    _NAMES,
    st.recursive(
        _LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(_RECORDS)
def test_every_record_is_read_back_as_it_was_invented(record: dict[str, Any]) -> None:
    """A number keeps its value, a text its characters, and nothing is added."""
    assert _read(_written(record)) == record


def test_check_judges_the_file() -> None:
    """A record that intake takes in is taken in again from its file."""
    rules = load("allorx-spine", load_knowledge())
    record = {
        "id": "W-1",
        "birth_date": "1971-03-02",
        "weight": {"value": "72 kg", "date": "2026-11-09", "method": "measured"},
        "medications": [{"drug": "naproxen", "last_dose": "ongoing"}],
        "consent": {"signed": False},
    }
    content = _written(record).encode()
    facts, _ = read_facts(content, "witness.yaml", knowledge_of(load_knowledge(), rules), DAY)
    check = check_record(rules, facts, DAY)
    assert check.verdict == "ineligible"
    assert [each.drug for each in check.washout] == ["naproxen"]


def test_what_no_record_can_hold_is_a_broken_promise() -> None:
    """A witness holds texts, numbers and truth values; anything else is a fault of whoever made it."""
    with pytest.raises(AssertionError, match="no place in a record"):
        _written({"weight": 1.5})
