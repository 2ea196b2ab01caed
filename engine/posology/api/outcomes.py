"""Outcomes: follow-up scores read and counted by a protocol's definition of a responder."""

from __future__ import annotations

from dataclasses import dataclass

from posology.api.reading import raise_if_refused
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.explain.rules import Rules
from posology.ir.outcome import Definition, Outcome
from posology.outcomes.count import count_outcomes, months_of
from posology.reader.source import shortened
from posology.results.outcomes import Outcomes
from posology.scores.intake import read_scores
from posology.scores.scores import Wanted

NO_OUTCOME = "P0707"
NO_DEFINITION = "P0708"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a file of scores.

    `by` are the columns that make groups, None for `group` where there is one; `definition` is the id of the
    definition of a responder, None for the protocol's first.
    """

    by: tuple[str, ...] | None = None
    definition: str | None = None


def outcomes(rules: Rules, content: bytes, file: str, asked: Asked) -> tuple[Outcomes, tuple[Diagnostic, ...]]:
    """The outcome of the file, named `file`, with the warnings that tell each row that was set aside.

    Raises:
        Refused: where the protocol has no outcome, or the file cannot be used at all.
    """
    diagnostics = Diagnostics()
    outcome, definition = _find(rules, asked, diagnostics)
    raise_if_refused(diagnostics, {})
    if outcome is None:
        raise AssertionError("a protocol without an outcome has a diagnostic")
    wanted = Wanted(instruments=outcome.instruments, months=months_of(rules.protocol), by=asked.by)
    scores = read_scores(content, file, wanted, diagnostics)
    raise_if_refused(diagnostics, {})
    if scores is None:
        raise AssertionError("a file that is not read has a diagnostic")
    return count_outcomes(rules.protocol, outcome, definition, scores), tuple(diagnostics)


def _find(rules: Rules, asked: Asked, diagnostics: Diagnostics) -> tuple[Outcome | None, Definition | None]:
    """The outcome and the definition asked for; none where the source defines no responder."""
    protocol = rules.protocol
    place = Span(protocol.span.file, 0, 0, 0, 0)
    outcome = protocol.outcome
    if outcome is None:
        message = f"the protocol `{protocol.id}` defines no outcome, so there is nothing to count"
        diagnostics.error(NO_OUTCOME, message, place, help="name another protocol with --protocol")
        return None, None
    ids = [each.id for each in outcome.definitions]
    if asked.definition is None:
        return outcome, outcome.definitions[0] if ids else None
    if asked.definition in ids:
        return outcome, outcome.definitions[ids.index(asked.definition)]
    message = f"the protocol `{protocol.id}` has no definition `{shortened(asked.definition)}`"
    otherwise = f"it has {', '.join(ids)}" if ids else "its source defines no responder"
    diagnostics.error(NO_DEFINITION, message, place, help=suggestion(asked.definition, ids, otherwise))
    return None, None
