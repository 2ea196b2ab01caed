"""An invented cohort of any size, made by one query of DuckDB from a seed: `python -m benchmarks.screening_cohort`.

Nobody's records. A folder in long form is written, every value the text that a record would have: partial dates,
values that nobody recorded, drugs that nobody knows, ends of months, leap days, and every verdict of `allorx-spine`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

AS_OF = date(2026, 11, 20)
SEED = 5
THREADS = 2

PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """The two files of an invented cohort."""

    patients: Path
    medications: Path


UNRESTRICTED = (
    "acetaminophen", "Tylenol", "metformin", "Glucophage", "lisinopril", "Zestril", "atorvastatin", "Lipitor",
    "rosuvastatin", "Crestor", "amlodipine", "Norvasc", "omeprazole", "Prilosec", "pantoprazole", "levothyroxine",
    "Synthroid", "gabapentin", "Neurontin", "pregabalin", "Lyrica", "losartan", "Cozaar", "hydrochlorothiazide",
    "metoprolol", "sertraline", "Zoloft", "duloxetine", "Cymbalta", "escitalopram", "cyclobenzaprine", "cetirizine",
)  # fmt: skip
ANTI_INFLAMMATORY = (
    "ibuprofen", "Advil", "Motrin", "naproxen", "Aleve", "diclofenac", "Voltaren", "meloxicam", "Mobic", "celecoxib",
    "Celebrex", "etodolac", "ketorolac", "nabumetone",
)  # fmt: skip
AGAINST_CLOTS = (
    "aspirin", "Bayer Aspirin", "apixaban", "Eliquis", "warfarin", "Coumadin", "rivaroxaban", "Xarelto", "dabigatran",
    "Pradaxa", "clopidogrel", "Plavix", "prasugrel", "ticagrelor", "Brilinta", "enoxaparin", "cilostazol",
    "argatroban",
)  # fmt: skip
OPIOIDS = ("tramadol", "oxycodone", "hydrocodone", "morphine")
CORTICOSTEROIDS = ("prednisone", "methylprednisolone", "dexamethasone", "triamcinolone", "fluticasone")
UNKNOWN = ("Zorbulin", "Quistaril forte", "study drug B", "green tablet")

SHARES = (
    (UNRESTRICTED, 780),
    (ANTI_INFLAMMATORY, 100),
    (AGAINST_CLOTS, 60),
    (OPIOIDS, 25),
    (CORTICOSTEROIDS, 25),
    (UNKNOWN, 10),
)
"""Of a thousand medicines, how many are of each kind."""

PATIENTS = """
SELECT
    printf('P%09d', i) AS id,
    list_value('north', 'south', 'east', 'west')[1 + below(i, 1, 4)] AS site,
    left(of(DATE '1946-01-01' + below(i, 2, 20000)), 10) AS birth_date,
    CASE WHEN below(i, 3, 2) = 0 THEN 'female' ELSE 'male' END AS sex,
    CASE WHEN below(i, 4, 1000) < 940 THEN 'true' WHEN below(i, 4, 1000) < 970 THEN 'false' END AS "consent.signed",
    CASE WHEN below(i, 5, 1000) < 930 THEN '[]' WHEN below(i, 5, 1000) < 960 THEN '[pregnancy]' END
        AS contraindications,
    CASE WHEN region < 600 THEN '[lumbar]' WHEN region < 800 THEN '[cervical]'
        WHEN region < 960 THEN '[lumbar, cervical]' WHEN region < 980 THEN '[]' END AS regions,
    CASE WHEN region < 600 OR region >= 780 THEN onset(i, 7) END AS "pain.back.onset",
    CASE WHEN region >= 600 THEN onset(i, 8) END AS "pain.neck.onset",
    CASE WHEN below(i, 9, 1000) < 975 THEN score(i, 10, 3) END AS "pain.back.vas",
    CASE WHEN below(i, 9, 1000) < 970 THEN scored END AS "pain.back.vas.date",
    CASE WHEN below(i, 11, 1000) < 950 THEN score(i, 12, 3) END AS "pain.neck.vas",
    CASE WHEN below(i, 11, 1000) < 950 THEN scored END AS "pain.neck.vas.date",
    CASE WHEN below(i, 13, 1000) < 965 THEN score(i, 14, 0) END AS "pain.leg.vas",
    CASE WHEN below(i, 13, 1000) < 965 THEN scored END AS "pain.leg.vas.date",
    CASE WHEN below(i, 15, 1000) < 960 THEN below(i, 16, 101)::VARCHAR END AS quebec,
    CASE WHEN below(i, 15, 1000) < 955 THEN scored END AS "quebec.date",
    CASE WHEN below(i, 17, 1000) < 800 THEN 'failed' WHEN below(i, 17, 1000) < 850 THEN 'helped'
        WHEN below(i, 17, 1000) < 900 THEN 'ongoing' WHEN below(i, 17, 1000) < 970 THEN 'never' END
        AS "conservative_care.physical_therapy",
    CASE WHEN below(i, 18, 1000) < 600 THEN 'failed' WHEN below(i, 18, 1000) < 950 THEN 'never' END
        AS "conservative_care.supervised_exercise",
    CASE WHEN below(i, 19, 1000) < 900 THEN of(TODAY - 1 - below(i, 20, 500))
        WHEN below(i, 19, 1000) < 940 THEN left(of(TODAY - 1 - below(i, 20, 1500)), 7)
        WHEN below(i, 19, 1000) < 950 THEN of(TODAY) WHEN below(i, 19, 1000) < 960 THEN '2024-02-29'
        WHEN below(i, 19, 1000) < 970 THEN '2026' END AS "mri.date",
    CASE WHEN below(i, 21, 1000) < 970 THEN printf('%d.%d kg', 48 + below(i, 22, 75), below(i, 23, 10)) END AS weight,
    CASE WHEN below(i, 21, 1000) < 965 THEN of(TODAY - below(i, 24, 33)) END AS "weight.date",
    CASE WHEN below(i, 21, 1000) < 970 THEN CASE WHEN below(i, 25, 100) < 95 THEN 'measured' ELSE 'stated' END END
        AS "weight.method",
    CASE WHEN below(i, 26, 1000) < 300 THEN (10 + below(i, 27, 120))::VARCHAR || ' mL/min' END AS creatinine_clearance,
    CASE WHEN below(i, 26, 1000) < 300 THEN of(TODAY - below(i, 28, 400)) END AS "creatinine_clearance.date",
    CASE WHEN below(i, 29, 1000) < 850 THEN 'none' WHEN below(i, 29, 1000) < 980 THEN 'epidural-facet-iv' END
        AS prior_treatment,
    CASE WHEN below(i, 30, 1000) < 880 THEN 'false' WHEN below(i, 30, 1000) < 985 THEN 'true' END
        AS "requests.disc_injection",
    CASE WHEN below(i, 30, 1000) BETWEEN 880 AND 984 AND below(i, 31, 10) > 0 THEN '[L4-L5, L5-S1]' END
        AS "requests.discs",
    CASE WHEN below(i, 32, 1000) < 950 THEN CASE WHEN taken(i) = 0 THEN '[]' ELSE 'recorded' END END AS medications
