"""Protocol files with something wrong in them: a shipped one or the small one, changed as a slip of the hand would."""

from __future__ import annotations

import copy
import difflib
import re
from pathlib import Path
from typing import Self, TypeAlias

import yaml
from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "",
        "none",
        "null",
        "true",
        "false",
        "3",
        "-1",
        "1.5",
        "1e9",
        "99999999999999999999999999",
        "14 days",
        "3 months",
        "@2026-11-20",
        "consent.signed",
        "weight",
        "weight > 5 'kg'",
        "exists medications",
        "1 / 0 > 1",
        "'x'",
        "[]",
        "{}",
        "reading",
        "iv-dose",
        "facet",
        "L3-L4",
        "L4-L5",
        "requests.discs",
        "regions",
        "inclusion",
        "nsaid",
        "warfarin",
        "unverified",
        "trial",
        "\xe4",
        "\u200b",
        "a: b",
        "- x",
        "*x",
        "&x",
        "!!binary",
        "<<",
        "\t",
        "x" * 300,
        '"',
        "0 days",
        "plan.disc",
        "as_of",
        "if true then 1 day else 2 days",
        "Coalesce(weight, 1 'kg')",
        "weight * 0 '{cells}/kg'",
    ]
)
Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Way: TypeAlias = tuple[int | str, ...]


def _nested(depth: int) -> Plain:
    nested: Plain = "x"
    for _ in range(depth):
        nested = [nested]
    return nested


VALUES: st.SearchStrategy[Plain] = st.one_of(
    WORDS,
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**30), max_value=10**30),
    st.lists(WORDS, max_size=3),
    st.dictionaries(WORDS, WORDS, max_size=3),
    st.just({"reading": "iv-dose"}),
    st.just({"as": "allorx-spine"}),
    st.sampled_from([10, 70]).map(_nested),
)

CONFUSABLE = {"a": "\u0430", "c": "\u0441", "e": "\u0435", "i": "\u0456", "o": "\u043e", "p": "\u0440", "-": "\u2013"}
"""Letters of the Cyrillic script, and a dash, that look like ASCII."""

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
UNIT = re.compile(r" '[^']+'|(?<=[0-9]) (?:day|week|month|year)s?\b|, unit: [a-z]+")
LARGE_NUMBERS = ("0", "007", "1e9", "9" * 15, "9" * 400, "-5", "0.000000001", "\u0663", "1_000", "1:30", ".inf")


def _children(tree: Plain) -> list[tuple[int | str, Plain]]:
    if isinstance(tree, dict):
        return list(tree.items())
    return list(enumerate(tree)) if isinstance(tree, list) else []


def _places(tree: Plain, here: Way = ()) -> list[Way]:
    """The way to every node below the tree."""
    return [way for step, child in _children(tree) for way in ((*here, step), *_places(child, (*here, step)))]


def _at(tree: Plain, way: Way) -> Plain:
    for step in way:
        tree = dict(_children(tree))[step]
    return tree


def _change(tree: Plain, way: Way, draw: st.DrawFn, places: list[Way]) -> None:
    """Makes one slip at the place."""
    parent, last, here = _at(tree, way[:-1]), way[-1], _at(tree, way)
    slip = draw(st.sampled_from(["delete", "replace", "rename", "duplicate", "exchange"]))
    value = copy.deepcopy(draw(VALUES) if slip == "replace" else _at(tree, draw(st.sampled_from(places))))
    if isinstance(parent, dict):
        name = str(last)
        if slip in {"delete", "rename"}:
            del parent[name]
        if slip in {"rename", "duplicate"}:
            parent[draw(WORDS) if slip == "rename" else f"{name}-again"] = copy.deepcopy(here)
        if slip in {"replace", "exchange"}:
            parent[name] = value
    elif isinstance(parent, list):
        number = int(last)
        if slip == "duplicate":
            parent.append(copy.deepcopy(here))
        else:
            parent[number : number + 1] = [] if slip == "delete" else [value]


class Slipped(str):
    """A file with something wrong in it, shown by what was changed: a whole protocol would bury that."""

    __slots__ = ("before",)
    before: str

    def __new__(cls, text: str, before: str) -> Self:
        """The text, beside the sound one."""
        slipped = super().__new__(cls, text)
        slipped.before = before
        return slipped

    def __repr__(self) -> str:
        """The lines that are other than they were."""
        changed = difflib.unified_diff(self.before.split("\n"), self.split("\n"), lineterm="", n=0)
        return "\n".join(list(changed)[:MOST_SHOWN])


MOST_SHOWN = 40


@st.composite
def slips_in_tree(draw: st.DrawFn, file: Path) -> str:
    """The file with one to three keys or values left out, put twice, exchanged or written otherwise."""
    tree: Plain = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    before = _dumped(tree)
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        places = _places(tree)
        if places:
            _change(tree, draw(st.sampled_from(places)), draw, places)
    return Slipped(_dumped(tree), before)


def _dumped(tree: Plain) -> str:
    return yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=200)


SLIPS = (
    "delete", "duplicate", "indent", "outdent", "truncate", "stretch", "word", "confuse", "number", "unit",
)  # fmt: skip


def _slip_of(slip: str, lines: list[str], draw: st.DrawFn) -> tuple[int, str]:
    """The number of a line and the line with one letter, number or unit of it in another form."""
    form = {"confuse": re.compile("[aceiop-]"), "number": NUMBER, "unit": UNIT}[slip]
    found = [(number, each) for number, line in enumerate(lines) for each in form.finditer(line)]
    if not found:
        return 0, lines[0]
    number, place = draw(st.sampled_from(found))
    instead = (
        CONFUSABLE[place[0]] if slip == "confuse" else "" if slip == "unit" else draw(st.sampled_from(LARGE_NUMBERS))
    )
    return number, f"{lines[number][: place.start()]}{instead}{lines[number][place.end() :]}"


@st.composite
def slips_in_text(draw: st.DrawFn, file: Path) -> str:
    """The file with lines left out, put twice or moved, a stretch or a number replaced, a unit lost, its end cut off."""
    text = before = file.read_text(encoding="utf-8")
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        lines = text.split("\n")
        number = draw(st.integers(min_value=0, max_value=len(lines) - 1))
        match draw(st.sampled_from(SLIPS)):
            case "delete":
                del lines[number]
            case "duplicate":
                lines.insert(number, lines[number])
            case "indent":
                lines[number] = f"  {lines[number]}"
            case "outdent":
                lines[number] = lines[number].removeprefix("  ")
            case "truncate":
                lines = lines[:number]
            case "stretch":
                line = lines[number]
                start = draw(st.integers(min_value=0, max_value=len(line)))
                end = draw(st.integers(min_value=start, max_value=min(len(line), start + 12)))
                lines[number] = f"{line[:start]}{draw(st.one_of(WORDS, st.text(max_size=5)))}{line[end:]}"
            case "confuse" | "number" | "unit" as slip:
                number, line = _slip_of(slip, lines, draw)
                lines[number] = line
            case _:
                key, colon, _ = lines[number].partition(": ")
                lines[number] = f"{key}{colon}{draw(WORDS)}"
        text = "\n".join(lines)
    return Slipped(text, before)
