"""Where a site file stands, as text."""

from __future__ import annotations

from collections.abc import Iterator

from posology.render.page import PLAIN_LAYOUT, Layout, heading, item, labelled, page_text, paragraph
from posology.results.site_standing import SiteStanding


def standing_as_text(standing: SiteStanding, layout: Layout = PLAIN_LAYOUT) -> str:
    """What is decided, what is open, and what a final sheet still needs."""
    return page_text(_lines(standing, layout))


def _lines(standing: SiteStanding, layout: Layout) -> Iterator[str]:
    protocol = standing.protocol
    yield from paragraph(standing.banner, layout)
    yield ""
    yield from labelled("Site file of", standing.name, layout)
    yield from labelled("Protocol", f"{protocol.id}, version {protocol.version}, sha256 {protocol.sha256}", layout)
    yield from labelled("Site file sha256", standing.sha256, layout)
    for title, parts in (("Decided", standing.decided), ("Open", standing.open)):
        yield from heading(title, layout)
        for each in parts:
            yield from item(f"{each.place}: {each.says}", layout)
        if not parts:
            yield from paragraph("Nothing.", layout, 2)
    yield from heading("What a final sheet still needs of this file", layout)
    for need in standing.needs:
        yield from item(need.what, layout)
        yield from paragraph(f"Where: {need.where}", layout, 4)
    if not standing.needs:
        yield from paragraph("Nothing. What it needs of the patient, `posology sheet` says.", layout, 2)
