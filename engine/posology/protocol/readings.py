"""The readings of a protocol: how they are declared, how they settle its tree, and how many ways there are to do so.

Settling a reading means that a mapping with the key `reading` and one key per option of that reading is replaced
by what stands under the option chosen. Everything else keeps its shape and its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.reader.shape import as_mapping, as_text
from posology.reader.source import shortened
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, Sequence

READING = "reading"
READINGS = "readings"
KEYS = ("question", "options", "default")

NOT_A_READING = "P0402"
NOT_AN_OPTION = "P0403"
OPTIONS_NOT_COVERED = "P0404"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading as declared: its options in order, its default, and the option chosen."""

    id: str
    options: tuple[str, ...]
    default: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Settling:
    """The readings that can be settled, by name, and every name declared, also of a reading that has a fault."""

    choices: Dict[str, Choice]
    declared: tuple[str, ...]


def read_choices(node: Node | None, chosen: Dict[str, str], diagnostics: Diagnostics) -> Settling:
    """The readings that the block declares, each settled as chosen or by its default."""
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`readings`")
    entries = block.entries if block else ()
    found = (_read_choice(key, each, chosen, diagnostics) for key, each in entries)
    return Settling({each.id: each for each in found if each is not None}, tuple(key.text for key, _ in entries))


def _read_choice(key: Scalar, node: Node, chosen: Dict[str, str], diagnostics: Diagnostics) -> Choice | None:
    what = f"the reading `{shortened(key.text)}`"
    reading = as_mapping(node, diagnostics, allowed=KEYS, required=KEYS, what=what)
    if reading is None:
        return None
    written = reading.get("default")
    options = as_mapping(reading.get("options"), diagnostics, allowed=None, what=f"`options` of {what}")
    default = None if written is None else as_text(written, diagnostics, what=f"`default` of {what}")
    if options is None or default is None or written is None:
        return None
    names = tuple(name.text for name, _ in options.entries)
    if default not in names:
        help_text = suggestion(
            default, names, f"the options are {', '.join(names)}" if names else "declare its options"
        )
        diagnostics.error(NOT_AN_OPTION, f"{what} has no option `{shortened(default)}`", written.span, help=help_text)
        return None
    picked = chosen.get(key.text, default)
    return Choice(key.text, names, default, picked if picked in names else default)


def settle(node: Node, readings: Settling, diagnostics: Diagnostics) -> Node:
    """The node with every choice by reading replaced by what stands under the chosen option.

    Where that cannot be told, a faulty scalar stands in its place, of which nobody says more.
    """
    match node:
        case Scalar():
            return node
        case Sequence(items, span):
            return Sequence(tuple(settle(each, readings, diagnostics) for each in items), span)
        case Mapping(_, span) if node.get(READING) is not None:
            picked = _picked(node, readings, diagnostics)
            return (
                Scalar(FAULTY, "", quoted=False, span=span) if picked is None else settle(picked, readings, diagnostics)
            )
        case Mapping(entries, span):
            return Mapping(tuple((key, settle(each, readings, diagnostics)) for key, each in entries), span)


def _picked(node: Mapping, readings: Settling, diagnostics: Diagnostics) -> Node | None:
    named = node.get(READING)
    name = None if named is None else as_text(named, diagnostics, what="`reading`")
    if name is None or named is None:
        return None
    choice = readings.choices.get(name)
    if choice is not None:
        _check_options(node, choice, diagnostics)
        return node.get(choice.chosen)
    if name not in readings.declared:
        help_text = suggestion(name, readings.declared, "declare it under `readings`")
        diagnostics.error(
            NOT_A_READING, f"`{shortened(name)}` is not a reading of this protocol", named.span, help=help_text
        )
    return None


def _check_options(node: Mapping, choice: Choice, diagnostics: Diagnostics) -> None:
    """Reports options of which nothing is said, and what is said under no option."""
    strangers = [key for key, _ in node.entries if key.text != READING and key.text not in choice.options]
    missing = [each for each in choice.options if node.get(each) is None]
    for option in missing:
        message = f"nothing is said for the option `{option}` of the reading `{choice.id}`"
        diagnostics.error(OPTIONS_NOT_COVERED, message, node.key_span(READING), help=f"add `{option}: …`")
    for key in strangers:
        otherwise = f"the options are {', '.join(choice.options)}"
        diagnostics.error(
            NOT_AN_OPTION,
            f"the reading `{choice.id}` has no option `{shortened(key.text)}`",
            key.span,
            help=suggestion(key.text, missing or choice.options, otherwise),
        )


def settings(written: Mapping, choices: tuple[Choice, ...]) -> tuple[Dict[str, str], ...]:
    """Choices of options under which everything that is written under some option is used at least once.

    The first is that of the defaults. An alternative that no choice reaches is in none of them.
    """
    options = {each.id: each.options for each in choices}
    asked = ({each.id: option} for each in choices for option in each.options)
    none: Dict[str, str] = {}
    found = (none, *asked, *_reached(written, options, none))
    defaults = {each.id: each.default for each in choices}
    return tuple({tuple(sorted({**defaults, **each}.items())): each for each in found}.values())


def _reached(node: Node, options: Dict[str, tuple[str, ...]], held: Dict[str, str]) -> Iterator[Dict[str, str]]:
    """For each alternative at or below the node, what must be chosen for it to be used."""
    match node:
        case Scalar():
            return
        case Sequence(items, _):
            for each in items:
                yield from _reached(each, options, held)
        case Mapping(entries, _):
            named = node.get(READING)
            name = named.text if isinstance(named, Scalar) else ""
            for key, each in entries:
                if key.text not in options.get(name, ()):
                    yield from _reached(each, options, held)
                elif held.get(name, key.text) == key.text:
                    now = {**held, name: key.text}
                    yield now
                    yield from _reached(each, options, now)
