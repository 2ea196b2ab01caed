"""What a declaration of the dictionary is made of: sources, ranges with units, codes, lists of words."""

from __future__ import annotations

from decimal import Decimal

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.element import ClinicalCode, Range
from posology.reader.shape import as_decimal, as_mapping, as_option, as_sequence, as_text
from posology.reader.tree import Node

EMPTY_RANGE = "P0207"

CONFIDENCES = ("verified", "secondary", "inferred", "proposal", "argued", "general knowledge")
"""How sure we are of a source; `argued` is a bound for which the text itself is the argument."""

SYSTEMS = ("LOINC", "SNOMED CT", "ICD-10-CM")


def read_citation(node: Node | None, what: str, diagnostics: Diagnostics) -> str:
    """The source in one line with its confidence; empty where it is missing, which whoever required it reports."""
    if node is None:
        return ""
    keys = ("text", "confidence")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what=what)
    if block is None:
        return ""
    text = as_text(block.get("text"), diagnostics, what=f"the text of {what}")
    confidence = as_option(block.get("confidence"), diagnostics, what=f"the confidence of {what}", options=CONFIDENCES)
    return f"{text} ({confidence})" if text and confidence else ""


def read_range(node: Node | None, what: str, diagnostics: Diagnostics) -> Range | None:
    """The range with its unit and source, None where it is not declared or faulty."""
    if node is None:
        return None
    keys = ("lowest", "highest", "unit", "source")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what=what)
    if block is None:
        return None
    lowest = as_decimal(block.get("lowest"), diagnostics, what=f"`lowest` of {what}")
    highest = as_decimal(block.get("highest"), diagnostics, what=f"`highest` of {what}")
    unit = as_text(block.get("unit"), diagnostics, what=f"the unit of {what}")
    citation = read_citation(block.get("source"), f"the source of {what}", diagnostics)
    if lowest is None or highest is None or unit is None:
        return None
    if lowest > highest:
        diagnostics.error(EMPTY_RANGE, f"{what} ends at {highest} and begins at {lowest}", block.span)
        return None
    return Range(lowest=lowest, highest=highest, unit=unit, citation=citation)


def read_amount(node: Node | None, unit: str, what: str, diagnostics: Diagnostics) -> Decimal | None:
    """The one number with its unit, which must be the one given, and its source."""
    keys = ("value", "unit", "source")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what=what)
    if block is None:
        return None
    read_citation(block.get("source"), f"the source of {what}", diagnostics)
    as_option(block.get("unit"), diagnostics, what=f"the unit of {what}", options=(unit,))
    return as_decimal(block.get("value"), diagnostics, what=what, lowest=0)


def read_codes(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[ClinicalCode, ...]:
    """The codes of clinical vocabularies, each with how far it was checked."""
    if node is None:
        return ()
    found: list[ClinicalCode] = []
    keys = ("system", "code", "meaning", "state")
    for item in as_sequence(node, diagnostics, what=f"the codes of {what}") or ():
        block = as_mapping(item, diagnostics, allowed=keys, required=keys, what=f"a code of {what}")
        if block is None:
            continue
        system = as_option(block.get("system"), diagnostics, what=f"the system of a code of {what}", options=SYSTEMS)
        code, meaning, state = (
            as_text(block.get(key), diagnostics, what=f"`{key}` of a code of {what}") for key in keys[1:]
        )
        if system and code and meaning and state:
            found.append(ClinicalCode(system=system, code=code, meaning=meaning, state=state))
    return tuple(found)


def read_words(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The words of a list; empty where it is not declared."""
    if node is None:
        return ()
    words = (
        as_text(each, diagnostics, what=f"a word of {what}") for each in as_sequence(node, diagnostics, what=what) or ()
    )
    return tuple(each for each in words if each is not None)