FROM (
    SELECT i, below(i, 6, 1000) AS region,
        CASE WHEN below(i, 33, 1000) < 930 THEN of(TODAY - below(i, 34, 29)) WHEN below(i, 33, 1000) < 950 THEN
            of(TODAY - 29 - below(i, 34, 60)) WHEN below(i, 33, 1000) < 960 THEN of(MONTH_AGO)
            WHEN below(i, 33, 1000) < 975 THEN left(of(TODAY - below(i, 34, 60)), 7)
            ELSE '2026-10-31' END AS scored
    FROM range({patients}) AS numbers(i)
)
"""

MEDICATIONS = """
SELECT id, drug, last_dose, route,
    CASE WHEN last_dose = 'ongoing' AND below(m, 57, 10) < 7 THEN of(TODAY - below(m, 58, 300)) END AS started,
    CASE WHEN drug IN ('aspirin', 'Bayer Aspirin') AND below(m, 59, 3) > 0 THEN
        CASE WHEN below(m, 59, 3) = 1 THEN 'primary-prevention' ELSE 'secondary-prevention' END END AS indication,
    CASE WHEN tapered THEN 'the pain clinic' END AS "taper.agreed_by",
    CASE WHEN tapered THEN of(TODAY + below(m, 60, 30)) END AS "taper.ends"
