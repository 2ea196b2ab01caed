"""The shapes of the blocks of a protocol file, each with the keys that the compiler allows and what they are for."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from posology.compile import aftercare, arms, claims, criteria, exemptions, head, holds, outcome, visits, washout
from posology.compile.classes import RULED
from posology.compile.desk import CITATION_KEYS, CITATION_NEEDS, CONFIDENCE, DURATION
from posology.compile.protocol_shape import Block, Either, Leaf, Listed, Named, Shape, Word
from posology.ir.limits import MOST_CELLS
from posology.ir.outcome import Change, Combine
from posology.ir.protocol import Kind
from posology.ir.washout import Agreement
from posology.knowledge.dictionary import PATH
from posology.knowledge.json_schema import END
from posology.protocol import readings

NONE: Final = "none"

ELEMENT: Final = rf"^(?:{PATH.pattern}){END}"
"""The path of an element of the data dictionary."""

TEXT: Final = Leaf("text", {"type": "string", "pattern": r"\S"})
CONDITION: Final = Leaf("condition", {"type": "string", "pattern": r"\S"})
TRUTH: Final = Leaf("truth", {"type": "boolean"})
COUNT: Final = Leaf("count", {"type": "integer", "minimum": 1})
CELLS: Final = Leaf("cells", {"type": "integer", "minimum": 1, "maximum": MOST_CELLS})
NUMBER: Final = Leaf("number", {"type": "number", "minimum": 0})
SPAN: Final = Leaf("duration", {"type": "string", "pattern": f"^(?:{DURATION.pattern}){END}"})
WORDS: Final = Listed(TEXT)


def one_of(name: str, *words: str) -> Leaf:
    """One of those words."""
    return Leaf(name, {"enum": list(words)})


def cited(*needs: str) -> tuple[str, ...]:
    """What must be there, and a source beside it."""
    return (*needs, "source")


CITATION: Final = Block(
    "citation",
    CITATION_KEYS,
    CITATION_NEEDS,
    {
        "ref": ("the source, as `sources.yaml` calls it", TEXT),
        "section": ("where in the source it stands", TEXT),
        "confidence": ("how sure that is; verified where left out", one_of("confidence", *CONFIDENCE)),
        "note": ("what a reader of the source must know", TEXT),
    },
)
SOURCE: Final[tuple[str, Shape]] = ("where this was read", CITATION)

USE: Final = Block(
    "use",
    head.USE_KEYS,
    head.USE_NEEDS,
    {
        "intended": ("what the protocol is for, and what it is not for", TEXT),
        "user": ("who may use it", TEXT),
        "population": ("about whom it speaks", TEXT),
        "limits": ("how far its evidence goes", WORDS),
    },
)
OPTION: Final = Block(
    "option",
    head.OPTION_KEYS,
    cited(*head.OPTION_NEEDS),
    {"says": ("what is done if this option is chosen", TEXT), "source": SOURCE},
)
READING: Final = Block(
    "open-question",
    readings.KEYS,
    readings.KEYS,
    {
        "question": ("what the source leaves open", TEXT),
        "options": ("the answers that can be chosen", Named(OPTION, at_least=2)),
        "default": ("the option that holds where no clinic has chosen", TEXT),
    },
)
NOTE: Final = Block(
    "note",
    aftercare.NOTE_KEYS,
    cited(*aftercare.NOTE_NEEDS),
    {
        "id": ("a name for it", TEXT),
        "text": ("what the source contradicts or leaves out", TEXT),
        "readings": ("the readings that settle it", WORDS),
        "source": SOURCE,
    },
)
COUNTS: Final = Block(
    "counting",
    criteria.COUNTING_KEYS,
    (),
    {
        "within": ("how old the value may be on the procedure date", SPAN),
        "method": ("how it must have been obtained", TEXT),
    },
)
COUNTED: Final = Named(COUNTS, pattern=ELEMENT)
CRITERION: Final = Block(
    "criterion",
    criteria.KEYS,
    cited(*criteria.NEEDS),
    {
        "kind": ("whether it lets a patient in or keeps the patient out", one_of("kind", *Kind)),
        "text": ("what it says, for a clinician", TEXT),
        "condition": ("the same in the condition language", CONDITION),
        "applies": ("`always`, `never` or a condition; always where left out", CONDITION),
        "counts": ("which recorded values count, by element", COUNTED),
        "ask": ("what to ask where it is unknown", TEXT),
        "source": SOURCE,
    },
)
DAY_CHECK: Final = Block(
    "day-check",
    holds.DAY_CHECK_KEYS,
    cited(*holds.DAY_CHECK_NEEDS),
    {"check": ("what is checked", TEXT), "why": ("why", TEXT), "source": SOURCE},
)
NAMED_INGREDIENTS: Final = Listed(TEXT, at_least=1)
ALTERNATIVE: Final = Block(
    "hold",
    washout.ALTERNATIVE_KEYS,
    (),
    {
        "ingredients": ("the ingredients that it is for", NAMED_INGREDIENTS),
        "others": ("`true` for all other medicines of the class", TRUTH),
        "days": ("drug-free days, or an expression that gives them", CONDITION),
        "refer": ("why the prescriber and the proceduralist decide instead", TEXT),
        "on_the_day": ("what can only be checked on the day of the procedure", DAY_CHECK),
        "source": SOURCE,
    },
)
TAPER: Final = Block("taper", washout.TAPER_KEYS, washout.TAPER_KEYS, {"source": SOURCE})
COURSE: Final = Block(
    "course",
    holds.COURSE_KEYS,
    cited(*holds.COURSE_NEEDS),
    {"longer_than": ("a longer course is not held without a taper", SPAN), "source": SOURCE},
)
RESUMPTION: Final = Block(
    "resumption",
    holds.RESUMPTION_KEYS,
    cited(*holds.RESUMPTION_NEEDS),
    {
        "after": ("how long after the procedure it may be taken again", SPAN),
        "condition": ("what must also be the case, in words", TEXT),
        "source": SOURCE,
    },
)
GROUP: Final = Block(
    "washout-rule",
    washout.GROUP_KEYS,
    cited(*washout.GROUP_NEEDS),
    {
        "class": ("the class of medicines that it is for", one_of("class", *RULED)),
        "ingredients": ("ingredients of no class that it is for, instead of a class", NAMED_INGREDIENTS),
        "why": ("why they are held or allowed", TEXT),
        "agreement": ("whether the prescriber must agree", one_of("agreement", *Agreement)),
        "resume": ("when they may be taken again", RESUMPTION),
        "course": ("which course is too long to be held without a taper", COURSE),
        "hold": (
            "drug-free days before the procedure (`14 days`), or a list of holds by ingredient",
            Word((), Listed(ALTERNATIVE, at_least=1)),
        ),
        "taper": ("an individual taper instead of a number of days", TAPER),
        "allowed": ("`true` where they are not held", TRUTH),
        "caution": ("what a clinician should see beside them", TEXT),
        "source": SOURCE,
    },
    one_of=(("hold", "taper", "allowed"), ("class", "ingredients")),
)
BORROWED: Final = Block("borrowed-washout", ("as",), ("as",), {"as": ("the protocol whose washout is used", TEXT)})
TOGETHER: Final = Block(
    "together",
    washout.TOGETHER_KEYS,
    cited(*washout.TOGETHER_NEEDS),
    {
        "classes": ("classes of which two medicines are not judged one by one", Listed(TEXT, at_least=1)),
        "refer": ("why the prescribers decide", TEXT),
        "source": SOURCE,
    },
)
ARM: Final = Block(
    "arm",
    arms.KEYS,
    cited(*arms.NEEDS),
    {"text": ("what the arm of the trial gets", TEXT), "source": SOURCE},
)


ADVICE: Final = Block(
    "advice",
    aftercare.ADVICE_KEYS,
    cited(*aftercare.ADVICE_NEEDS),
    {
        "id": ("a name for it", TEXT),
        "when": ("before, during or after the procedure", one_of("time-of-care", *aftercare.WHEN)),
        "text": ("what is done", TEXT),
        "source": SOURCE,
    },
)
WINDOW: Final = Block(
    "window",
    visits.WINDOW_KEYS,
    visits.WINDOW_KEYS,
    {"before": ("how much earlier it may be", SPAN), "after": ("how much later it may be", SPAN)},
)
DAYS: Final = Listed(SPAN, at_least=1)
VISIT: Final = Block(
    "visit",
    visits.KEYS,
    ("source",),
    {
        "before": ("how long before the procedure", DAYS),
        "on": ("`procedure day`", one_of("procedure-day", visits.THE_DAY)),
        "after": ("how long after the procedure", DAYS),
        "title": ("what the visit is called", TEXT),
        "window": ("how far from its day it still counts, or `not stated`", Word((visits.NOT_STATED,), WINDOW)),
        "instruments": ("the scores that are taken", WORDS),
        "assessments": ("what else is done", WORDS),
        "bring": ("what the patient brings", WORDS),
        "source": SOURCE,
    },
    one_of=(visits.PLACES,),
)
PART: Final = Block(
    "part-of-outcome",
    outcome.PART_KEYS,
    cited(*outcome.PART_NEEDS),
    {
        "id": ("a name for it", TEXT),
        "instrument": ("the score or event that it looks at", TEXT),
        "change": ("what must have become of it", one_of("change", *Change)),
        "threshold": ("by how much, or where to; `not found` where no source says", Word((outcome.NOT_FOUND,), NUMBER)),
        "unit": ("the scale of the threshold", TEXT),
        "source": SOURCE,
    },
)
PARTS: Final = Listed(PART, at_least=1)
COMBINE: Final[tuple[str, Shape]] = ("whether any part is enough or all are asked for", one_of("combine", *Combine))
DEFINITION: Final = Block(
    "definition",
    outcome.DEFINITION_KEYS,
    cited(*outcome.DEFINITION_NEEDS),
    {
        "text": ("what it says, for a clinician", TEXT),
        "combine": COMBINE,
        "parts": ("the parts of the definition", PARTS),
        "source": SOURCE,
    },
)
INITIAL: Final = Block(
    "initial-visit",
    outcome.INITIAL_KEYS,
    cited(*outcome.INITIAL_NEEDS),
    {"month": ("the month from which the duration of a response is counted", COUNT), "source": SOURCE},
)
_BESIDE_OUTCOME: Final[MappingProxyType[str, tuple[str, Shape]]] = MappingProxyType(
    {
        "initial": ("the visit from which the duration of a response is counted", INITIAL),
        "scales": ("the scale of an instrument that has several", Named(TEXT)),
        "source": SOURCE,
    }
)
OUTCOME: Final = Either(
    "definitions",
    Block(
        "outcome-of-several-definitions",
        (*outcome.MANY_KEYS, *outcome.BESIDE_KEYS),
        cited(*outcome.MANY_KEYS),
        {"definitions": ("the definitions of a responder", Named(DEFINITION, at_least=1)), **_BESIDE_OUTCOME},
    ),
    Block(
        "outcome",
        (*outcome.ONE_KEYS, *outcome.BESIDE_KEYS),
        cited("parts"),
        {
            "combine": COMBINE,
            "parts": ("the parts of the definition, or `none`", Word((NONE,), PARTS)),
            **_BESIDE_OUTCOME,
        },
    ),
)
CLAIM: Final = Block(
    "property",
    claims.KEYS,
    claims.NEEDS,
    {
        "text": ("what holds for every patient", TEXT),
        "condition": ("the same in the condition language, over the record and the results", CONDITION),
        "applies": ("whether it is claimed; always where left out", one_of("claimed", claims.ALWAYS, claims.NEVER)),
    },
)
EXEMPTION: Final = Block(
    "exemption",
    exemptions.KEYS,
    exemptions.KEYS,
    {
        "of": ("the mutant that nothing need notice, or the claim that is rightly refuted, as `verify` names it", TEXT),
        "reason": ("why that is right", TEXT),
    },
)
