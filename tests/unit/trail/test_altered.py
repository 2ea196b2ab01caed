"""What of a record is another now, by its path."""

from __future__ import annotations

from posology.trail.altered import altered_values

OLD = b"""\
id: P-1
weight: {value: 72 kg, date: 2026-11-09}
medications:
  - {drug: apixaban, last_dose: ongoing}
  - {drug: naproxen, last_dose: 2026-11-01}
regions: [lumbar]
"""
NEW = b"""\
id: P-1
weight: {value: 60 kg, date: 2026-11-09}
medications:
  - {drug: aspirin, last_dose: 2026-10-01}
  - {drug: apixaban, last_dose: 2026-12-02}
  - {drug: naproxen, last_dose: 2026-11-01}
regions: [lumbar, cervical]
mri: {date: 2026-10-20}
"""


def test_every_value_that_differs_is_told_with_both() -> None:
    """A medicine more does not move the others; a value that is new or gone has none on the other side."""
    found = {each.path: (each.old, each.new) for each in altered_values(("r.yaml", OLD), ("r.yaml", NEW))}
    assert found == {
        "weight.value": ("72 kg", "60 kg"),
        "medications.apixaban.last_dose": ("ongoing", "2026-12-02"),
        "medications.aspirin.drug": (None, "aspirin"),
        "medications.aspirin.last_dose": (None, "2026-10-01"),
        "regions.cervical": (None, "cervical"),
        "mri.date": (None, "2026-10-20"),
    }


def test_the_same_values_otherwise_written_are_the_same() -> None:
    """Comments and order are no values, and JSON says the same as YAML."""
    as_json = b'{"regions": ["lumbar"], "id": "P-1"}'
    assert altered_values(("r.json", as_json), ("r.yaml", b"id: P-1\nregions: [lumbar]  # a comment\n")) == ()


def test_two_entries_of_one_name_are_told_apart() -> None:
    """By their place among those of that name."""
    old, new = b"m: [{drug: a, d: 1}, {drug: a, d: 2}]", b"m: [{drug: a, d: 1}, {drug: a, d: 3}]"
    (found,) = altered_values(("r.yaml", old), ("r.yaml", new))
    assert (found.path, found.old, found.new) == ("m.a (2).d", "2", "3")
