"""The people of a clinic as its site file states them: each under one name and one account, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.ir.people import Person, Role
from posology.protocol.site import NOT_PRINTABLE, read_text
from posology.reader.shape import as_mapping, as_option, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node
from posology.results.trail import same_name

SAME_PERSON: Final = "P0630"

PERSON_KEYS: Final = ("name", "roles", "account", "licence")
PERSON_NEEDS: Final = ("name", "roles")
ROLES: Final = tuple(each.value for each in Role)


def compile_people(node: Node | None, diagnostics: Diagnostics) -> tuple[Person, ...]:
    """The people; two that are one when capitals, blanks and full stops do not count are refused."""
    listed = None if node is None else as_sequence(node, diagnostics, what="`people`")
    read = [(_person(each, diagnostics), each.span) for each in listed or ()]
    found = [(person, span) for person, span in read if person is not None]
    _refuse_doubles(found, diagnostics, "name", lambda person: person.name)
    _refuse_doubles(found, diagnostics, "account", lambda person: person.account)
    return tuple(person for person, _ in found)


def _person(node: Node, diagnostics: Diagnostics) -> Person | None:
    what = "an entry of `people`"
    block = as_mapping(node, diagnostics, allowed=PERSON_KEYS, required=PERSON_NEEDS, what=what)
    if block is None:
        return None

    def text(of: str) -> str | None:
        stated = block.get(of)
        return None if stated is None else read_text(stated, f"`{of}` of {what}", diagnostics)

    name = text("name")
    if name is None:
        return None
    if not same_name(name):
        help_text = "write it as `--by` says it, with letters in it"
        diagnostics.error(NOT_PRINTABLE, f"`{shortened(name)}` is no name", block.span, help=help_text)
        return None
    return Person(name=name, roles=_roles(block, what, diagnostics), account=text("account"), licence=text("licence"))


def _roles(block: Mapping, what: str, diagnostics: Diagnostics) -> tuple[Role, ...]:
    node = block.get("roles")
    named = None if node is None else as_sequence(node, diagnostics, what=f"`roles` of {what}")
    found = [as_option(each, diagnostics, what=f"an entry of `roles` of {what}", options=ROLES) for each in named or ()]
    return tuple(dict.fromkeys(Role(each) for each in found if each is not None))


def _refuse_doubles(
    found: Iterable[tuple[Person, Span]], diagnostics: Diagnostics, what: str, of: Callable[[Person], str | None]
) -> None:
    """Reports each person whose name or account is that of one above."""
    seen: dict[str, str] = {}
    for person, span in found:
        stated = of(person)
        if stated is None:
            continue
        folded = same_name(stated)
        if folded in seen:
            message = f"`{shortened(person.name)}` has the {what} of `{shortened(seen[folded])}`"
            help_text = "capitals, blanks and full stops make nobody another person: give each one of their own"
            diagnostics.error(SAME_PERSON, message, span, help=help_text)
        else:
            seen[folded] = person.name
