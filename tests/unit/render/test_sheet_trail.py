"""What the trail adds behind a sheet."""

from __future__ import annotations

from dataclasses import replace

from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_text import sheet_as_text
from posology.render.sheet_trail import trail_section
from posology.results.signing import Altered, Replaced
from tests.unit.sited import drawn

OLD, OLDER = "1111-1111-1111-1111-1111", "2222-2222-2222-2222-2222"
ALTERED = (
    Altered(path="weight.value", old="72 kg", new="60 kg"),
    Altered(path="mri.date", old=None, new="2026-10-20"),
    Altered(path="height", old="165 cm", new=None),
)


def test_a_sheet_that_replaces_none_says_nothing() -> None:
    """No heading over an empty section."""
    assert "What the trail knows" not in sheet_as_text(drawn())


def test_what_changed_stands_with_both_values() -> None:
    """In the text and on paper alike; of several sheets each change says since which."""
    made = replace(drawn(), replaces=(Replaced(sheet=OLD, why="the record changed", altered=ALTERED),))
    section = trail_section(made)
    assert section.rows == (
        ("weight.value", "72 kg", "60 kg"),
        ("mri.date", "not recorded", "2026-10-20"),
        ("height", "165 cm", "not recorded"),
    )
    for printed in (sheet_as_text(made), sheet_as_html(made, "a4")):
        assert OLD in printed
        assert "weight.value" in printed
    two = replace(
        made, replaces=(*made.replaces, Replaced(sheet=OLDER, why="the site file changed", altered=ALTERED[:1]))
    )
    assert trail_section(two).rows[-1] == (f"weight.value, since sheet {OLDER}", "72 kg", "60 kg")


def test_the_head_stands_whole() -> None:
    """As it is given to `--head`."""
    head = f"41:{'9f' * 32}"
    (entry,) = trail_section(replace(drawn(), head=head)).entries
    assert head in (entry.text or "")
