"""The decision as a programmer would write it for this one protocol: the fastest that Python can be expected to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.candidate import REFERRED, UNRESTRICTED, Candidate

ELIGIBLE, CONDITIONAL, DEFERRED, INDETERMINATE, INELIGIBLE = range(5)
VERDICTS = ("eligible", "conditional", "deferred", "indeterminate", "ineligible")

TOGETHER = frozenset({"anticoagulant", "antiplatelet", "aspirin"})


def verdict(candidate: Candidate) -> str:
    """The verdict of `allorx-spine` for the candidate."""
    level = criteria(candidate)
    return VERDICTS[level if level == INELIGIBLE else max(level, washout(candidate))]


def criteria(candidate: Candidate) -> int:  # noqa: C901, PLR0911, PLR0912 - written out as for one protocol
    """The best that the nine criteria allow."""
    level = ELIGIBLE
    day, regions = candidate["day"], candidate["regions"]
    consent = candidate["consent"]
    if consent is None:
        level = INDETERMINATE
    elif not consent:
        return INELIGIBLE
    physical, exercise = candidate["physical_therapy"], candidate["supervised_exercise"]
    if physical != "failed" and exercise != "failed":
        if physical is not None and exercise is not None:
            return INELIGIBLE
        level = INDETERMINATE
    if candidate["contraindications"] is None:
        level = INDETERMINATE
    elif candidate["contraindications"]:
        return INELIGIBLE
    weight_on = candidate["weight_on"]
    if weight_on is None or candidate["weight_method"] != "measured" or weight_on < candidate["as_of"] - 30:
        level = INDETERMINATE
    mri_to = candidate["mri_to"]
    if mri_to is None:
        level = INDETERMINATE
    elif mri_to >= day:
        level = max(level, DEFERRED if candidate["mri_from"] >= day else INDETERMINATE)
    if regions is None:
        return INDETERMINATE
    if not regions:
        return INELIGIBLE
    lumbar, cervical = "lumbar" in regions, "cervical" in regions
    scores_from = candidate["scores_from"]
    quebec_on = candidate["quebec_on"]
    back_on, neck_on = candidate["back_vas_on"], candidate["neck_vas_on"]
    if (
        quebec_on is None
        or quebec_on < scores_from
        or (lumbar and (back_on is None or back_on < scores_from))
        or (cervical and (neck_on is None or neck_on < scores_from))
    ):
        level = INDETERMINATE
    back, neck, leg = candidate["back_vas"], candidate["neck_vas"], candidate["leg_vas"]
    known_back, known_neck = not lumbar or back is not None, not cervical or neck is not None
    if leg is None:
        level = INDETERMINATE
    elif not (lumbar and back is not None and back > leg) and not (cervical and neck is not None and neck > leg):
        if known_back and known_neck:
            return INELIGIBLE
        level = INDETERMINATE
    back_to, neck_to = candidate["back_to"], candidate["neck_to"]
    if not (lumbar and back_to is not None and back_to < day) and not (
        cervical and neck_to is not None and neck_to < day
    ):
        back_open = lumbar and (back_to is None or candidate["back_from"] < day)
        neck_open = cervical and (neck_to is None or candidate["neck_from"] < day)
        level = max(level, INDETERMINATE if back_open or neck_open else DEFERRED)
    return level


def washout(candidate: Candidate) -> int:
    """The best that the medicines allow."""
    medicines = candidate["medicines"]
    if medicines is None:
        return INDETERMINATE
    level, running = ELIGIBLE, 0
    for medicine in medicines:
        found, runs = judge(medicine, candidate["as_of"], candidate["day"])
        level = max(level, found)
        running += runs and medicine["drug_class"] in TOGETHER
    return max(level, DEFERRED) if running > 1 else level


def judge(medicine: Mapping[str, Any], as_of: int, day: int) -> tuple[int, bool]:  # noqa: PLR0911 - one answer for each way a rule of this one protocol ends
    """The best that one medicine allows, and whether it is taken or its hold still runs."""
    drug_class, days, last_to = medicine["drug_class"], medicine["days"], medicine["last_to"]
    if drug_class == "unclassified":
        return INDETERMINATE, True
    if days == UNRESTRICTED:
        return ELIGIBLE, False
    if days == REFERRED:
        return DEFERRED, True
    if medicine["ongoing"]:
        held_from = medicine["taper_ends"] if drug_class == "opioid" else as_of
        late = held_from is None or held_from < as_of or held_from + days + 1 > day
        return (DEFERRED if late else CONDITIONAL), True
    if last_to is None:
        return INDETERMINATE, True
    clear_on = min(last_to, as_of) + days + 1
    if clear_on <= day:
        return ELIGIBLE, clear_on > as_of
    return (INDETERMINATE if medicine["last_from"] + days + 1 <= day else DEFERRED), clear_on > as_of
