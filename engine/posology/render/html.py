"""A page as HTML: one file that needs nothing else, asks the network for nothing, and prints in black and white."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final, TypeAlias, assert_never

from posology.render.diagnostics import visible
from posology.render.parts import Banner, Gap, Heading, Item, Labelled, Paragraph, Part

_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid; }
ul { padding-left: 1.25rem; } li { margin: 0.25rem 0; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.banner { border: 2px solid; padding: 0.75rem 1rem; font-weight: bold; }
@media print { body { max-width: none; margin: 0; } li, .banner { break-inside: avoid; } }
"""

# nothing may be loaded, and nothing may run, whatever a protocol's text holds
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"

Listed: TypeAlias = Paragraph | Labelled | Item


def html_of(title: str, parts: Iterable[Part]) -> str:
    """The parts under the title, as a whole document ended by a line feed."""
    return document_of(title, fragment_of(parts))


def document_of(title: str, body: Iterable[str], style: str = "") -> str:
    """The lines of HTML under the title, as a whole document ended by a line feed; `style` goes behind the usual one.

    The lines are written as they are: whoever makes them has escaped what they hold.
    """
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(title)}</title>",
            f"<style>\n{_STYLE}{style}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{escaped(title)}</h1>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def fragment_of(parts: Iterable[Part]) -> Iterator[str]:
    """The parts as lines of HTML.

    What stands below a heading at a depth of its own is a list; a gap only parts the lines of a text.
    """
    for in_list, run in groupby((each for each in parts if not isinstance(each, Gap)), key=_is_listed):
        if in_list:
            yield from _list([each for each in run if isinstance(each, Paragraph | Labelled | Item)])
        else:
            yield from (_alone(each) for each in run)


def _is_listed(part: Part) -> bool:
    match part:
        case Labelled(depth=depth) | Item(depth=depth):
            return depth > 0
        case Paragraph(depth=depth):
            return depth > 1
        case Banner() | Heading() | Gap():
            return False
        case _:
            assert_never(part)


def _alone(part: Part) -> str:
    match part:
        case Banner(text):
            return f'<p class="banner" role="note">{escaped(text)}</p>'
        case Heading(text):
            return f"<h2>{escaped(text)}</h2>"
        case Gap():
            return ""
        case Paragraph() | Labelled() | Item():
            return f"<p>{_said(part)}</p>"
        case _:
            assert_never(part)


def _list(entries: Sequence[Listed]) -> Iterator[str]:
    """Each entry with those that stand deeper behind it as a list within it."""
    yield "<ul>"
    start = 0
    while start < len(entries):
        end = start + 1
        while end < len(entries) and entries[end].depth > entries[start].depth:
            end += 1
        yield f"<li>{_said(entries[start])}"
        if end > start + 1:
            yield from _list(entries[start + 1 : end])
        yield "</li>"
        start = end
    yield "</ul>"


def _said(part: Listed) -> str:
    if not isinstance(part, Labelled):
        return escaped(part.text)
    text = f"<code>{escaped(part.text)}</code>" if part.code else escaped(part.text)
    return f"<strong>{escaped(part.label)}:</strong> {text}"


def escaped(text: str) -> str:
    """The text on one line, in which nothing is markup and nothing is hidden."""
    return escape(visible(" ".join(text.split())), quote=True)
