"""Two checks of one patient compared: what is said otherwise, and which way it leans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from posology.ir.washout import DayCheck
from posology.results.check import (
    Cells,
    Check,
    CriterionFinding,
    CriterionStatus,
    Missing,
    ToRenew,
    Verdict,
    Volume,
    WashoutFinding,
    WashoutStatus,
)
from posology.results.difference import Aspect, Leaning
from posology.verify.meaning.contrasts import contrasts, is_different
from tests.unit.judged import RECORDS, checked

CHECK = checked(RECORDS["conditional"])
NAPROXEN, APIXABAN, _ = CHECK.washout
CONSENT = CHECK.criteria[0]
LATER = date(2026, 12, 4)
LESS, MORE, NEITHER = Leaning.LESS_CAREFUL, Leaning.MORE_CAREFUL, Leaning.NEITHER


def held(apixaban: WashoutFinding, check: Check = CHECK) -> Check:
    """The check whose second medicine is said otherwise."""
    return replace(check, washout=(check.washout[0], apixaban, check.washout[2]))


def judged(consent: CriterionFinding) -> Check:
    """The check whose first criterion is said otherwise."""
    return replace(CHECK, criteria=(consent, *CHECK.criteria[1:]))


def dosed(cells: Cells, check: Check = CHECK) -> Check:
    """The check whose first route has these cells."""
    return replace(check, doses=(replace(check.doses[0], cells=cells), *check.doses[1:]))


@pytest.mark.parametrize(
    ("changed", "aspect", "what", "leaning"),
    [
        (replace(CHECK, verdict=Verdict.ELIGIBLE), Aspect.VERDICT, "verdict", LESS),
        (replace(CHECK, verdict=Verdict.DEFERRED), Aspect.VERDICT, "verdict", MORE),
        (replace(CHECK, earliest_date=date(2026, 11, 30)), Aspect.EARLIEST, "earliest date", LESS),
        (held(replace(APIXABAN, status=WashoutStatus.CLEAR)), Aspect.HOLD, "status", LESS),
        (held(replace(APIXABAN, status=WashoutStatus.REFER)), Aspect.HOLD, "status", MORE),
        (held(replace(APIXABAN, drug_free_days=5)), Aspect.HOLD, "drug-free days", MORE),
        (held(replace(APIXABAN, drug_free_days=None)), Aspect.HOLD, "drug-free days", NEITHER),
        (held(replace(APIXABAN, clear_on=date(2026, 11, 23))), Aspect.HOLD, "clear on", LESS),
        (held(replace(APIXABAN, last_dose_on_or_before=LATER)), Aspect.HOLD, "last dose on or before", LESS),
        (held(replace(APIXABAN, resume_on=date(2026, 12, 9))), Aspect.HOLD, "taken again on", MORE),
        (held(replace(APIXABAN, agreement=None)), Aspect.HOLD, "agreement", LESS),
        (judged(replace(CONSENT, status=CriterionStatus.UNKNOWN)), Aspect.CRITERION, "status", MORE),
        (judged(replace(CONSENT, status=CriterionStatus.NOT_MET)), Aspect.CRITERION, "status", MORE),
        (judged(replace(CONSENT, mends_on=date(2027, 1, 1))), Aspect.CRITERION, "mended by time on", NEITHER),
        (dosed(Cells(minimum=1, maximum=2, planned=None)), Aspect.DOSE, "cells", Leaning.FEWER_CELLS),
        (dosed(Cells(minimum=10, maximum=2 * 10**8, planned=None)), Aspect.DOSE, "cells", Leaning.MORE_CELLS),
        (dosed(Cells(minimum=None, maximum=None, planned=None)), Aspect.DOSE, "cells", NEITHER),
        (replace(CHECK, plan=CHECK.plan[1:]), Aspect.PLAN, "given", Leaning.FEWER_CELLS),
        (replace(CHECK, sedation=True), Aspect.SEDATION, "sedation", NEITHER),
        (
            replace(CHECK, day_of_procedure=(DayCheck(check="INR", why="bleeding"),)),
            Aspect.DAY_CHECK, "check on the day", MORE,
        ),
        (
            replace(CHECK, to_renew=(ToRenew(element="weight", not_before=date(2026, 12, 1)),)),
            Aspect.RENEWAL, "value to renew", MORE,
        ),
        (replace(CHECK, notes=("a soft limit",)), Aspect.NOTE, "note", MORE),
    ],
)  # fmt: skip
def test_what_is_said_otherwise(changed: Check, aspect: Aspect, what: str, leaning: Leaning) -> None:
    """It is one contrast of that kind, a difference in the answer, and leans that way; turned round, the other."""
    found = [each for each in contrasts(CHECK, changed) if (each.aspect, each.what) == (aspect, what)]
    assert [each.leaning for each in found] == [leaning]
    assert is_different(found)
    back = [each for each in contrasts(changed, CHECK) if (each.aspect, each.what) == (aspect, what)]
    assert [(each.old, each.new) for each in back] == [(found[0].new, found[0].old)]
    assert (back[0].leaning is leaning) == (leaning is NEITHER)


def test_the_same_check_has_none() -> None:
    """Nor has one whose texts are others."""
    assert contrasts(CHECK, CHECK) == ()
    texts = replace(CHECK, summary="x", banner="x", notes=("disc: not planned, x",))
    assert (
        contrasts(CHECK, replace(texts, criteria=(replace(CONSENT, text="x", explanation="x"), *CHECK.criteria[1:])))
        == ()
    )


def test_what_is_asked_for_is_no_difference_alone() -> None:
    """A question more or less follows from the rules; the answer about the patient is what counts."""
    asked = replace(CHECK, missing=(Missing(element="mri.date", ask="When?", needed_for=("mri",)),))
    found = contrasts(CHECK, asked)
    assert [each.aspect for each in found] == [Aspect.MISSING]
    assert not is_different(found)


def test_a_criterion_of_only_one_is_none() -> None:
    """As long as nothing else differs."""
    assert contrasts(CHECK, replace(CHECK, criteria=CHECK.criteria[1:])) == ()


def test_what_concerns_the_patient_most_comes_first() -> None:
    """The verdict before medicines, those before doses."""
    dosed_otherwise = dosed(Cells(minimum=1, maximum=1, planned=1), replace(CHECK, verdict=Verdict.ELIGIBLE))
    changed = held(replace(APIXABAN, drug_free_days=9), dosed_otherwise)
    assert [each.aspect for each in contrasts(CHECK, changed)] == [Aspect.VERDICT, Aspect.HOLD, Aspect.DOSE]


def test_planned_cells_and_volumes() -> None:
    """What is planned inside the same range, and how much of it, are differences too."""
    first = CHECK.doses[1]
    planned = replace(
        CHECK, doses=(CHECK.doses[0], replace(first, cells=replace(first.cells, planned=22_000_000)), *CHECK.doses[2:])
    )
    assert [(each.what, each.old, each.new) for each in contrasts(CHECK, planned)] == [
        ("planned cells", "none", "22 million cells")
    ]
    volume = Volume(minimum=Decimal(2), maximum=Decimal(2))
    poured = replace(CHECK, doses=(replace(CHECK.doses[0], volume=volume), *CHECK.doses[1:]))
    assert [(each.what, each.new) for each in contrasts(CHECK, poured)] == [("volume", "2 mL")]


def test_an_exclusion_is_said_in_its_own_words() -> None:
    """Nobody takes a `met` exclusion for good news."""
    excluded = replace(CHECK.criteria[-1], status=CriterionStatus.MET)
    found = contrasts(CHECK, replace(CHECK, criteria=(*CHECK.criteria[:-1], excluded)))
    assert [(each.old, each.new, each.leaning) for each in found] == [("not excluded", "excluded", MORE)]
    assert NAPROXEN.drug == "naproxen"
