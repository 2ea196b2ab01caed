"""The kinds of faults that are planted, and of checks that report them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

OPPOSITE: Mapping[str, str] = MappingProxyType({"inclusion": "exclusion", "exclusion": "inclusion"})


class Kind(StrEnum):
    """What is wrong."""

    # conditions
    OPERATOR_TURNED = "operator turned"
    BOUNDARY = "boundary taken in or left out"
    CONNECTIVE = "connective exchanged"
    PART_LOST = "part of a condition lost"
    THRESHOLD = "threshold shifted"
    CALENDAR_UNIT = "calendar unit exchanged"
    UNIT_OF_ANOTHER_KIND = "unit of another kind"
    UNIT_LOST = "unit lost"
    NAME_EXCHANGED = "name exchanged"
    DENIED = "condition denied"
    MISSING_AS_FALSE = "missing treated as false"
    MISSING_AS_TRUE = "missing treated as true"
    MISSPELT = "name misspelt"
    # criteria
    CRITERION_LOST = "criterion lost"
    KIND_TURNED = "inclusion and exclusion exchanged"
    APPLIES_SWITCHED = "applies switched"
    WINDOW = "window of counting changed"
    COUNTS_LOST = "counting lost"
    METHOD_LOST = "method lost"
    CONTRADICTION = "contradictory pair"
    CONTRADICTION_OF_THREE = "contradiction of three"
    IMPLIED = "criterion implied by another"
    DEAD = "criterion that never decides"
    # readings
    DEFAULT_SWITCHED = "default of a reading switched"
    OPTIONS_EXCHANGED = "options exchanged"
    OPTION_NOT_COVERED = "option not covered"
    # washout
    WASHOUT_LOST = "washout lost"
    CLASS_LOST = "washout of a class lost"
    CLASS_EXCHANGED = "washout of two classes exchanged"
    HOLD_CHANGED = "hold a day shorter or longer"
    HOLD_OVERLAP = "two holds for one ingredient"
    HOLD_GAP = "no hold for some ingredients"
    INGREDIENT_LOST = "ingredient lost"
    ALLOWED = "restricted medicine allowed"
    AGREEMENT_LOST = "agreement lost"
    RESUMED_EARLIER = "taken again earlier"
    COURSE_LOST = "referral of a long course lost"
    DAY_CHECK_LOST = "check on the day lost"
    TOGETHER_LOST = "medicines together not referred"
    # plan
    STEP_LOST = "plan step lost"
    STEP_UNREACHABLE = "unreachable plan step"
    STEP_ALWAYS = "condition of a step lost"
    STEP_OVERLAP = "two steps at one place"
    STEP_GAP = "gap between two steps"
    BRANCH_UNREACHABLE = "branch never reached"
    BRANCH_OVERLAP = "branches that overlap"
    DOSE_OUTSIDE = "dose outside its limit for some"
    DOSE_ABOVE_LIMIT = "dose above its limit"
    DOSE_BELOW_LIMIT = "dose below its limit"
    DOSE_CHANGED = "dose changed together with its limit"
    DOSE_DECIMAL = "decimal place of a dose"
    DOSE_NOT_MONOTONE = "dose falls as weight rises"
    DOSE_UNIT = "unit of a dose exchanged"
    EXTREME_TURNED = "larger and smaller exchanged"
    TARGET_LOST = "joint lost"
    SIDE_LOST = "side lost"
    COUNT_CHANGED = "number of targets changed"
    VOLUME_CHANGED = "volume changed"
    SEDATION_LOST = "sedation lost"
    ARM_WRONG = "wrong arm"
    ARM_LOST = "arm lost"
    SITE_WRONG = "wrong site"
    # limits
    LIMIT_LOST = "limit lost"
    LIMIT_WIDENED = "limit widened"
    LIMIT_TIGHTENED = "limit tightened"
    LIMIT_SOFTENED = "limit softened"
    PRODUCT_LIMIT = "limit of the product changed"
    # claims, sources, cases
    CLAIM_VIOLATED = "claim violated"
    UNCITED = "source lost"
    UNLISTED = "source not listed"
    BANNER_LOST = "banner lost"
    PROMISE = "claim about the treatment"
    WRONG_EXPECTATION = "wrong expected answer"


class By(StrEnum):
    """Which check reports a fault. `EITHER` is the compiler, or the cases where what is written is still sound."""

    COMPILER = "compiler"
    CASES = "cases"
    PROOF = "proof"
    PROPERTY = "property"
    MUTANTS = "mutants"
    DIFF = "diff"
    EITHER = "compiler or cases"


@dataclass(frozen=True)
class Fault:
    """A protocol file, or its file of cases, with one thing wrong in it.

    `about` is the code of the diagnostic, or how the id of the proof begins; `chosen` are the options under which it is
    asked.
    """

    kind: Kind
    name: str
    protocol: str
    by: By = By.CASES
    about: str = ""
    cases: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
