"""The prescribers' agreements that a final sheet needs: also to a hold that was kept, and is over by now.

On the day of the procedure a medicine that was held is clear, and the check asks nothing of it any more. What was done
for the procedure was done on somebody's word all the same, and the sheet is not final without it. Of a medicine against
clotting that includes what it is taken for, and what its prescriber says of the risk while it is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from posology.explain.examination import PRIMARY_PREVENTION
from posology.explain.instructions import NOT_AGREED
from posology.ir.hold_lengths import lengths
from posology.ir.washout import (
    Agreement,
    ConditionalHold,
    FixedHold,
    NoHold,
    ReferralHold,
    TaperHold,
    WashoutRule,
)
from posology.record.facts import Facts
from posology.record.medicine import Medicine
from posology.results.check import WashoutFinding
from posology.results.sheet import Needed, SheetHold
from posology.values.numerals import partial_date_in_words

CONSENT_DATE: Final = "consent.date"
ANTITHROMBOTICS: Final = frozenset({"anticoagulant", "antiplatelet", "aspirin"})
"""The classes whose stopping can do more harm than their going on: a team names them aloud before the needle."""

LONG_OVER: Final = "not recorded: last taken longer before the consent than any such medicine is held"


def agreement_to(
    finding: WashoutFinding, rule: WashoutRule | None, medicine: Medicine, facts: Facts, rules: Sequence[WashoutRule]
) -> str | None:
    """Who agreed to what was done with the medicine, or that nobody is recorded; None where nobody needs to.

    A medicine is taken to have been held for this procedure unless its last dose lies farther before the consent than
    the longest hold of the protocol to which a prescriber must agree: a clinic that has it left off one day and takes
    the consent the next has held it.
    """
    if finding.agreement is not None or rule is None:
        return finding.agreement
    if medicine.agreement is not None:
        return f"agreed by {medicine.agreement.prescriber} on {partial_date_in_words(medicine.agreement.date)}"
    if not _is_asked(rule, medicine):
        return None
    return LONG_OVER if _is_long_over(medicine, _consented(facts), longest_agreed(rules)) else NOT_AGREED


def longest_agreed(rules: Sequence[WashoutRule]) -> int | None:
    """The most drug-free days of any hold to which a prescriber must agree; None where none has a number of days."""
    asked = (each for each in rules if each.agreement is not Agreement.NOT_NEEDED)
    return max((days for each in asked for days in _days(each)), default=None)


def asks_risk(classes: Sequence[str], agreement: str | None) -> bool:
    """Whether the indication and the risk of a clot are asked: of each such medicine that was held by agreement."""
    return agreement not in {None, LONG_OVER} and not ANTITHROMBOTICS.isdisjoint(classes)


def needs_of_agreed_days(
    findings: Sequence[WashoutFinding], facts: Facts, rules: Sequence[WashoutRule]
) -> Iterator[Needed]:
    """Each prescriber who agreed, or may have agreed, only after the last dose: nobody passes this over.

    The agreement counts from the last day that it can have, the last dose from the first; on one and the same day the
    prescriber may have agreed before the medicine was left off.
    """
    by_id = {each.id: each for each in rules}
    # the check has one finding for each medicine of the record, in its order
    for finding, medicine in zip(findings, facts.medicines or (), strict=True):
        rule = None if finding.rule is None else by_id.get(finding.rule)
        agreed, last = medicine.agreement, medicine.last_dose
        if rule is None or agreed is None or last is None or medicine.ongoing or not _is_asked(rule, medicine):
            continue
        if agreed.date.latest > last.earliest and not _is_long_over(medicine, _consented(facts), longest_agreed(rules)):
            after = "is" if agreed.date.earliest > last.latest else "may be"
            yield Needed(
                what=f"The agreement of the prescriber of {medicine.drug}, {partial_date_in_words(agreed.date)}, "
                f"{after} after the last dose, {partial_date_in_words(last)}: nobody leaves a medicine off before its "
                "prescriber agrees.",
                where=f"the record: `agreement: {{prescriber, date}}` of {medicine.drug}, with the day on which the "
                "prescriber agreed; one who was asked only afterwards is asked whether and when the procedure may be",
            )


def needs_of_risk(holds: Sequence[SheetHold]) -> Iterator[Needed]:
    """What a final sheet lacks of the medicines against clotting that were held."""
    for each in holds:
        if each.asks_risk and each.indication is None:
            yield Needed(
                what=f"What {each.drug} is taken for is not recorded.",
                where=f"the record: `taken_for` of {each.drug}",
            )
        if each.asks_risk and each.thrombotic_risk is None:
            yield Needed(
                what=f"What the prescriber says of the risk of a clot while {each.drug} is held is not recorded.",
                where=f"the record: `thrombotic_risk` of {each.drug}",
            )


def indication_of(medicine: Medicine) -> str | None:
    """What the medicine is taken for, as recorded."""
    prevention = None if medicine.indication is None else medicine.indication.replace("-", " ")
    return ", ".join(each for each in (medicine.taken_for, prevention) if each is not None) or None


def _days(rule: WashoutRule) -> Iterator[int]:
    match rule.hold:
        case FixedHold(days=days):
            yield days
        case ConditionalHold(duration=duration):
            yield from (days for days, _ in lengths(duration))
        case TaperHold() | ReferralHold() | NoHold():
            return


def _is_asked(rule: WashoutRule, medicine: Medicine) -> bool:
    match rule.agreement:
        case Agreement.REQUIRED:
            return True
        case Agreement.UNLESS_PRIMARY_PREVENTION:
            return medicine.indication != PRIMARY_PREVENTION
        case Agreement.NOT_NEEDED:
            return False


def _consented(facts: Facts) -> date | None:
    """The first day on which the consent can have been signed; None where nothing is recorded of it."""
    recorded = facts.lookup(CONSENT_DATE)
    found = getattr(recorded, "earliest", None)
    return found if isinstance(found, date) else None


def _is_long_over(medicine: Medicine, consented: date | None, longest: int | None) -> bool:
    """Whether the last dose lies so far back that it cannot have been held for this; unknown is not."""
    last = medicine.last_dose
    if consented is None or longest is None or medicine.ongoing or last is None:
        return False
    return last.latest + timedelta(days=longest) < consented
