"""What was held against a protocol, and how it stood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from posology.diagnostics.diagnostic import Diagnostic
from posology.diagnostics.span import NOWHERE, Span
from posology.ir.protocol import Protocol
from posology.results.rule_graph import RuleGraph
from posology.results.witness import Witness


class Kind(StrEnum):
    """The kinds of check that a verification is made of, in the order in which they are told."""

    DIAGNOSTICS = "diagnostics"
    CASES = "cases"
    PROOFS = "proofs"
    PROPERTIES = "properties"
    MUTANTS = "mutants"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """A kind of check that was not made, and why; it is no pass."""

    what: Kind
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """One worked case. `differences` are empty where the answer is the expected one; each names its place first."""

    chapter: str
    name: str
    differences: tuple[str, ...]
    span: Span = NOWHERE


class Answer(StrEnum):
    """How a question to a solver was answered. Undecided is never taken for proved."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One question about a protocol, asked of every patient at once.

    `id` is stable and names the question and its rule, as `decides-alone:mri`; `claim` is the sentence that is proved
    or refuted, without its stop. `reading` is the option under which it was asked, as `iv-dose: per-kg`, empty for the
    defaults. `why` says what decided, or why nothing could; `about` are the rules concerned (of a contradiction, those
    that contradict). `witness` is the patient who shows it, `seen` what the engine said of that patient: a refutation
    has both, unless what is refuted is that there is any patient at all. `exempt` is the argument of the protocol why
    a refutation is as it should be; empty where it has none.
    """

    id: str
    claim: str
    reading: str
    answer: Answer
    why: str
    about: tuple[str, ...]
    witness: Witness | None
    seen: tuple[str, ...]
    span: Span
    exempt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyOutcome:
    """One law that was tried on generated patients. `witness` and `seen` show a failure; `examples` were tried."""

    id: str
    claim: str
    examples: int
    witness: Witness | None
    seen: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether no patient that was tried breaks it."""
        return self.witness is None


class Fate(StrEnum):
    """What became of a mutant. One that is equivalent is proved to change nothing; one that is exempt is argued so."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    EXEMPT = "exempt"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantOutcome:
    """One small change of the protocol, and what noticed it.

    `id` is stable while the mutated rule stands; `change` says in words what was changed. `by` is the kind of check
    that noticed (`case`, `property`, `proof`) with its name, or why it is equivalent or exempt; empty for a survivor.
    `witness` is a patient whose result differs, with the differences in `seen`, where one was found.
    """

    id: str
    change: str
    fate: Fate
    by: str
    witness: Witness | None
    seen: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleExemption:
    """An exemption that the protocol argues for what needs none.

    There is no such mutant or claim, or something notices the mutant, or the claim is proved. `of` is the id as the
    protocol names it, `reason` what it argues, `why` what is the matter with it.
    """

    of: str
    reason: str
    why: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationScore:
    """How many mutants met which fate."""

    killed: int
    survived: int
    equivalent: int
    exempt: int

    @property
    def made(self) -> int:
        """All of them."""
        return self.counted + self.equivalent + self.exempt

    @property
    def counted(self) -> int:
        """Those that something should notice: all but the equivalent ones, which are proved, and the exempt ones."""
        return self.killed + self.survived

    @property
    def share(self) -> Fraction | None:
        """The mutation score: killed of those counted, from 0 to 1; None where none is counted."""
        return Fraction(self.killed, self.counted) if self.counted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One thing that the cases should reach: a criterion with one of its answers, a step, an option, a drug class.

    `what` is its kind (`criterion`, `branch`, `reading`, `washout`, `step`), `said` the sentence where it is not
    reached.
    """

    what: str
    id: str
    reached: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Everything that was held against a protocol.

    `cases` is None where the folder has no file of cases. `proofs`, `properties` and `mutants` are None where they were
    not made, and `not_done` says why: what was not looked at is told, and is no pass. `subject` is the protocol as it
    was verified and `graph` its rules, `site` is the name of the site file that chose its readings, `seed` that of the
    generated patients. `refused` are the changes that make no protocol, each with why the compiler refuses it: they are
    no mutants.
    """

    protocol: str
    diagnostics: tuple[Diagnostic, ...]
    cases: tuple[CaseOutcome, ...] | None
    coverage: tuple[Reach, ...]
    proofs: tuple[Proof, ...] | None = None
    properties: tuple[PropertyOutcome, ...] | None = None
    mutants: tuple[MutantOutcome, ...] | None = None
    stale: tuple[StaleExemption, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    not_done: tuple[NotDone, ...] = ()
    subject: Protocol | None = None
    graph: RuleGraph | None = None
    site: str = ""
    seed: int | None = None
    engine_version: str = ""

    @property
    def failed(self) -> tuple[CaseOutcome, ...]:
        """The cases whose answer is another one."""
        return tuple(each for each in self.cases or () if each.differences)

    @property
    def unreached(self) -> tuple[str, ...]:
        """What no case reaches, as sentences."""
        return tuple(each.said for each in self.coverage if not each.reached)

    @property
    def proved(self) -> tuple[Proof, ...]:
        """What holds for every patient."""
        return tuple(each for each in self.proofs or () if each.answer is Answer.PROVED)

    @property
    def refuted(self) -> tuple[Proof, ...]:
        """What was proved wrong, and is not argued to be as it should."""
        return tuple(each for each in self.proofs or () if each.answer is Answer.REFUTED and not each.exempt)

    @property
    def excused(self) -> tuple[Proof, ...]:
        """What was proved wrong, and the protocol argues that it is as it should be."""
        return tuple(each for each in self.proofs or () if each.answer is Answer.REFUTED and each.exempt)

    @property
    def undecided(self) -> tuple[Proof, ...]:
        """What nothing decided, each with its reason: neither a pass nor a fault."""
        return tuple(each for each in self.proofs or () if each.answer is Answer.UNDECIDED)

    @property
    def broken(self) -> tuple[PropertyOutcome, ...]:
        """The laws that some patient breaks."""
        return tuple(each for each in self.properties or () if not each.holds)

    @property
    def survivors(self) -> tuple[MutantOutcome, ...]:
        """The mutants that nothing noticed."""
        return self.mutants_that(Fate.SURVIVED)

    def mutants_that(self, fate: Fate) -> tuple[MutantOutcome, ...]:
        """The mutants that met this fate."""
        return tuple(each for each in self.mutants or () if each.fate is fate)

    @property
    def mutation_score(self) -> MutationScore | None:
        """How many mutants met which fate; None where none were made."""
        if self.mutants is None:
            return None
        killed, survived, equivalent, exempt = (
            len(self.mutants_that(each)) for each in (Fate.KILLED, Fate.SURVIVED, Fate.EQUIVALENT, Fate.EXEMPT)
        )
        return MutationScore(killed=killed, survived=survived, equivalent=equivalent, exempt=exempt)

    def reason_not_done(self, what: Kind) -> str:
        """Why a kind of check was not made; empty where it was."""
        reason = next((each.why for each in self.not_done if each.what is what), "")
        made = {Kind.PROOFS: self.proofs, Kind.PROPERTIES: self.properties, Kind.MUTANTS: self.mutants}
        return reason or ("not asked for" if what in made and made[what] is None else "")

    @property
    def has_fault(self) -> bool:
        """Whether anything stands against the protocol.

        A case that fails or none to fail, a refutation, a broken law, a survivor, or an exemption that is stale.
        """
        found = (self.failed, self.refuted, self.broken, self.survivors, self.stale)
        return not self.cases or any(found)
