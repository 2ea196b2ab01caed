"""The laws about one patient recorded in two ways: with facts left out, in another order, with another weight."""

from __future__ import annotations

from collections.abc import Iterator

from posology.results.check import Check, CriterionStatus, Verdict
from posology.verify.properties.law import PairLaw
from posology.verify.properties.scene import GOOD, Scene


def _learning(less: Scene, more: Scene) -> Iterator[str]:
    before, after = less.decision.verdict, more.decision.verdict
    if (before in GOOD and after not in GOOD) or (before is Verdict.INELIGIBLE and after is not before):
        yield f"{before} with less recorded, and {after} with more"
    known = {each.criterion.id: each.status for each in more.decision.examination.criteria}
    for each in less.decision.examination.criteria:
        name = each.criterion.id
        if each.status not in {CriterionStatus.UNKNOWN, known[name]}:
            yield f"{name} is {each.status} with less recorded, and {known[name]} with more"


LEARNING = PairLaw(
    id="learning-overturns-nothing",
    claim="Learning a missing fact never overturns a verdict for or against, nor a criterion that was answered",
    broken=_learning,
)


def _order(other: Scene, first: Scene) -> Iterator[str]:
    for name, found in _without_order(first.check).items():
        again = _without_order(other.check)[name]
        if again != found:
            yield f"{name}: {found}, and {again} in another order"


def _without_order(check: Check) -> dict[str, object]:
    washout = ((each.drug, str(each.status), str(each.clear_on), str(each.resume_on)) for each in check.washout)
    return {
        "the verdict": check.verdict,
        "the earliest date": check.earliest_date,
        "the criteria": tuple((each.id, str(each.status)) for each in check.criteria),
        "the medicines": tuple(sorted(washout)),
        "the doses": tuple((each.site, each.count, each.cells.minimum, each.cells.maximum) for each in check.doses),
        "the missing": len(check.missing),
        "the values to renew": check.to_renew,
    }


ORDER = PairLaw(
    id="order-does-not-matter",
    claim="The order of medicines and of the keys of a record changes nothing",
    broken=_order,
)


def _weight(heavier: Scene, lighter: Scene) -> Iterator[str]:
    more = {each.site: each.cells for each in heavier.check.doses}
    for each in lighter.check.doses:
        for low, high in ((each.cells.minimum, more[each.site].minimum), (each.cells.maximum, more[each.site].maximum)):
            if low is not None and high is not None and low > high:
                yield f"{each.site}: {low} cells for the lighter patient, and {high} for the heavier one"


WEIGHT = PairLaw(
    id="dose-follows-weight",
    claim="A heavier patient never gets fewer cells",
    broken=_weight,
)
