"""The pictures of a sheet as one that stands alone: whose it is above, the spine, the dates, and the banner below."""

from __future__ import annotations

from posology.render.sheet_page import page_of
from posology.render.sheet_timeline import sheet_events
from posology.render.spine_svg import spine_picture
from posology.render.svg import MARGIN, WIDTH, Picture, framed, picture_as_svg
from posology.render.timeline_svg import timeline_pictures
from posology.results.sheet import Sheet


def sheet_as_svg(sheet: Sheet) -> str:
    """The pictures as an SVG file; where nothing is laid out it says why, and draws none."""
    page = page_of(sheet)
    above = (
        f"{page.status}. {page.title} {page.sheet}. {page.patient}, {page.born}",
        page.status_says,
        page.summary,
        *sheet.withheld,
    )
    events = sheet_events(sheet)
    drawn = spine_picture(sheet.injections)
    pictures = (*((drawn,) if drawn is not None else ()), *(timeline_pictures(events) if events else ()))
    return picture_as_svg(framed(pictures or (_nothing(),), above, (page.banner, *page.stamp)), alone=True)


def _nothing() -> Picture:
    said = "No dose and no plan is laid out"
    return Picture(name="spine", width=WIDTH, height=MARGIN, title=said, description=f"{said}.", listed=(), body=())
