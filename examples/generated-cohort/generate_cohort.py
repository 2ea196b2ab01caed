"""Makes an export of 400 invented patients and their medicines, as a pain clinic with four sites might write it.

No patient is real. Everything is drawn by chance from a seed, and the same seed gives the same files: complete records,
records with gaps, dates known to the month or the year, drugs that nobody knows, and a few rows that cannot be right.
Usage: `python examples/generated-cohort/generate_cohort.py FOLDER [--seed N]`.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = 400
PATIENTS = 400
AS_OF = date(2026, 11, 20)
"""The day on which the export was written."""

SITES = ("north", "south", "east", "west")

UNRESTRICTED = ("acetaminophen", "metformin", "lisinopril", "atorvastatin", "amlodipine", "omeprazole", "gabapentin",
                "levothyroxine", "sertraline", "duloxetine", "losartan", "pantoprazole")  # fmt: skip
ANTI_INFLAMMATORY = ("ibuprofen", "Advil", "naproxen", "Aleve", "diclofenac", "meloxicam", "celecoxib")
AGAINST_CLOTS = ("aspirin", "apixaban", "Eliquis", "warfarin", "rivaroxaban", "clopidogrel", "dabigatran")
OPIOIDS = ("tramadol", "oxycodone")
CORTICOSTEROIDS = ("prednisone", "methylprednisolone")
NOBODY_KNOWS = ("Zorbulin", "study drug B")

DRUGS: tuple[tuple[Sequence[str], int], ...] = (
    (UNRESTRICTED, 66),
    (ANTI_INFLAMMATORY, 18),
    (AGAINST_CLOTS, 8),
    (OPIOIDS, 4),
    (CORTICOSTEROIDS, 3),
    (NOBODY_KNOWS, 1),
)
"""What is taken, with the weight of each kind."""

THERAPY = (("failed", 82), ("helped", 5), ("ongoing", 6), ("never", 7))
INDICATIONS = (("primary-prevention", 50), ("secondary-prevention", 50))

CANNOT_BE_RIGHT: Mapping[int, Mapping[str, str]] = {
    37: {"weight": "72"},
    88: {"regions": "[lumber]"},
    143: {"pain.back.vas": "11"},
    219: {"mri.date": "2027-01-05"},
    301: {"sex": "F"},
}
"""What is written over in some rows of the patients, by number; an export has such rows."""


def patients(random: Random) -> Iterator[dict[str, str]]:
    """The rows of `patients.csv`. What is not recorded is left empty."""
    for number in range(1, PATIENTS + 1):
        row = {"id": f"invented-{number:03}", "site": random.choice(SITES)}
        row |= _person(random) | _pain(random) | _care(random)
        row["medications"] = _among(random, ("recorded", 92), ("", 5), ("[]", 3))
        yield row | dict(CANNOT_BE_RIGHT.get(number, {}))


def _person(random: Random) -> dict[str, str]:
    height = random.randint(152, 194)
    weighed = _known(random, 96)
    grams = round(random.uniform(20, 36) * height * height / 10)
    return {
        "birth_date": str(date(random.randint(1946, 1998), random.randint(1, 12), random.randint(1, 28))),
        "sex": random.choice(("female", "male")),
        "height": f"{height} cm",
        "weight": f"{grams // 1000}.{grams % 1000 // 100} kg" if weighed else "",
        "weight.date": _ago(random, 0, 31) if weighed else "",
        "weight.method": _among(random, ("measured", 95), ("stated", 5)) if weighed else "",
    }


def _pain(random: Random) -> dict[str, str]:
    regions = _among(random, ("[lumbar]", 58), ("[cervical]", 18), ("[lumbar, cervical]", 20), ("[]", 2), ("", 2))
    back, neck = "lumbar" in regions or not regions, "cervical" in regions
    scored = _ago(random, 0, 27) if _known(random, 93) else _ago(random, 32, 70)
    asked = _known(random, 95)
    return {
        "regions": regions,
        "pain.back.onset": _onset(random) if back else "",
        "pain.back.vas": _score(random, 3, 9) if back and asked else "",
        "pain.back.vas.date": scored if back and asked else "",
        "pain.neck.onset": _onset(random) if neck else "",
        "pain.neck.vas": _score(random, 3, 9) if neck and asked else "",
        "pain.neck.vas.date": scored if neck and asked else "",
        "pain.leg.vas": _score(random, 0, 6) if asked else "",
        "pain.leg.vas.date": scored if asked else "",
        "quebec": str(random.randint(8, 82)) if asked else "",
        "quebec.date": scored if asked else "",
    }


def _care(random: Random) -> dict[str, str]:
    mri = _known(random, 95)
    discs = _known(random, 8)
    return {
        "conservative_care.physical_therapy": _among(
            random, ("failed", 82), ("helped", 5), ("ongoing", 6), ("never", 7)
        ),
        "conservative_care.supervised_exercise": _among(random, ("failed", 50), ("never", 44), ("", 6)),
        "mri.date": (_ago(random, 5, 400) if _known(random, 92) else _ago(random, 5, 400)[:7]) if mri else "",
        "consent.signed": _among(random, ("true", 91), ("false", 5), ("", 4)),
        "contraindications": _among(random, ("[]", 92), ("[pregnancy]", 3), ("", 5)),
        "creatinine_clearance": f"{random.randint(20, 120)} mL/min" if _known(random, 40) else "",
        "prior_treatment": _among(random, ("none", 88), ("epidural-facet-iv", 11), ("", 1)),
        "requests.disc_injection": "true" if discs else "false",
        "requests.discs": "[L4-L5, L5-S1]" if discs else "",
    }


def medications(found: Sequence[Mapping[str, str]], random: Random) -> Iterator[dict[str, str]]:
    """The rows of `medications.csv`: none to eight for each patient whose medicines are recorded."""
    for patient in found:
        for _ in range(random.randint(0, 6) if patient["medications"] == "recorded" else 0):
            yield {"patient": patient["id"], **_medicine(random)}
    # two rows that cannot be right: a day that no month has, and a patient who is not among them
    yield {"patient": "invented-355", "drug": "naproxen", "last_dose": "2026-11-31"}
    yield {"patient": "invented-999", "drug": "ibuprofen", "last_dose": "2026-11-02"}


def _medicine(random: Random) -> dict[str, str]:
    drug = random.choice(random.choices([each for each, _ in DRUGS], [weight for _, weight in DRUGS])[0])
    last = _among(random, ("ongoing", 45), ("day", 44), ("month", 6), ("", 5))
    last = {"day": _ago(random, 1, 60), "month": _ago(random, 20, 150)[:7]}.get(last, last)
    ongoing = last == "ongoing"
    return {
        "drug": drug,
        "last_dose": last,
        "route": _among(random, ("oral", 70), ("injected", 20), ("", 10)) if drug in CORTICOSTEROIDS else "",
        "started": _ago(random, 3, 200) if ongoing and drug in CORTICOSTEROIDS else "",
        "indication": _among(random, ("primary-prevention", 50), ("secondary-prevention", 50))
        if drug == "aspirin"
        else "",
        "taper.agreed_by": "the pain clinic" if ongoing and drug in OPIOIDS else "",
        "taper.ends": str(AS_OF + timedelta(days=random.randint(5, 30))) if ongoing and drug in OPIOIDS else "",
    }


def _known(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent


def _among(random: Random, *weighed: tuple[str, int]) -> str:
    return random.choices([each for each, _ in weighed], [weight for _, weight in weighed])[0]


def _ago(random: Random, least: int, most: int) -> str:
    """A day so many days before the export."""
    return str(AS_OF - timedelta(days=random.randint(least, most)))


def _onset(random: Random) -> str:
    """Since when there is pain: to the year, month or day; now and then not at all, or a year ago to the day."""
    kind = _among(random, ("year", 28), ("month", 34), ("day", 32), ("to the day", 2), ("", 4))
    ago = _ago(random, 60, 4000)
    return {"year": ago[:4], "month": ago[:7], "day": ago, "to the day": "2025-11-20"}.get(kind, "")


def _score(random: Random, least: int, most: int) -> str:
    return f"{random.randint(least, most)}{random.choice(('', '', '.5'))}"


def main() -> None:
    """Writes both files into the folder."""
    parser = argparse.ArgumentParser(description="An export of 400 invented patients. No patient is real.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED, help=f"another one gives other patients; default {SEED}")
    asked = parser.parse_args()
    random = Random(asked.seed)
    found = list(patients(random))
    asked.folder.mkdir(parents=True, exist_ok=True)
    _write(asked.folder / "patients.csv", found)
    _write(asked.folder / "medications.csv", list(medications(found, random)))


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
