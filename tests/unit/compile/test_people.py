"""The people of a site file: read as they stand there, and refused where two of them could be one."""

from __future__ import annotations

import pytest

from posology.explain.people_needs import needs_of_people
from posology.ir.people import Person, Role
from tests.unit.sited import SITE, refusals, rules_with

HEAD = SITE.partition("\npeople:")[0] + "\n"


def with_people(*lines: str) -> str:
    """The site file with these people."""
    return HEAD + "people:\n" + "".join(f"  - {line}\n" for line in lines)


def test_people_are_read_with_roles_account_and_licence() -> None:
    """In their order; a role that is said twice counts once."""
    text = with_people(
        "{name: Dr. A. Author, roles: [author, void, author], account: anna, licence: invented 1}",
        "{name: B. Checker, roles: []}",
    )
    assert rules_with(text).site.people == (
        Person(name="Dr. A. Author", roles=(Role.AUTHOR, Role.VOID), account="anna", licence="invented 1"),
        Person(name="B. Checker", roles=()),
    )


@pytest.mark.parametrize("second", ["A. Author", "a author", "A.AUTHOR", "A  Author", "A.Author."])
def test_two_spellings_of_one_name_are_refused(second: str) -> None:
    """Capitals, blanks and full stops make nobody another person."""
    found = refusals(with_people("{name: A. Author, roles: [author]}", f"{{name: {second}, roles: [checker]}}"))
    assert [code for code, _ in found] == ["P0630"]
    assert "has the name of `A. Author`" in found[0][1]


def test_an_account_is_of_one_person() -> None:
    """Two names under one account cannot be told apart."""
    people = ("{name: A, roles: [author], account: anna}", "{name: B, roles: [checker], account: ANNA}")
    (found,) = refusals(with_people(*people))
    assert found == ("P0630", "`B` has the account of `A`")


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("{name: A, roles: [boss]}", "boss"),
        ("{name: A}", "roles"),
        ("{roles: [author]}", "name"),
        ("{name: ., roles: [author]}", "is no name"),
        ("{name: A, roles: [author], acount: x}", "acount"),
    ],
)
def test_what_is_no_person_is_refused(person: str, said: str) -> None:
    """With its place, like every fault of the file."""
    (found,) = refusals(with_people(person))
    assert said in found[1]


def test_a_final_sheet_needs_people() -> None:
    """Who may make and who may check one; the others are asked for when they sign."""
    assert [each.where for each in needs_of_people(())] == ["the site file: people, each with `name` and `roles`"]
    (need,) = needs_of_people((Person(name="A", roles=(Role.AUTHOR,)),))
    assert need.what == "Nobody on record may work a sheet out anew."
    assert list(needs_of_people((Person(name="A", roles=(Role.AUTHOR, Role.CHECKER)),))) == []