FROM (
    SELECT m, id, drug,
        CASE WHEN drug IN ({corticosteroids}) AND below(m, 55, 10) < 9 THEN
            list_value('oral', 'oral', 'injected', 'inhaled', 'topical')[1 + below(m, 56, 5)] END AS route,
        last_dose, last_dose = 'ongoing' AND drug IN ({opioids}) AND below(m, 61, 3) > 0 AS tapered
    FROM (
        SELECT m, id, CASE {drugs} END AS drug,
            CASE WHEN below(m, 53, 1000) < 420 THEN 'ongoing'
                WHEN below(m, 53, 1000) < 880 THEN of(TODAY - below(m, 54, 60))
                WHEN below(m, 53, 1000) < 930 THEN left(of(TODAY - below(m, 54, 200)), 7)
                WHEN below(m, 53, 1000) < 950 THEN left(of(TODAY - below(m, 54, 900)), 4)
                WHEN below(m, 53, 1000) < 965 THEN '2026-10-31' WHEN below(m, 53, 1000) < 970 THEN '2024-02-29' END
                AS last_dose
        FROM (
            SELECT printf('P%09d', i) AS id, i * 16 + k AS m
            FROM (SELECT i, unnest(range(taken(i))) AS k FROM range({patients}) AS numbers(i)
                WHERE below(i, 32, 1000) < 950)
        )
    )
)
"""


SCORE = """
CREATE MACRO score(i, salt, least) AS
    CASE WHEN below(i, salt, 4) = 0 THEN printf('%d.5', least + below(i, salt + 20, 7))
    ELSE (least + below(i, salt + 20, 8))::VARCHAR END
"""
ONSET = """
CREATE MACRO onset(i, salt) AS
    CASE WHEN below(i, salt, 100) < 30 THEN (2010 + below(i, salt + 35, 17))::VARCHAR
    WHEN below(i, salt, 100) < 60 THEN left(of(TODAY() - 30 - below(i, salt + 35, 4000)), 7)
    WHEN below(i, salt, 100) < 62 THEN '2025-11-20' WHEN below(i, salt, 100) < 64 THEN '2024-02-29'
    WHEN below(i, salt, 100) < 66 THEN '2025-11'
    WHEN below(i, salt, 100) < 98 THEN of(TODAY() - 100 - below(i, salt + 35, 5000)) END
"""


def make(folder: Path, patients: int, *, form: str = "parquet", seed: int = SEED) -> Made:
    """So many patients with about four medicines each, in `patients` and `medications` of the folder.

    The same size and seed give the same rows. `form` is `parquet` or `csv`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(folder / f"patients.{form}", folder / f"medications.{form}")
    with duckdb.connect(config={"threads": THREADS}) as database:
        for macro in _macros(seed):
            database.execute(macro)
        _write(database, PATIENTS.format(patients=patients), made.patients)
        _write(database, _medications(patients), made.medications)
    return made


def _macros(seed: int) -> tuple[str, ...]:
    """What the queries call: `below` is a number from 0 that depends on the row, the column and the seed alone."""
    return (
        f"CREATE MACRO below(i, salt, n) AS (hash(i * 64 + salt + {seed} * 1000003) % n)::INTEGER",
        f"CREATE MACRO TODAY() AS DATE '{AS_OF}'",
        "CREATE MACRO MONTH_AGO() AS (TODAY() - INTERVAL 1 MONTH)::DATE",
        "CREATE MACRO of(day) AS strftime(day, '%Y-%m-%d')",
        "CREATE MACRO taken(i) AS CASE WHEN below(i, 40, 20) = 0 THEN 0 ELSE 1 + below(i, 41, 8) END",
        SCORE,
        ONSET,
    )


def _medications(patients: int) -> str:
    cases: list[str] = []
    until = 0
    for names, share in SHARES:
        until += share
        drugs = f"list_value({_quoted(names)})[1 + below(m, 52, {len(names)})]"
        cases.append(f"WHEN below(m, 51, {PERMILLE}) < {until} THEN {drugs}")
    return MEDICATIONS.format(
        patients=patients, drugs=" ".join(cases), corticosteroids=_quoted(CORTICOSTEROIDS), opioids=_quoted(OPIOIDS)
    )


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in names)


def _write(database: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    called = query.replace("TODAY", "TODAY()").replace("MONTH_AGO", "MONTH_AGO()")
    form = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    database.execute(f"COPY ({called}) TO '{path}' ({form})")


def main() -> None:
    """Writes a cohort of the size that is asked for, and says where."""
    parser = argparse.ArgumentParser(description="An invented cohort in long form. No patient is real.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--form", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    made = make(asked.folder, asked.patients, form=asked.form, seed=asked.seed)
    print(made.patients, made.medications, sep="\n")


if __name__ == "__main__":
    main()
