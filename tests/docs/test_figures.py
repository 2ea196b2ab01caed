"""No figure shows a sheet that is no longer printed so."""

from __future__ import annotations

from functools import cache

from tests.docs.figures import FOLDER, figures


@cache
def _drawn() -> dict[str, bytes]:
    return dict(figures())


def test_every_page_is_what_is_printed() -> None:
    """Each picture is the page that comes out now; `make docs` draws it anew."""
    stale = [name for name, page in _drawn().items() if (FOLDER / name).read_bytes() != page]
    assert stale == []


def test_no_picture_is_left_over() -> None:
    """A page that is printed no more is shown no more."""
    assert {each.name for each in FOLDER.glob("sheet-*.png")} == set(_drawn())
