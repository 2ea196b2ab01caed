"""Where a sheet stands by what was done with it, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.results.signing import NOTHING_TRAILED, Meaning
from posology.results.trail import Action, Happening, Held, Part, Standing
from posology.trail.standing import FAILED, PASSED, standing_of
from tests.unit.trail.written import SHEET, chain, happening

CONTENT = "c" * 64
JSON = Held(part=Part.SHEET, name="sheet.json", sha256="d" * 64)


def done(who: str, action: Action, **more: object) -> Happening:
    """Something done with the sheet."""
    return happening(1, who=who, action=action, subject=SHEET, content=CONTENT, **more)


MADE = done("A. Author", Action.SHEET, new=SHEET, held=(JSON,))
CHECKED = done("B. Checker", Action.SECOND_CHECK, new=PASSED)
FAILED_CHECK = done("B. Checker", Action.SECOND_CHECK, new=FAILED, found=("the cells of left L3-L4 facet joint",))


def standing(*happenings: Happening) -> Standing:
    """Where the sheet stands after these."""
    return standing_of(SHEET, chain(happenings))


def test_a_sheet_that_nobody_made_is_not_known() -> None:
    """Nothing is known of it, and nobody is its author."""
    found = standing(replace(MADE, subject="another"))
    assert not found.is_known
    assert found.trailed == NOTHING_TRAILED
    assert not found.is_author("A. Author")


def test_whoever_made_a_sheet_is_its_author_however_the_name_is_written() -> None:
    """Capitals and blanks make nobody another person."""
    found = standing(MADE)
    assert found.is_known
    assert found.contents == (JSON.sha256,)
    assert found.is_author("a.  AUTHOR ")
    assert found.is_author("A. \N{FULLWIDTH LATIN CAPITAL LETTER A}uthor")
    assert not found.is_author("B. Checker")
    assert found.passed is None


def test_a_passed_check_by_a_second_person_counts() -> None:
    """It says who, when, of which content, by which entry."""
    check = standing(MADE, CHECKED).passed
    assert check is not None
    assert (check.by, check.author, check.entry, check.content_sha256) == ("B. Checker", "A. Author", 2, CONTENT)
    assert check.at == "2026-11-20T09:31:00+00:00"


def test_a_failed_check_undoes_a_passed_one_and_says_what_differs() -> None:
    """The last one counts."""
    found = standing(MADE, CHECKED, FAILED_CHECK)
    assert found.passed is None
    assert found.trailed.second_check is not None
    assert found.trailed.second_check.differences == ("the cells of left L3-L4 facet joint",)
    assert standing(MADE, FAILED_CHECK, CHECKED).passed is not None


@pytest.mark.parametrize("failed", [0, 1, 2])
def test_a_passed_check_says_how_many_were_not_passed_before(failed: int) -> None:
    """Whoever tried until it came out right has it on the sheet."""
    check = standing(MADE, *[FAILED_CHECK] * failed, CHECKED, CHECKED).passed
    assert check is not None
    assert check.failed_before == failed


def test_a_check_by_the_author_never_counts() -> None:
    """Neither before nor after it, nor by whoever makes the sheet anew once they have checked it."""
    own = replace(CHECKED, who="a. author")
    assert standing(MADE, own).passed is None
    again = standing(MADE, CHECKED, replace(MADE, who="b. checker"))
    assert again.passed is None
    assert again.trailed.second_check is not None
    assert not again.trailed.second_check.passed


def test_signatures_say_their_meaning_and_what_they_are_bound_to() -> None:
    """Name, time, meaning, hash."""
    found = standing(MADE, done("C. Approver", Action.SIGN, new=Meaning.APPROVER.value))
    (signature,) = found.trailed.signatures
    assert (signature.name, signature.meaning, signature.content_sha256) == ("C. Approver", Meaning.APPROVER, CONTENT)
    assert signature.at == "2026-11-20T09:31:00+00:00"


def test_what_was_passed_over_is_named_with_every_reason() -> None:
    """A limit may be passed over twice, for two reasons; each says what it was given for."""
    over = done("C. Approver", Action.OVERRIDE, old="limit:facet", new="1.6 mL", reason="one")
    found = standing(MADE, over, replace(over, reason="two"))
    assert [(each.of, each.says, each.reason) for each in found.trailed.passed_over] == [
        ("limit:facet", "1.6 mL", "one"),
        ("limit:facet", "1.6 mL", "two"),
    ]
    assert [each.reason for each in found.overrides] == ["one", "two"]


def test_a_void_sheet_is_not_revived() -> None:
    """What comes after does not count, not even making it once more."""
    void = done("A. Author", Action.VOID, new="VOID", reason="another record")
    found = standing(MADE, CHECKED, void, MADE, done("C", Action.SIGN, new="approver"), replace(void, reason="again"))
    assert found.trailed.voided is not None
    assert found.trailed.voided.reason == "another record"
    assert found.trailed.signatures == ()
    assert found.passed is None


def test_other_entries_about_the_sheet_change_nothing() -> None:
    """An attempt that was refused, an export, a check."""
    others = [done("D", each) for each in (Action.REFUSED, Action.EXPORT, Action.CHECK)]
    assert standing(MADE, CHECKED, *others) == standing(MADE, CHECKED)
