"""A protocol asked about witnesses: the real engine, through the same intake as a record from a file."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.check import check as check_facts
from posology.explain.rules import Rules, make_rules
from posology.ir.protocol import Protocol
from posology.knowledge.drugs import Drugs
from posology.record.facts import Facts
from posology.record.intake import read_record_tree
from posology.record.unwritten import tree_of
from posology.results.check import Check
from posology.results.witness import Witness
from posology.values.truth import Unknown

PROCEDURE_DATE = "procedure.date"


@dataclass(frozen=True, slots=True)
class Judge:
    """A protocol, and the drugs that its records may name."""

    rules: Rules
    drugs: Drugs

    def of(self, protocol: Protocol) -> Judge | None:
        """The judge of another form of the protocol, such as a mutant; None where no rules can be made of it."""
        diagnostics = Diagnostics()
        ruleset = compile_ruleset(protocol, diagnostics)
        if ruleset is None:
            return None
        known = self.rules
        return Judge(make_rules(protocol, ruleset, known.anatomy, known.dictionary, known.planned), self.drugs)

    def facts(self, witness: Witness) -> Facts:
        """What the record of the witness says.

        Raises:
            Refused: where the record has a fault.
        """
        diagnostics = Diagnostics()
        tree = tree_of(witness.record, "witness", diagnostics)
        digest = sha256(repr(witness.record).encode()).hexdigest()
        facts = read_record_tree(tree, digest, self.rules.dictionary, self.drugs, witness.as_of, diagnostics)
        if diagnostics.has_errors or facts is None:
            raise Refused(tuple(diagnostics), {})
        return facts

    def check(self, witness: Witness) -> Check:
        """The witness judged for the procedure date asked for or recorded, else for the earliest; no changes sought.

        Raises:
            Refused: where the record has a fault.
        """
        return self.check_facts(self.facts(witness), witness)

    def check_facts(self, facts: Facts, witness: Witness) -> Check:
        """The same for facts that were taken in before."""
        day = witness.procedure_date
        if day is None:
            recorded = facts.lookup(PROCEDURE_DATE)
            day = None if isinstance(recorded, Unknown) else getattr(recorded, "earliest", None)
        return check_facts(self.rules, facts, witness.as_of, day)
