"""Two forms of a protocol held against each other: every change asked on its own, then both as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Final

from posology import __version__
from posology.explain.stamp import stamp_of
from posology.ir.protocol import Protocol, Reading
from posology.knowledge.element import Dictionary
from posology.results.difference import Difference, Edit, FieldChange, Finding, Form, MeaningDiff, Shown
from posology.results.witness import Witness
from posology.values.numerals import cells_in_words
from posology.verify.bases import constructed_base
from posology.verify.boundaries import days_of
from posology.verify.judge import Judge
from posology.verify.meaning.bearing import Bearing, bearings_of
from posology.verify.meaning.change import Change
from posology.verify.meaning.choices import choice_differences
from posology.verify.meaning.edits import RuleEdit, grouped, rule_edits, word_edits
from posology.verify.meaning.elements import ELEMENT, element_edits, strange_elements
from posology.verify.meaning.focus import focus_of
from posology.verify.meaning.follow_up import follow_up_differences
from posology.verify.meaning.options import Side, forms_otherwise
from posology.verify.meaning.parts import exchanged, span_of
from posology.verify.meaning.searching import Prover, bases_of, candidates, chosen, find, shown_by
from posology.verify.meaning.sides import Sides, joined, judge_of
from posology.verify.meaning.variations import Focus, around_ranges, variations

EQUIVALENT: Final = "equivalent"
"""What a prover says where no patient at all is judged differently."""

SHOWN: Final = "a patient shows it"

UNPROVABLE: Final = frozenset({"approach", "given as", "shown of the product"})
"""Fields of a step that are words of the plan, of which a prover knows nothing."""

ALREADY_PROVED: Final = "proved for every patient"
TAKEN_BACK: Final = "the changes take each other back"
ONE_SETTLED: Final = "only one of the two forms can be compiled so"

READING: Final = "reading"
PLANNED: Final = "planned dose"


def hold_against(old: Side, new: Side, prover: Prover | None, as_of: date) -> MeaningDiff:
    """Every difference in meaning between the two, each with the smallest patient who shows it, and the whole answer.

    Without a `prover`, a change that no patient tried shows is undecided. `as_of` is the day on which patients are
    judged where no worked case says another.
    """
    holding = _Holding(old, new, prover, as_of)
    differences = tuple(holding.differences())
    finding, why, shown = holding.answer(differences)
    return MeaningDiff(
        engine_version=__version__,
        old=_form(old),
        new=_form(new),
        whole=finding,
        why=why,
        shown=shown,
        differences=differences,
        words=word_edits(old.protocol, new.protocol),
        unasked=tuple(strange_elements(old.judge.rules.dictionary, new.judge.rules.dictionary)),
        tried=sum(each.tried for each in holding.asked),
    )


def _form(side: Side) -> Form:
    protocol = side.protocol
    chosen = {each.id: each.chosen for each in protocol.readings}
    return Form(name=side.name, stamp=stamp_of(protocol), banner=protocol.banner, chosen=chosen, site=side.site)


@dataclass(slots=True)
class _Holding:
    """The two forms, the patients to ask about, and every pair of forms that was asked."""

    old: Side
    new: Side
    prover: Prover | None
    as_of: date
    asked: list[Sides] = field(default_factory=list[Sides])
    whole: Sides = field(init=False)
    dictionary: Dictionary = field(init=False)
    cases: tuple[Witness, ...] = field(init=False)
    known_bases: tuple[Witness, ...] = ()
    alone: dict[str, bool] = field(default_factory=dict[str, bool])

    def __post_init__(self) -> None:
        """Joins what both know, and the patients of both."""
        self.dictionary = joined(self.old.judge.rules.dictionary, self.new.judge.rules.dictionary)
        self.whole = self._sides(self.old.judge, self.new.judge)
        self.cases = tuple({repr(each): each for each in (*self.old.cases, *self.new.cases)}.values())

    @property
    def bases(self) -> tuple[Witness, ...]:
        """A few patients who are let through, to be varied; looked for once, when one is first needed."""
        if not self.known_bases:
            self.known_bases = bases_of(self.cases, self.whole) or self._constructed()
        return self.known_bases

    def _constructed(self) -> tuple[Witness, ...]:
        """Patients made up from the rules, where no worked case is let through."""
        made = (constructed_base(side.judge, self.as_of) for side in (self.old, self.new))
        return tuple({repr(each): each for each in made if each is not None}.values())

    def _sides(self, old: Judge, new: Judge) -> Sides:
        sides = Sides(old, new)
        self.asked.append(sides)
        return sides

    def differences(self) -> Iterator[Difference]:
        """Every change that decides something, in the order in which a reviewer reads a protocol.

        A change is equivalent only where it is so under every option: one that is not proved so under another option
        is told as what it is there.
        """
        settled, chosen = self._as_chosen()
        yield from (self._reading(each, self.old.protocol) for each in chosen)
        yield from choice_differences(self.old.protocol, self.new.protocol)
        yield from self._planned()
        yield from self._elements()
        told = {_key(each): found for each, found in self._rules(settled, self.new.judge, self.whole, "")}
        follow_up = self._follow_up(self.old.protocol, self.new.protocol, "")
        later = tuple(self._under_other_options(told, follow_up))
        otherwise = {key for key, _ in later}
        for key, found in told.items():
            if found.finding is not Finding.EQUIVALENT or key not in otherwise:
                yield found
        yield from follow_up
        yield from (found for _, found in later)

    def _follow_up(self, old: Protocol, new: Protocol, under: str) -> tuple[Difference, ...]:
        procedure = next((days_of(each).procedure for each in self.cases), self.as_of)
        return tuple(replace(each, under=under) for each in follow_up_differences(old, new, procedure))

    # -- readings, approvals, planned doses ------------------------------------------------------------------------

    def _as_chosen(self) -> tuple[Judge, tuple[tuple[Reading, str], ...]]:
        """The old form with its readings chosen as in the new one, where it has the options, and which those are."""
        theirs = {each.id: each.chosen for each in self.new.protocol.readings}
        chosen = tuple(
            (each, theirs[each.id])
            for each in self.old.protocol.readings
            if each.id in theirs
            and theirs[each.id] != each.chosen
            and theirs[each.id] in {option.id for option in each.options}
        )
        if not chosen:
            return self.old.judge, ()
        settled = self.old.settled({each.id: option for each, option in chosen})
        return (self.old.judge, ()) if settled is None else (settled, chosen)

    def _reading(self, chosen: tuple[Reading, str], old: Protocol) -> Difference:
        reading, option = chosen
        settled = self.old.settled({reading.id: option}) or self.old.judge
        edits = rule_edits(old, settled.rules.protocol)
        change = Change(
            part=READING,
            id=reading.id,
            edit=Edit.CHANGED,
            fields=(FieldChange(field="chosen", old=reading.chosen, new=option), *_fields(edits, with_names=True)),
        )
        focus = focus_of(edits, old, settled.rules.protocol)
        return self._ask(change, self._sides(self.old.judge, settled), self.whole, focus)

    def _planned(self) -> Iterator[Difference]:
        before, after = self.old.judge.rules.planned, self.new.judge.rules.planned
        for step in dict.fromkeys((*before, *after)):
            one, other = before.get(step), after.get(step)
            if one == other:
                continue
            words = ["" if each is None else cells_in_words(each) for each in (one, other)]
            edit = Edit.ADDED if one is None else Edit.REMOVED if other is None else Edit.CHANGED
            fields = (FieldChange(field="cells for each target", old=words[0], new=words[1]),)
            planned = {key: cells for key, cells in {**before, step: other}.items() if cells is not None}
            hybrid = judge_of(self.old.judge, self.old.protocol, self.old.judge.rules.dictionary, planned)
            change = Change(part=PLANNED, id=step, edit=edit, fields=fields)
            sides = self._sides(self.old.judge, hybrid or self.old.judge)
            yield self._ask(change, sides, self.whole, Focus(()))

    def _elements(self) -> Iterator[Difference]:
        before, after = self.old.judge.rules.dictionary, self.new.judge.rules.dictionary
        for path, fields in element_edits(before, after).items():
            changed = replace(before, elements={**before.elements, path: after.elements[path]})
            hybrid = judge_of(self.old.judge, self.old.protocol, changed, self.old.judge.rules.planned)
            change = Change(part=ELEMENT, id=path, edit=Edit.CHANGED, fields=fields)
            sides = self._sides(self.old.judge, hybrid or self.old.judge)
            witnesses = (each for one in (before, after) for each in around_ranges(self.bases, one.elements[path]))
            yield self._ask(change, sides, self.whole, Focus(()), tuple(witnesses))

    # -- rules -----------------------------------------------------------------------------------------------------

    def _rules(
        self, old: Judge, new: Judge, whole: Sides, under: str, told: Mapping[str, Difference] | None = None
    ) -> Iterator[tuple[tuple[RuleEdit, ...], Difference]]:
        """Each rule that decides otherwise, asked with everything else as in the old form.

        What was `told` to differ is not asked again, nor what was told to be alike where it is so whatever the rest is.
        """
        before, after = old.rules.protocol, new.rules.protocol
        for edits in grouped(rule_edits(before, after)):
            known = (told or {}).get(_key(edits))
            if known is not None and known.finding is Finding.DIFFERENT:
                continue
            changed = exchanged(before, {each.name: each.new for each in edits})
            start, hybrid = self._known(old, before), self._known(old, changed)
            change = _change_of(edits, under)
            if start is None or hybrid is None:
                yield edits, change.found(Finding.UNDECIDED, "the rule cannot be asked about without the others")
            elif known is None or not self._is_alike_alone(edits, start, hybrid):
                sides = whole if _is_whole(start, hybrid, whole) else self._sides(start, hybrid)
                yield edits, self._ask(change, sides, whole, focus_of(edits, before, after))

    def _is_alike_alone(self, edits: Sequence[RuleEdit], old: Judge, new: Judge) -> bool:
        """Whether it is proved of what the edits bear on alone that both say the same; asked once of the same rules."""
        fields = [each.field for edit in edits for each in edit.fields]
        if self.prover is None or UNPROVABLE.intersection(fields):
            return False
        bearings = bearings_of(edits, old.rules.protocol, new.rules.protocol)
        return any(self._is_proved_of(each, old, new, self.prover) for each in bearings)

    def _is_proved_of(self, bearing: Bearing, old: Judge, new: Judge, prover: Prover) -> bool:
        key = repr((bearing.key, old.rules.planned, new.rules.planned))
        if key not in self.alone:
            before, after = self._known(old, bearing.old), self._known(new, bearing.new)
            self.alone[key] = before is not None and after is not None and prover(before, after).answer == EQUIVALENT
        return self.alone[key]

    def _known(self, judge: Judge, protocol: Protocol) -> Judge | None:
        """The judge of the protocol, which takes in what either form knows."""
        return judge_of(judge, protocol, self.dictionary, judge.rules.planned)

    def _under_other_options(
        self, told: Mapping[str, Difference], follow_up: Sequence[Difference]
    ) -> Iterator[tuple[str, Difference]]:
        """What is not the same under options that are not chosen and is not told yet, with the key of the edit."""
        known, visits = dict(told), {_key_of_visit(each) for each in follow_up}
        for under, old, new in self._forms():
            if old is None or new is None:
                change = Change(part=READING, id=under, edit=Edit.CHANGED, fields=(), under=under)
                yield under, change.found(Finding.UNDECIDED, ONE_SETTLED)
                continue
            for edits, found in self._rules(old, new, self._sides(old, new), under, known):
                key = _key(edits)
                if key not in known or _is_worse(found.finding, known[key].finding):
                    known[key] = found
                    yield key, found
            for each in self._follow_up(old.rules.protocol, new.rules.protocol, under):
                if _key_of_visit(each) not in visits:
                    visits.add(_key_of_visit(each))
                    yield _key_of_visit(each), each

    def _forms(self) -> Iterator[tuple[str, Judge | None, Judge | None]]:
        """Both forms under each option that is not chosen."""
        chosen = {each.id: each.chosen for each in self._as_chosen()[0].rules.protocol.readings}
        return forms_otherwise(self.old, self.new, chosen)

    # -- answers ---------------------------------------------------------------------------------------------------

    def _ask(
        self, change: Change, question: Sides, whole: Sides, focus: Focus, first: tuple[Witness, ...] = ()
    ) -> Difference:
        """The change with the patients who show it, or what is known where none is found."""
        near = variations(self.bases, focus, self.dictionary, self.old.judge.drugs)
        found = find(question, whole, chain(first, near, self.cases))
        if found:
            return change.found(Finding.DIFFERENT, SHOWN, tuple(shown_by(each, question, whole) for each in found))
        finding, why, proved = self._prove(question, whole, [each.field for each in change.fields])
        return change.found(finding, why, proved)

    def _prove(self, question: Sides, whole: Sides, fields: Sequence[str]) -> tuple[Finding, str, tuple[Shown, ...]]:
        """What a prover says of all patients, where the search found none."""
        tried = f"none of {question.tried:,} patients tried shows a difference"
        if self.prover is None:
            return Finding.UNDECIDED, f"{tried}, and without the extra `prove` nothing is proved", ()
        said = self.prover(question.old, question.new)
        if said.answer == EQUIVALENT and not UNPROVABLE.intersection(fields):
            return Finding.EQUIVALENT, ALREADY_PROVED, ()
        if said.witness is not None:
            found = chosen(candidates(question, whole, said.witness))
            if found:
                return Finding.DIFFERENT, SHOWN, tuple(shown_by(each, question, whole) for each in found)
        return (
            Finding.UNDECIDED,
            f"{tried}, and it is not proved that none does{f': {said.why}' if said.why else ''}",
            (),
        )

    def answer(self, differences: Sequence[Difference]) -> tuple[Finding, str, Shown | None]:
        """What it comes to for both forms as they are, under every option that both have."""
        if not differences:
            return Finding.EQUIVALENT, "every rule that decides anything says the same in both", None
        plain = [each for each in differences if each.finding is Finding.DIFFERENT]
        if any(not each.shown or not all(one.alone for one in each.shown) for each in plain):
            return Finding.DIFFERENT, SHOWN, None
        if not plain and len(differences) == 1 and self.old.judge.rules.planned == self.new.judge.rules.planned:
            return differences[0].finding, differences[0].why, None
        finding, why, shown = self._as_a_whole(self.old.judge, self.new.judge)
        if finding is Finding.EQUIVALENT:
            finding, why, shown = self._as_wholes_otherwise()
        if finding is Finding.EQUIVALENT and any(_is_open(each) for each in differences):
            return Finding.UNDECIDED, "for some changes it is not known whether the two differ", None
        if finding is Finding.EQUIVALENT and plain:
            why = f"{why}: {TAKEN_BACK}"
        return finding, why, shown

    def _as_wholes_otherwise(self) -> tuple[Finding, str, Shown | None]:
        """What it comes to under the options that are not chosen: the worst of them, with the option where it is so."""
        worst: tuple[Finding, str, Shown | None] = (Finding.EQUIVALENT, ALREADY_PROVED, None)
        for under, old, new in self._forms():
            if old is None or new is None:
                continue
            finding, why, shown = self._as_a_whole(old, new)
            if _is_worse(finding, worst[0]):
                worst = finding, f"under {under}: {why}", shown
            if finding is Finding.DIFFERENT:
                break
        return worst

    def _as_a_whole(self, old: Judge, new: Judge) -> tuple[Finding, str, Shown | None]:
        before, after = (self._known(judge, judge.rules.protocol) for judge in (old, new))
        if before is None or after is None:
            raise AssertionError("a form that was judged by has production rules")
        edits = rule_edits(before.rules.protocol, after.rules.protocol)
        if self._is_alike_alone(edits, before, after):
            return Finding.EQUIVALENT, ALREADY_PROVED, None
        question = self._sides(before, after)
        focus = focus_of(edits, before.rules.protocol, after.rules.protocol)
        change = Change(part="protocol", id="whole", edit=Edit.CHANGED, fields=_fields(edits))
        found = self._ask(change, question, question, focus)
        return found.finding, found.why, found.shown[0] if found.shown else None


def _change_of(edits: Sequence[RuleEdit], under: str) -> Change:
    first = edits[0]
    return Change(
        part=first.name.part,
        id=first.name.id,
        edit=first.edit,
        fields=(*first.fields, *_fields(edits[1:], with_names=True)),
        under=under,
        old_span=span_of(first.old),
        new_span=span_of(first.new),
    )


def _is_worse(finding: Finding, than: Finding) -> bool:
    """Whether it says less than the other that the two are the same."""
    order = (Finding.EQUIVALENT, Finding.UNDECIDED, Finding.DIFFERENT)
    return order.index(finding) > order.index(than)


def _is_open(difference: Difference) -> bool:
    """Whether it is no part of what the whole forms are asked by their rules, and not settled on its own."""
    is_apart = difference.part == ELEMENT or difference.why == ONE_SETTLED
    return is_apart and difference.finding is not Finding.EQUIVALENT


def _is_whole(old: Judge, new: Judge, whole: Sides) -> bool:
    """Whether one change alone is all that the whole forms differ by."""
    pairs = ((old, whole.old), (new, whole.new))
    return whole.read_alike and all(
        one.rules.planned == other.rules.planned and not rule_edits(one.rules.protocol, other.rules.protocol)
        for one, other in pairs
    )


def _fields(edits: Sequence[RuleEdit], *, with_names: bool = False) -> tuple[FieldChange, ...]:
    """The fields of the rules, each with the name of its rule where it is not said already."""
    return tuple(
        replace(each, field=f"{edit.name.part} {edit.name.id}: {each.field}" if with_names else each.field)
        for edit in edits
        for each in edit.fields
    )


def _key(edits: Sequence[RuleEdit]) -> str:
    return repr([(each.name, each.fields) for each in edits])


def _key_of_visit(difference: Difference) -> str:
    return repr((difference.part, difference.id, difference.fields, difference.said))
