"""The rules as chains from what is recorded to what is concluded, and drawn: all of them, alike, and in words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from posology.api import load, load_knowledge
from posology.api.shipped import shipped_protocols
from posology.ir.protocol import Protocol
from posology.render.rule_graph import chain_as_svg, chain_in_words
from posology.results.rule_graph import VERDICT, Chain, Mark, RuleGraph, rule_graph

SVG = "{http://www.w3.org/2000/svg}"


@cache
def _protocol(name: str) -> Protocol:
    return load(name, load_knowledge()).protocol


def _graph(name: str = "allorx-spine") -> RuleGraph:
    questions = {path: each.question for path, each in load_knowledge().dictionary.elements.items()}
    return rule_graph(_protocol(name), questions)


def _drawn(chain: Chain) -> ET.Element:
    return ET.fromstring("\n".join(chain_as_svg(chain, "rules-0")))  # noqa: S314 - our own output, on this line


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_rule_is_in_its_chain(name: str) -> None:
    """Each criterion, each hold, each step and each limit is one point, and no other has its id."""
    protocol = _protocol(name)
    chains = {each.title: each for each in _graph(name).chains}
    rules = {
        "Who may be treated": [f"rule:{each.id}" for each in protocol.criteria],
        "Which medicines stand in the way": [f"rule:{each.id}" for each in protocol.washout],
        "What would be given": [f"rule:{each.id}" for each in protocol.steps],
    }
    for title, ids in rules.items():
        if ids:
            assert [each.id for each in chains[title].layers[1]] == ids
    limits = len(protocol.limits) + len(protocol.product_limits)
    assert len(chains["What would be given"].layers[3]) == limits
    for chain in chains.values():
        names = [each.id for layer in chain.layers for each in layer]
        assert len(names) == len(set(names))
        assert len(chain.titles) == len(chain.layers)


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_link_leads_to_a_later_layer(name: str) -> None:
    """From a point that is there to one that is there; nothing that is recorded leads nowhere."""
    for chain in _graph(name).chains:
        layer = {each.id: number for number, points in enumerate(chain.layers) for each in points}
        assert all(layer[source] < layer[target] for source, target in chain.links)
        assert len(chain.links) == len(set(chain.links))
        assert {each.id for each in chain.layers[0]} <= {source for source, _ in chain.links}


def test_a_criterion_is_fed_by_what_it_reads() -> None:
    """Its condition, when it applies, and what counts for it, and it leads to the verdict."""
    chain = _graph().chains[0]
    read = [source for source, target in chain.links if target == "rule:baseline-scores"]
    assert read == ["finding:regions", "finding:pain.back.vas", "finding:pain.neck.vas", "finding:quebec"]
    assert ("rule:baseline-scores", VERDICT) in chain.links
    point = chain.point("finding:consent.signed")
    assert (point.mark, point.says) == (Mark.FINDING, "Has the patient signed the informed consent?")
    assert chain.point("rule:no-contraindication").says == "rules the patient out: A contraindication was found"


def test_what_is_allowed_never_leads_to_the_verdict() -> None:
    """A hold does, and so does a referral; what a hold turns on feeds it beside its class."""
    chain = _graph().chains[1]
    to_verdict = {source for source, target in chain.links if target == VERDICT}
    assert "rule:acetaminophen" not in to_verdict
    assert {"rule:nsaid", "rule:opioid", "rule:anticoagulant.7"} <= to_verdict
    fed = [source for source, target in chain.links if target == "rule:anticoagulant.4"]
    assert fed == ["class:anticoagulant", "finding:creatinine_clearance"]
    said = {each.id: f"{each.name}: {each.says}" for each in chain.layers[1]}
    assert said["rule:nsaid"] == "nsaid, every medicine: 14 drug-free days"
    assert said["rule:anticoagulant.3"] == "apixaban, edoxaban and rivaroxaban: 3 drug-free days"
    assert said["rule:anticoagulant.7"] == "anticoagulant, every other medicine: referred to the prescriber"
    assert said["rule:opioid"] == "opioid, every medicine: an individual taper"


def test_a_dose_is_held_against_the_limits_of_its_site() -> None:
    """And each step gives its dose."""
    chain = _graph().chains[2]
    held = {source: chain.point(target) for source, target in chain.links if target.startswith("limit:")}
    assert held["dose:disc"].says == "hard: exactly 25 million cells"
    assert held["dose:facets-lumbar"] == held["dose:facets-cervical"]
    assert held["dose:epidural"].says == "hard: at least 20 million cells and at most 25 million cells"
    assert chain.point("dose:facets-lumbar").name == "1.5 million to 3 million cells"
    assert chain.point("dose:facets-lumbar").says == "facets-lumbar, for each target"
    assert chain.point("dose:epidural").says == "epidural, in all"


def test_a_limit_of_the_product_is_fed_by_what_was_measured() -> None:
    """Not by a dose."""
    chain = _graph("pettine-bmc-disc").chains[2]
    protocol = _protocol("pettine-bmc-disc")
    product = {each.element for each in protocol.product_limits}
    fed = {source for source, target in chain.links if target.startswith("limit:") and source.startswith("finding:")}
    assert fed == {f"finding:{each}" for each in product}


def test_a_protocol_without_medicines_has_no_chain_of_them() -> None:
    """An empty picture would look as if something had been forgotten."""
    bare = replace(_protocol("allorx-spine"), washout=(), criteria=(), steps=())
    assert rule_graph(bare, {}).chains == ()


@pytest.mark.parametrize("name", shipped_protocols())
def test_the_picture_shows_every_point_and_every_link(name: str) -> None:
    """Each box inside the picture with its whole text, none over another, and a line for each link."""
    for chain in _graph(name).chains:
        svg = _drawn(chain)
        _, _, width, height = map(int, svg.attrib["viewBox"].split())
        drawn = list(svg.iter(f"{SVG}rect"))
        boxes = [tuple(int(each.attrib[key]) for key in ("x", "y", "width", "height")) for each in drawn]
        points = [each for layer in chain.layers for each in layer]
        assert [each.attrib["class"] for each in drawn] == [each.mark.value for each in points]
        for number, (x, y, wide, high) in enumerate(boxes):
            assert x >= 0
            assert y >= 0
            assert x + wide <= width
            assert y + high <= height
            for x2, y2, wide2, high2 in boxes[:number]:
                assert x + wide <= x2 or x2 + wide2 <= x or y + high <= y2 or y2 + high2 <= y
        assert len(list(svg.iter(f"{SVG}path"))) == 2 * len(chain.links)
        shown = "".join((each.text or "") for each in svg.iter(f"{SVG}text")).replace(" ", "")
        for point in points:
            assert point.name.replace(" ", "") in shown
            assert point.says.replace(" ", "") in shown


def test_the_same_rules_give_the_same_picture() -> None:
    """Whole numbers, in the order of the protocol."""
    once, twice = (["\n".join(chain_as_svg(each, "a")) for each in _graph().chains] for _ in range(2))
    assert once == twice
    assert not re.search(r'="[0-9]+\.[0-9]', "".join(once))


def test_the_picture_is_told_in_words() -> None:
    """A title and a description within it, and the same sentences for the page."""
    chain = _graph().chains[0]
    svg = _drawn(chain)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "rules-0-title rules-0-desc"
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Who may be treated"
    assert description is not None
    assert description.text == " ".join(chain_in_words(chain))
    said = list(chain_in_words(chain))
    assert "mri (must hold: An MRI was made before the procedure) is fed by mri.date, procedure.date." in said
    assert said[-1].startswith("verdict (eligible only if nothing stands in the way) is fed by consent, ")


def test_no_number_is_parted_from_what_it_counts() -> None:
    """Half of a dose on a line of its own is another dose."""
    for name in shipped_protocols():
        for chain in _graph(name).chains:
            for text in _drawn(chain).iter(f"{SVG}text"):
                assert not re.match(r"million\b", text.text or "")


def test_nothing_that_a_protocol_says_is_markup() -> None:
    """Its names and texts are text in the picture and in its description."""
    criterion = replace(_protocol("allorx-spine").criteria[0], id="<script>&", text='"odd" <b>')
    graph = rule_graph(replace(_protocol("allorx-spine"), criteria=(criterion,)), {"consent.signed": "</svg>"})
    svg = _drawn(graph.chains[0])
    assert "<script>&" in [each.text for each in svg.iter(f"{SVG}text")]
    assert svg.find(f"{SVG}script") is None
