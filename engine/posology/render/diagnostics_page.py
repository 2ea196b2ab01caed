"""The manual page of diagnostics, made from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from posology.diagnostics.catalogue.entry import Entry

OPENING = """\
# Diagnostics

<!-- Made from the catalogue in engine/posology/diagnostics/catalogue/. Do not edit: change the catalogue, then run
     `pytest -n 0 tests/golden/diagnostics --accept-goldens`. A test fails while this page is out of date. -->

Every message about a file that cannot be accepted carries a code. An *error* gives no result; a *warning* goes beside
the result. All faults that can be found are told in one run, each with its file, line and column.
"""


def diagnostics_page(areas: Sequence[tuple[str, tuple[Entry, ...]]]) -> str:
    """The page in Markdown: a table of every code, then for each what is wrong, why it matters and how to write it."""
    told = [(title, sorted(entries, key=lambda each: each.code)) for title, entries in areas if entries]
    rows = [
        f"| [{each.code}](#{each.code.lower()}) | {each.severity} | {each.title} |"
        for _, entries in told
        for each in entries
    ]
    table = "\n".join(("| code | severity | fault |", "| --- | --- | --- |", *rows))
    sections = ["\n".join((f"## {title}\n", *(_entry(each) for each in entries))) for title, entries in told]
    return "\n".join((OPENING, table, "", *sections))


def _entry(entry: Entry) -> str:
    return f"""\
### {entry.code}

**{_sentence(entry.title)}** {_sentence(entry.why)}

```text
{entry.example}
```

Instead:

```text
{entry.instead}
```
"""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
