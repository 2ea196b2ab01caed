"""What was edited between two forms of a protocol: the rules that decide, paired by name, and the texts beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from posology.ir.plan import Limit, Step
from posology.ir.protocol import Protocol
from posology.ir.washout import WashoutRule
from posology.results.difference import Edit, FieldChange, WordChange
from posology.verify.meaning.fields import Fields, deciding, source_in_words, telling
from posology.verify.meaning.parts import LIMIT, WASHOUT_RULE, Name, Rule, rules_of


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """One rule of which something that decides was added, removed or changed; one of the two may be None."""

    name: Name
    old: Rule | None
    new: Rule | None

    @property
    def edit(self) -> Edit:
        """What happened to the rule."""
        if self.old is None:
            return Edit.ADDED
        return Edit.REMOVED if self.new is None else Edit.CHANGED

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        """What differs of it, in words."""
        return field_changes(deciding(self.old), deciding(self.new))


def rule_edits(old: Protocol, new: Protocol) -> tuple[RuleEdit, ...]:
    """Every rule that decides otherwise, in the order of the old form, then what is new."""
    return tuple(each for each in _pairs(old, new) if deciding(each.old) != deciding(each.new))


def _pairs(old: Protocol, new: Protocol) -> Iterator[RuleEdit]:
    """Every rule with what became of it: the one of the same name, or else one for some of the same medicines."""
    before, after = rules_of(old), dict(rules_of(new))
    for name, rule in before.items():
        found = name if name in after else _alike(rule, before, after)
        yield RuleEdit(name, rule, None if found is None else after.pop(found))
    yield from (RuleEdit(name, None, rule) for name, rule in after.items())


def _alike(rule: Rule, before: Mapping[Name, Rule], after: Mapping[Name, Rule]) -> Name | None:
    """The washout rule of the same block that shares most medicines, under a name that the old form has not."""
    if not isinstance(rule, WashoutRule):
        return None
    shared = {
        name: len(rule.ingredients & other.ingredients)
        for name, other in after.items()
        if name not in before and isinstance(other, WashoutRule) and other.group == rule.group
    }
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best is not None and (shared[best] or not rule.ingredients) else None


def grouped(edits: Sequence[RuleEdit]) -> tuple[tuple[RuleEdit, ...], ...]:
    """The edits that make one change, each asked about with the others of its group.

    A limit belongs to the step at its site whose doses were edited with it; washout rules of one block belong together
    where medicines moved from one to another.
    """
    leaders: dict[tuple[str, str], Name] = {}
    for each in edits:
        rule = each.old or each.new
        if isinstance(rule, Step):
            leaders.setdefault((LIMIT, rule.site), each.name)
        elif isinstance(rule, WashoutRule) and _moves_medicines(each):
            leaders.setdefault((WASHOUT_RULE, rule.group), each.name)
    groups: dict[Name, list[RuleEdit]] = {}
    for each in edits:
        groups.setdefault(_leader(each, leaders), []).append(each)
    return tuple(tuple(sorted(each, key=lambda one: one.name.part == LIMIT)) for each in groups.values())


def _moves_medicines(edit: RuleEdit) -> bool:
    """Whether some medicine falls under the rule in only one of its forms."""
    named = [each.ingredients for each in (edit.old, edit.new) if isinstance(each, WashoutRule)]
    return named[0] != named[-1] or edit.edit is not Edit.CHANGED


def _leader(edit: RuleEdit, leaders: Mapping[tuple[str, str], Name]) -> Name:
    match edit.old or edit.new:
        case Limit(site=site):
            return leaders.get((LIMIT, site), edit.name)
        case WashoutRule(group=group) if _moves_medicines(edit):
            return leaders.get((WASHOUT_RULE, group), edit.name)
        case _:
            return edit.name


def field_changes(old: Fields, new: Fields) -> tuple[FieldChange, ...]:
    """The fields whose text differs."""
    found = ((name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new)))
    return tuple(
        FieldChange(
            field=name,
            old="" if one is None else one.text,
            new="" if other is None else other.text,
            code=(one is not None and one.code) or (other is not None and other.code),
        )
        for name, one, other in found
        if (one.text if one else "") != (other.text if other else "")
    )


def word_edits(old: Protocol, new: Protocol) -> tuple[WordChange, ...]:
    """Every text that nothing is decided by and that is another one; of a rule that only one has, none is told."""
    of_rules = (
        change
        for each in _pairs(old, new)
        if each.old is not None and each.new is not None
        for change in _changes(each.name.part, each.name.id, telling(each.old), telling(each.new))
    )
    return (*_head(old, new), *of_rules, *_order(rules_of(old), rules_of(new)), *_lists(old, new))


def _changes(part: str, id_: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[WordChange]:
    for field in dict.fromkeys((*old, *new)):
        one, other = old.get(field, ""), new.get(field, "")
        if one != other:
            yield WordChange(part=part, id=id_, field=field, old=one, new=other)


def _head(old: Protocol, new: Protocol) -> Iterator[WordChange]:
    texts = [
        {
            "id": each.id,
            "version": each.version,
            "title": each.title,
            "status": each.status,
            "banner": each.banner,
            "intended use": each.intended_use,
            "intended user": each.intended_user,
            "population": each.population,
            "limits of the evidence": " ".join(each.evidence_limits),
        }
        for each in (old, new)
    ]
    yield from _changes("protocol", "head", *texts)


def _order(old: Mapping[Name, Rule], new: Mapping[Name, Rule]) -> Iterator[WordChange]:
    """That rules which both have stand in another order, which decides nothing."""
    for part in dict.fromkeys(each.part for each in old):
        both = [[each.id for each in one if each.part == part and each in old and each in new] for one in (old, new)]
        if both[0] != both[1]:
            yield WordChange(part=part, id="all", field="order", old=", ".join(both[0]), new=", ".join(both[1]))


def _lists(old: Protocol, new: Protocol) -> Iterator[WordChange]:
    """Care, notes, claims, options and sources by their names; one that only one form has is told as well."""
    tables = [dict(_told(each)) for each in (old, new)]
    for part, id_ in dict.fromkeys((*tables[0], *tables[1])):
        yield from _changes(part, id_, tables[0].get((part, id_), {}), tables[1].get((part, id_), {}))


def _told(protocol: Protocol) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    for advice in protocol.care:
        texts = {"when": advice.when, "text": advice.text, "source": source_in_words(advice.citation)}
        yield ("care", advice.id), texts
    for note in protocol.notes:
        texts = {"text": note.text, "settled by": ", ".join(note.readings), "source": source_in_words(note.citation)}
        yield ("note", note.id), texts
    for claim in protocol.claims:
        yield ("claim", claim.id), {"text": claim.text, "condition": claim.condition.origin.text}
    for reading in protocol.readings:
        yield ("reading", reading.id), {"question": reading.question}
        for option in reading.options:
            texts = {"says": option.says, "source": source_in_words(option.citation)}
            yield ("option", f"{reading.id}: {option.id}"), texts
    for source in protocol.sources:
        year = "" if source.year is None else str(source.year)
        texts = {"title": source.title, "authors": source.authors, "year": year, "locator": source.locator}
        yield ("source", source.id), {**texts, "what was read": source.read}
