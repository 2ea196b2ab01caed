"""The prescribers' agreements that a final sheet needs: also to a hold that was kept, and is over by now.

On the day of the procedure a medicine that was held is clear, and the check asks nothing of it any more. What was done
for the procedure was done on somebody's word all the same, and the sheet is not final without it.
"""

from __future__ import annotations

from datetime import date

from posology.explain.examination import PRIMARY_PREVENTION
from posology.explain.instructions import NOT_AGREED
from posology.ir.washout import Agreement, WashoutRule
from posology.record.facts import Facts
from posology.record.medicine import Medicine
from posology.results.check import WashoutFinding
from posology.values.numerals import partial_date_in_words

CONSENT_DATE = "consent.date"


def agreement_to(finding: WashoutFinding, rule: WashoutRule | None, medicine: Medicine, facts: Facts) -> str | None:
    """Who agreed to what was done with the medicine, or that nobody is recorded; None where nobody needs to.

    A medicine whose last dose was before the consent was not held for this procedure.
    """
    if finding.agreement is not None or rule is None:
        return finding.agreement
    if not _is_asked(rule, medicine) or _ended_before(_consented(facts), medicine):
        return None
    if medicine.agreement is None:
        return NOT_AGREED
    return f"agreed by {medicine.agreement.prescriber} on {partial_date_in_words(medicine.agreement.date)}"


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


def _ended_before(consented: date | None, medicine: Medicine) -> bool:
    last = medicine.last_dose
    return consented is not None and not medicine.ongoing and last is not None and last.latest < consented
