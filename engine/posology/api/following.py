"""Following one patient: the visits held against a file of scores."""

from __future__ import annotations

from datetime import date

from posology.api.knowledge import Knowledge
from posology.api.reading import raise_if_refused, read_facts
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.explain.follow_up import Patient, follow_up
from posology.explain.rules import Rules
from posology.record.codes import IN_THE_PAST
from posology.record.facts import Facts
from posology.results.follow_up import FollowUp
from posology.scores.followed import Asked, read_followed


def read_followed_facts(
    content: bytes, name: str, knowledge: Knowledge, as_of: date
) -> tuple[Facts, tuple[Diagnostic, ...]]:
    """The facts of a record that is kept for its visits, with the warnings beside them.

    That the procedure lies in the past is no warning here: it is why there are visits.

    Raises:
        Refused: where the record has a fault; every fault of the run is in it.
    """
    facts, warnings = read_facts(content, name, knowledge, as_of)
    return facts, tuple(each for each in warnings if each.code != IN_THE_PAST)


def visits(
    rules: Rules, facts: Facts, scores: tuple[str, bytes], as_of: date, procedure_date: date
) -> tuple[FollowUp, tuple[Diagnostic, ...]]:
    """How the patient's visits stand on that day, with the warnings about what the scores have and cannot be used.

    `scores` is the name and the content of the file; rows whose `patient` is not the record's id are only counted.

    Raises:
        Refused: where the file of scores cannot be used at all.
    """
    file, content = scores
    protocol = rules.protocol
    instruments = tuple(dict.fromkeys(name for visit in protocol.visits for name in visit.instruments))
    scored = () if protocol.outcome is None else protocol.outcome.instruments
    asked = Asked(patient=facts.id, instruments=instruments, scored={each.id: each for each in scored})
    diagnostics = Diagnostics()
    found = read_followed(content, file, asked, diagnostics)
    raise_if_refused(diagnostics, {})
    if found is None:
        raise AssertionError("a file of scores that is not read has a diagnostic")
    patient = Patient(id=facts.id, record_sha256=facts.sha256, procedure_date=procedure_date)
    return follow_up(protocol, patient, found, as_of), tuple(diagnostics)
