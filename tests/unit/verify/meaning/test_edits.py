"""What was edited between two forms of a protocol: rules by their names, and the texts beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from posology.ir.plan import CellsNotCounted, NoCells, Step
from posology.ir.protocol import Protocol
from posology.ir.washout import FixedHold, NoHold, ReferralHold, TaperHold
from posology.results.difference import Edit
from posology.verify.meaning.edits import RuleEdit, grouped, rule_edits, word_edits
from posology.verify.meaning.elements import element_edits, strange_elements
from posology.verify.meaning.fields import deciding, telling
from posology.verify.meaning.follow_up import follow_up_differences
from posology.verify.meaning.parts import Name, exchanged, rules_of, span_of
from tests.unit.judged import knowledge, rules

SPINE = rules().protocol
KUMAR = rules("kumar-adipose-disc").protocol
ATLURI = rules("atluri-bmc-spine").protocol
DAY = date(2026, 12, 7)


def test_every_rule_has_a_name_of_its_own() -> None:
    """No two rules of a protocol share one, so that nothing is paired with the wrong one."""
    for protocol in (SPINE, KUMAR, ATLURI):
        named = rules_of(protocol)
        counted = (protocol.criteria, protocol.washout, protocol.arms, protocol.steps, protocol.limits)
        together = 0 if protocol.together is None else 1
        assert len(named) == sum(len(each) for each in counted) + len(protocol.product_limits) + together


@pytest.mark.parametrize("protocol", [SPINE, KUMAR, ATLURI], ids=lambda each: each.id)
def test_a_rule_taken_out_is_removed_and_put_back_is_added(protocol: Protocol) -> None:
    """Law: exchanging one rule is exactly one edit, and exchanging it back is none."""
    for name, rule in rules_of(protocol).items():
        less = exchanged(protocol, {name: None})
        assert [(each.name, each.edit) for each in rule_edits(protocol, less)] == [(name, Edit.REMOVED)]
        assert rule_edits(exchanged(less, {name: rule}), protocol) == ()
        assert [each.edit for each in rule_edits(less, protocol)] == [Edit.ADDED]
        assert span_of(rule) is None or span_of(rule) == getattr(rule, "span", None)


def test_an_edit_says_what_differs() -> None:
    """Field by field, in words."""
    name = Name("washout rule", "nsaid")
    nsaid = next(each for each in SPINE.washout if each.id == "nsaid")
    changed = exchanged(SPINE, {name: replace(nsaid, hold=FixedHold(days=1))})
    (edit,) = rule_edits(SPINE, changed)
    assert [(each.field, each.old, each.new) for each in edit.fields] == [
        ("hold", "14 drug-free days", "1 drug-free day")
    ]


@pytest.mark.parametrize(
    ("hold", "said"),
    [
        (NoHold(), "allowed"),
        (TaperHold(), "an individual taper that has ended"),
        (ReferralHold(why="nobody knows"), "referred to the prescriber"),
    ],
)
def test_holds_without_a_number(hold: NoHold | TaperHold | ReferralHold, said: str) -> None:
    """Each is said in its own words; why is a text."""
    nsaid = replace(SPINE.washout[0], hold=hold)
    assert deciding(nsaid)["hold"].text == said
    assert telling(nsaid).get("reason of the referral") == ("nobody knows" if isinstance(hold, ReferralHold) else None)


def test_steps_without_a_number_of_cells() -> None:
    """A control, and a dose by volume."""
    step: Step = SPINE.steps[0]
    assert deciding(replace(step, cells=NoCells()))["cells for each target"].text == "none"
    assert deciding(replace(step, cells=CellsNotCounted()))["cells for each target"].text == "not counted"


def test_a_limit_goes_with_the_step_at_its_site() -> None:
    """An author who widens a range and its limit makes one change."""
    limit = next(name for name in rules_of(SPINE) if name.part == "limit" and name.id.startswith("epidural"))
    step = Name("plan step", "epidural")
    both = [RuleEdit(name, rules_of(SPINE)[name], None) for name in (limit, step)]
    assert [[each.name for each in group] for group in grouped(both)] == [[step, limit]]
    assert [[each.name for each in group] for group in grouped(both[:1])] == [[limit]]


def test_texts_and_the_order_of_rules() -> None:
    """They are told, and no rule is edited by them."""
    mri = next(each for each in SPINE.criteria if each.id == "mri")
    changed = replace(
        SPINE,
        version="1.0.1",
        criteria=tuple(reversed([replace(each, text="x") if each is mri else each for each in SPINE.criteria])),
        care=SPINE.care[1:],
    )
    assert rule_edits(SPINE, changed) == ()
    found = [(each.part, each.id, each.field) for each in word_edits(SPINE, changed)]
    assert ("protocol", "head", "version") in found
    assert ("criterion", "mri", "text") in found
    assert ("criterion", "all", "order") in found
    assert ("care", SPINE.care[0].id, "text") in found
    assert word_edits(SPINE, SPINE) == ()


def test_two_other_protocols_are_edits_all_over() -> None:
    """Every kind of rule is paired, said and told without a fault."""
    for old, new in ((SPINE, KUMAR), (KUMAR, ATLURI), (ATLURI, SPINE)):
        assert all(each.fields for each in rule_edits(old, new))
        assert word_edits(old, new)
        assert follow_up_differences(old, new, DAY)
    assert follow_up_differences(KUMAR, KUMAR, DAY) == ()


def test_elements_of_two_dictionaries() -> None:
    """One that both declare otherwise is an edit; one that only one knows is said to be left out."""
    old = knowledge().dictionary
    weight = old.elements["weight"]
    new = replace(old, elements={**old.elements, "weight": replace(weight, hard=None, question="?"), "new": weight})
    assert element_edits(old, old) == {}
    assert [each.field for each in element_edits(old, new)["weight"]] == ["possible"]
    assert list(strange_elements(old, new)) == [
        "The old version does not know `new`: it is asked about patients without what they record there."
    ]
    asked_otherwise = replace(old, elements={**old.elements, "weight": replace(weight, question="?")})
    assert element_edits(old, asked_otherwise) == {}
