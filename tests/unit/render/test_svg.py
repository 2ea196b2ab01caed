"""Text in pictures: measured before it is set, never wider than its room, and nothing in it lost or parted wrongly."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font

from posology.render import sheet_typst
from posology.render.svg import SIZE, Picture, Written, framed, lines_within, picture_as_svg, text_at, width_of, written

LETTERS = "".join(map(chr, range(32, 127)))
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")) | st.just(" "), max_size=80
)


def picture(*body: str) -> Picture:
    """A picture of nothing but this."""
    return Picture(
        name="p", width=840, height=20, title="a title", description="A sentence.", listed=("One.",), body=body
    )


@pytest.mark.parametrize(("face", "bold"), [("DejaVuSans.ttf", False), ("DejaVuSans-Bold.ttf", True)])
def test_no_letter_is_wider_than_it_is_thought(face: str, *, bold: bool) -> None:
    """The widths are those of the font that is shipped, rounded up: what was made to fit fits."""
    font = FT2Font(str(sheet_typst.font_folder() / face))
    font.set_size(1000, 72)
    for letter in LETTERS:
        advance = font.load_char(ord(letter)).linearHoriAdvance / 65536
        assert advance <= width_of(letter, 1000, bold=bold) * 1.001, letter


@given(TEXTS, st.integers(60, 400), st.booleans())
def test_lines_keep_every_letter_and_their_width(text: str, width: int, bold: bool) -> None:
    """No line is wider than its room, and the lines together are the text."""
    lines = lines_within(text, width, bold=bold)
    assert all(width_of(line, bold=bold) <= width for line in lines if len(line) > 1)
    together = "".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    assert together.replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize("width", range(40, 260, 7))
def test_a_number_is_never_cut(width: int) -> None:
    """Where a dose has to be parted it is parted between words: half of a number is another one."""
    lines = lines_within("20 million to 25 million cells", width)
    words = [word for line in lines for word in line.replace("\N{NO-BREAK SPACE}", " ").split()]
    if width >= width_of("million"):
        assert words == ["20", "million", "to", "25", "million", "cells"]


def test_markup_in_a_text_is_text() -> None:
    """What a clinic or a record calls something cannot draw."""
    drawn = picture_as_svg(picture(text_at(1, 2, "</text><script>x</script> & \x07")), alone=True)
    root = ET.fromstring(drawn)  # noqa: S314 - our own output, on this line
    assert [each.tag.rpartition("}")[2] for each in root] == ["title", "desc", "rect", "text"]
    assert root[3].text == "</text><script>x</script> & \N{SYMBOL FOR BELL}"


def test_a_picture_is_told_in_words() -> None:
    """The title and the description stand in it for whoever does not see it, named by the element."""
    root = ET.fromstring(picture_as_svg(picture(), prefix="x-"))  # noqa: S314 - our own output, on this line
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-p-title x-p-desc"
    assert [each.text for each in root] == ["a title", "A sentence. One."]


def test_what_stands_alone_has_its_words_above_and_below() -> None:
    """The first line above is bold, and nothing stands on anything else."""
    one = picture(*written(Written(left=10, top=0, lines=("drawn",))))
    whole = framed((one, one), ("above", "more"), ("below",))
    assert whole.height > 2 * one.height
    assert 'font-weight="bold">above<' in whole.body[0]
    assert whole.listed == ("One.", "One.")
    assert "above more A sentence. below" in picture_as_svg(whole)
    assert one.height > SIZE
