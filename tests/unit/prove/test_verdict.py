"""The verdict as terms: the worst of the best that each finding allows."""

from __future__ import annotations

from pathlib import Path

from z3 import BoolRef, ModelRef, Not, Or

from posology.compile.productions import VERDICTS
from posology.prove.asking import Session
from posology.prove.frame import Frame, bound_for
from tests.unit.prove.inventing import criterion, invented, knowledge, step, washout


def _frame(folder: Path, **blocks: object) -> Frame:
    rules = invented(folder, **blocks)
    return Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)


def _can(frame: Frame, *terms: BoolRef) -> bool:
    session = Session(frame.desk)
    session.tell()
    session.solver.add(*terms)
    return isinstance(session.model(), ModelRef)


def test_exactly_one_verdict_holds(tmp_path: Path) -> None:
    """Each of the five can be, and no two of them together."""
    lasting = criterion("pain.back.onset + 1 year before procedure.date")
    weighed = criterion("weight > 0 'kg'", counts={"weight": {"within": "30 days"}})
    frame = _frame(
        tmp_path,
        criteria={"consent": criterion("consent.signed"), "lasting": lasting, "weighed": weighed},
        washout={"nsaid": washout("nsaid", "14 days")},
    )
    verdicts = [frame.meaning.verdict.is_(each) for each in VERDICTS]
    assert all(_can(frame, each) for each in verdicts)
    assert not _can(frame, Not(Or(*verdicts)))
    assert not any(_can(frame, one, other) for one in verdicts for other in verdicts if not one.eq(other))


def test_a_criterion_that_is_open_leaves_the_verdict_open(tmp_path: Path) -> None:
    """Never eligible, and never ineligible."""
    frame = _frame(tmp_path)
    meaning = frame.meaning
    unknown = meaning.criterion("consent").statuses.unknown
    assert not _can(frame, unknown, Not(meaning.verdict.is_("indeterminate")))


def test_a_hold_that_is_followed_allows_conditional_at_best(tmp_path: Path) -> None:
    """A medicine that is still taken stands in the way of eligible, one that is not restricted does not."""
    frame = _frame(tmp_path, washout={"nsaid": washout("nsaid", "14 days")})
    meaning = frame.meaning
    first = meaning.medicines.medicines[0]
    taken = [meaning.medicines.recorded, first.there, first.ongoing, meaning.washout.under[0, "nsaid"]]
    assert not _can(frame, *taken, meaning.verdict.is_("eligible"))
    assert _can(frame, *taken, meaning.verdict.is_("conditional"))


def test_what_the_others_allow_leaves_criteria_aside(tmp_path: Path) -> None:
    """A patient whom a criterion keeps out may be one whom plan and medicines let through."""
    frame = _frame(tmp_path)
    meaning = frame.meaning
    kept_out = meaning.criterion("consent").fails
    assert _can(frame, kept_out, meaning.verdict.others_allow("eligible"))
    assert not _can(frame, kept_out, meaning.verdict.goes_on)


def test_the_bound_of_a_list_follows_from_what_is_asked_of_it(tmp_path: Path) -> None:
    """Each question to a list asks for one entry more; so does one target more than a plan may have."""
    plain = _frame(tmp_path)
    asked = _frame(
        tmp_path, criteria={"two": criterion("exists prior_doses and Count(prior_doses) < 3 and exists discs")}
    )
    discs = step(site="disc", levels="requests.discs", count=4)
    planned = _frame(tmp_path, plan={"disc": discs})
    assert (bound_for(plain.protocol), bound_for(asked.protocol), bound_for(planned.protocol)) == (2, 4, 5)
    assert "5 entries" in planned.scope
