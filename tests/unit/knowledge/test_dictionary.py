"""The data dictionary: read whole, every fault in one run, every number with a unit and a source."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.body_mass import is_narrow
from posology.knowledge.dictionary import AS_OF, Dictionary, Element, ElementKind, Time, read_dictionary

FOLDER = Path(__file__).parents[3] / "rules" / "dictionary"
SOURCE = "source: {text: invented, confidence: argued}"
RANGE = "{{lowest: {}, highest: {}, unit: {}, source: {{text: invented, confidence: argued}}}}"


def shipped() -> Dictionary:
    """The dictionary that is shipped, without a fault."""
    diagnostics = Diagnostics()
    dictionary = read_dictionary(
        [(each.name, each.read_bytes()) for each in sorted(FOLDER.glob("*.yaml"))], diagnostics
    )
    assert not list(diagnostics)
    return dictionary


def every_element() -> list[Element]:
    """Every element of the shipped dictionary, fields of records among them."""
    elements = shipped().elements.values()
    return [*elements, *(field for each in elements for field in each.fields)]


def codes_of(*files: str) -> list[str]:
    """The codes of what is said of these files."""
    diagnostics = Diagnostics()
    read_dictionary([(f"{number}.yaml", text) for number, text in enumerate(files)], diagnostics)
    return [each.code for each in diagnostics]


def declared(body: str) -> str:
    """A file that declares one element."""
    return f"elements:\n  x:\n    question: what is x?\n    {SOURCE}\n    {body}\n"


def test_the_shipped_dictionary_has_every_element_of_the_contract() -> None:
    """What the public record may say is declared, and the language has the fields of a medicine."""
    dictionary = shipped()
    contract = {
        *("id", "birth_date", "sex", "weight", "height", "regions", "quebec", "mri.date", "contraindications"),
        *("pain.back.onset", "pain.back.vas", "pain.neck.onset", "pain.neck.vas", "pain.leg.vas", "prior_treatment"),
        *("conservative_care.physical_therapy", "conservative_care.supervised_exercise", "creatinine_clearance"),
        *("consent.signed", "consent.version", "consent.date", "medications", "procedure.date"),
        *("requests.disc_injection", "requests.discs"),
    }
    assert contract <= set(dictionary.elements)
    fields = {each.path for each in dictionary.elements["medications"].fields}
    assert {"drug", "rxnorm", "atc", "last_dose", "started", "dose", "route", "regimen", "indication"} <= fields
    assert {"ongoing", "class", "classes", "class.is", "taper.ends", "agreement.prescriber"} <= fields
    assert dictionary.birth == "birth_date"


def test_every_element_has_a_question_and_a_source() -> None:
    """Whatever is missing can be asked for, and whatever is asked has its reason."""
    for element in every_element():
        assert element.question.endswith("?"), element.path
        assert element.citation, element.path


def test_every_range_has_a_unit_and_a_source() -> None:
    """No number stands alone."""
    for element in every_element():
        for each in (element.hard, element.plausible):
            if each is not None:
                assert each.unit, element.path
                assert each.citation, element.path
                assert each.lowest <= each.highest, element.path


def test_only_what_a_person_can_change_is_offered_as_a_change() -> None:
    """No suggestion asks a patient to be younger, healthier or to have a different history."""
    changes = {each.path: each.becomes for each in shipped().elements.values() if each.becomes}
    assert changes == {
        "consent.signed": (True,),
        "contraception.agreed": (True,),
        "mri.date": (AS_OF,),
        "requests.disc_injection": (False,),
    }


def test_codes_say_how_far_they_were_checked_and_none_is_invented() -> None:
    """The Quebec scale has no code, the weight has the one that was seen."""
    elements = shipped().elements
    assert elements["quebec"].codes == ()
    assert elements["weight"].codes[0].code == "29463-7"
    assert all(code.state for each in every_element() for code in each.codes)


def test_ranges_of_the_instruments_are_those_of_their_forms() -> None:
    """Zero to ten, and zero to a hundred."""
    elements = shipped().elements
    for path, highest in (("pain.back.vas", 10), ("pain.neck.vas", 10), ("pain.leg.vas", 10), ("quebec", 100)):
        hard = elements[path].hard
        assert hard is not None
        assert (hard.lowest, hard.highest) == (Decimal(0), Decimal(highest))


def test_the_owner_of_a_path_is_found() -> None:
    """Aspects belong to their element, fields of an entry to the field."""
    dictionary = shipped()
    for path, owner in (
        ("weight", "weight"),
        ("weight.date", "weight"),
        ("mri.date", "mri.date"),
        ("medications", "medications"),
        ("medications[12].last_dose", "last_dose"),
        ("medications[0].class", "class"),
        ("medications[0].colour", "medications"),
    ):
        found = dictionary.owner(path)
        assert found is not None
        assert found.path == owner
    assert dictionary.owner("nothing") is None
    assert dictionary.owner("sex.date") is None
    assert dictionary.owner("nothing[0].x") is None


def test_a_new_element_needs_no_python() -> None:
    """An element that nobody thought of is read with everything that was said of it."""
    diagnostics = Diagnostics()
    hard = RANGE.format(0, 30, "'%'")
    text = declared(f"kind: quantity\n    unit: '%'\n    measured: true\n    methods: [lab]\n    hard: {hard}")
    element = read_dictionary([("x.yaml", text)], diagnostics).elements["x"]
    assert not list(diagnostics)
    assert (element.kind, element.unit, element.methods, element.time) == (
        ElementKind.QUANTITY,
        "%",
        ("lab",),
        Time.ANY,
    )


FAULTS = [
    (declared("kind: quantity"), ["P0201"]),
    (declared("kind: quantity\n    unit: stones"), ["P0201"]),
    (declared("kind: quantity\n    unit: kg\n    accepts: [cm]"), ["P0201"]),
    (declared("kind: quantity\n    unit: kg\n    hard: " + RANGE.format(1, 2, "g")), ["P0202"]),
    (
        declared(f"kind: decimal\n    hard: {RANGE.format(0, 1, 'x')}\n    plausible: {RANGE.format(0, 2, 'x')}"),
        ["P0202"],
    ),
    (declared("kind: date\n    hard: " + RANGE.format(0, 1, "d")), ["P0202"]),
    (declared("kind: code"), ["P0203"]),
    (declared("kind: code\n    options: [a]\n    not_known: [b]"), ["P0203"]),
    (f"elements:\n  X y: {{kind: text, question: q, {SOURCE}}}", ["P0204"]),
    (f"elements:\n  a: {{kind: text, question: q, {SOURCE}}}\n  a.b: {{kind: text, question: q, {SOURCE}}}", ["P0204"]),
    (declared("kind: boolean\n    becomes: [signed]\n    becomes_says: s"), ["P0205"]),
    (declared("kind: boolean\n    becomes: [true]"), ["P0205"]),
    (declared("kind: text\n    unit: kg"), ["P0206"]),
    (declared("kind: text\n    methods: [a]"), ["P0206"]),
    (declared("kind: records"), ["P0206"]),
    (declared("kind: date\n    not_after: other"), ["P0206"]),
    (declared("kind: decimal\n    hard: " + RANGE.format(2, 1, "x")), ["P0207"]),
    (declared("kind: decimal\n    hard: {lowest: 0, highest: 1}"), ["P0132", "P0132"]),
    (declared("kind: number"), ["P0134"]),
    (declared("kind: text\n    colour: red"), ["P0131"]),
    ("elements:\n  x: {kind: text}", ["P0132", "P0132"]),
    ("birth: other\n" + declared("kind: text"), ["P0206"]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_faulty_declaration_is_reported(text: str, expected: list[str]) -> None:
    """Each guard of the dictionary reports what it is for."""
    assert codes_of(text) == expected


def test_an_element_declared_in_two_files_is_reported_at_the_second() -> None:
    """Once each, whichever file it stands in."""
    assert codes_of(declared("kind: text"), declared("kind: boolean")) == ["P0200"]


def test_the_range_of_body_mass_is_refused_where_pounds_could_hide() -> None:
    """A range that spans the factor between pound and kilogram is no test for it."""
    text = (FOLDER / "person.yaml").read_text(encoding="utf-8")
    assert codes_of(text) == []
    assert codes_of(text.replace("lowest: 18.5\n", "lowest: 15\n")) == ["P0208"]
    assert codes_of(text.replace("weight: weight\n", "weight: wieght\n")) == ["P0206"]
    assert is_narrow(Decimal("18.5"), Decimal(40))
    assert not is_narrow(Decimal("18.5"), Decimal(41))
