"""`allorx-spine` for a cohort as a good SQL programmer writes it: one reading of the files, one query that decides.

It knows the protocol: which criteria move with the date, that they never turn back, what each drug asks for. It has no
general part, and says nothing of why. What it answers is what `screen` answers, row for row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.screening_cohort import AS_OF

from posology.explain.washout import governing_rule
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold, FixedHold, ReferralHold, TaperHold

_DATES = ("pain.back.onset", "pain.neck.onset", "mri.date", "pain.back.vas.date", "pain.neck.vas.date", "quebec.date",
          "weight.date")  # fmt: skip
_NUMBERS = ("pain.back.vas", "pain.neck.vas", "pain.leg.vas", "quebec")
_TRUTHS = ("consent.signed", "requests.disc_injection")
_TEXTS = ("conservative_care.physical_therapy", "conservative_care.supervised_exercise", "weight.method",
          "prior_treatment")  # fmt: skip
_LISTS = ("regions", "contraindications", "requests.discs")
_UNITS = ("weight", "creatinine_clearance")


def _ends(written: str, name: str) -> str:
    """The first and the last day that a date may mean, as two columns."""
    return (
        f"CASE length({written}) WHEN 10 THEN {written}::DATE WHEN 7 THEN ({written} || '-01')::DATE "
        f"WHEN 4 THEN ({written} || '-01-01')::DATE END AS \"{name}\", "
        f"CASE length({written}) WHEN 10 THEN {written}::DATE WHEN 7 THEN last_day(({written} || '-01')::DATE) "
        f"WHEN 4 THEN ({written} || '-12-31')::DATE END AS \"{name}/latest\""
    )


def _patients() -> Iterator[str]:
    for name in _DATES:
        yield _ends(f'"{name}"', name)
    for name in _NUMBERS:
        yield f'"{name}"::DECIMAL(18, 6) AS "{name}"'
    for name in _TRUTHS:
        yield f'"{name}"::BOOLEAN AS "{name}"'
    for name in _TEXTS:
        yield f'"{name}"'
    for name in _LISTS:
        yield f'CASE "{name}" WHEN \'[]\' THEN [] ELSE string_split("{name}"[2:-2], \', \') END AS "{name}"'
    for name in _UNITS:
        yield f'split_part("{name}", \' \', 1)::DECIMAL(18, 6) AS "{name}"'


READ = f"""
CREATE OR REPLACE TABLE patients AS
SELECT row_number() OVER () - 1 AS row, id, {", ".join(_patients())},
    medications IS NOT NULL AS "medications/recorded"
FROM '{{patients}}';
CREATE OR REPLACE TABLE medications AS
SELECT patients.row, kind, last_dose = 'ongoing' AS ongoing, {_ends("nullif(last_dose, 'ongoing')", "last_dose")},
    {_ends("started", "started")}, {_ends('"taper.ends"', "taper.ends")}
FROM '{{medications}}' AS written
JOIN patients USING (id)
JOIN drugs ON drugs.drug = written.drug AND drugs.route IS NOT DISTINCT FROM written.route;
"""  # noqa: S608 - the columns are those above
"""The files read into typed tables; `drugs` tells the kind of each drug by its name and route."""

DECIDE = """
WITH facts AS (
    SELECT *, DATE '{as_of}' AS today,
        list_contains(regions, 'lumbar') AS lumbar, list_contains(regions, 'cervical') AS cervical,
        ("pain.back.onset" + INTERVAL 1 YEAR)::DATE AS back_from,
        ("pain.neck.onset" + INTERVAL 1 YEAR)::DATE AS neck_from,
        CASE WHEN "pain.back.onset" = "pain.back.onset/latest" THEN ("pain.back.onset" + INTERVAL 1 YEAR)::DATE
            ELSE ("pain.back.onset/latest" + 1 + INTERVAL 1 YEAR)::DATE - 1 END AS back_to,
        CASE WHEN "pain.neck.onset" = "pain.neck.onset/latest" THEN ("pain.neck.onset" + INTERVAL 1 YEAR)::DATE
            ELSE ("pain.neck.onset/latest" + 1 + INTERVAL 1 YEAR)::DATE - 1 END AS neck_to,
        CASE WHEN "pain.back.vas.date" >= today - INTERVAL 1 MONTH THEN "pain.back.vas" END AS back_now,
        CASE WHEN "pain.neck.vas.date" >= today - INTERVAL 1 MONTH THEN "pain.neck.vas" END AS neck_now,
        CASE WHEN "quebec.date" >= today - INTERVAL 1 MONTH THEN quebec END AS quebec_now,
        CASE WHEN "weight.date" >= today - 30 AND "weight.method" = 'measured' THEN weight END AS weight_now,
        "requests.disc_injection" AND prior_treatment = 'epidural-facet-iv' AS disc
    FROM patients
),
held AS (
    SELECT row, kinds.*, ongoing, today, last_dose,
        CASE hold WHEN 'kidney' THEN CASE WHEN creatinine_clearance >= 50 THEN 4 ELSE 6 END
            WHEN 'disc' THEN CASE WHEN disc THEN 2 WHEN NOT disc THEN 0 END ELSE kinds.days END AS free_days,
        CASE WHEN "taper.ends/latest" >= today THEN "taper.ends/latest" END AS tapered,
        started, "started/latest" AS started_to, "last_dose/latest" AS last_dose_to
    FROM medications JOIN kinds USING (kind) JOIN facts USING (row)
),
judged AS (
    SELECT *,
        CASE WHEN hold = 'unclassified' OR free_days IS NULL THEN 'unknown'
            WHEN hold = 'refer' OR (hold = 'taper' AND ongoing AND tapered IS NULL) THEN 'refer'
            WHEN hold = 'disc' AND free_days = 0 THEN 'free'
            WHEN ongoing AND hold = 'course' AND tapered IS NULL AND (started >= today - 21) IS NOT TRUE THEN
                CASE WHEN started_to < today - 21 THEN 'refer' ELSE 'unknown' END
            WHEN ongoing THEN 'stopped'
            WHEN last_dose IS NULL THEN 'unknown'
            ELSE 'over' END AS stands,
        CASE WHEN ongoing THEN coalesce(tapered, today) ELSE least(last_dose_to, today) END + 1 + free_days AS clear_on,
        last_dose + 1 + free_days AS perhaps_on
    FROM held
),
effective AS (
    SELECT *, against_clots AND (ongoing IS TRUE OR last_dose IS NULL OR stands IN ('unknown', 'refer')
        OR (stands = 'over' AND clear_on > today)) AS running
    FROM judged
),
counted AS (
    SELECT row, count(*) FILTER (running) > 1 AND count(DISTINCT ingredient) FILTER (running) > 1 AS together,
        bool_or(stands = 'unknown') AS any_unknown, bool_or(stands = 'refer') AS any_referred,
        bool_or(running AND last_dose IS NULL AND ongoing IS NOT TRUE) AS any_undated,
        bool_or(stands = 'stopped') AS any_stopped,
        max(clear_on) FILTER (stands IN ('stopped', 'over')) AS clear_on
    FROM effective GROUP BY row
),
criteria AS (
    SELECT facts.*, counted.* EXCLUDE (row),
        "consent.signed" AS consent,
        "conservative_care.physical_therapy" = 'failed' OR "conservative_care.supervised_exercise" = 'failed' AS care,
        ("pain.back.vas" > "pain.leg.vas" AND lumbar) OR ("pain.neck.vas" > "pain.leg.vas" AND cervical) AS axial,
        (NOT lumbar OR back_now >= 0) AND (NOT cervical OR neck_now >= 0) AND quebec_now >= 0 AS scored,
        len(regions) > 0 AS sought, weight_now > 0 AS weighed, len(contraindications) = 0 AS nothing_against,
        least(CASE WHEN lumbar THEN back_to END, CASE WHEN cervical THEN neck_to END) + 1 AS chronic_on,
        disc IS NULL OR (disc AND (len("requests.discs") = 2) IS NOT TRUE) AS disc_unknown
    FROM facts LEFT JOIN counted USING (row)
),
timed AS (
    SELECT *,
        CASE WHEN consent AND care AND axial AND scored AND sought AND weighed AND nothing_against AND NOT disc_unknown
            AND "medications/recorded" AND any_unknown IS NOT TRUE AND any_referred IS NOT TRUE
            AND together IS NOT TRUE AND chronic_on IS NOT NULL AND "mri.date" IS NOT NULL
            THEN greatest(today, clear_on, chronic_on, "mri.date/latest" + 1) END AS earliest,
        coalesce(earliest, today) AS day
    FROM criteria
),
dated AS (
    SELECT *,
        CASE WHEN "mri.date/latest" < day THEN true WHEN "mri.date" >= day THEN false END AS mri,
        CASE WHEN back_to < day THEN true WHEN back_from >= day THEN false END AS back_long,
        CASE WHEN neck_to < day THEN true WHEN neck_from >= day THEN false END AS neck_long,
        (back_long AND lumbar) OR (neck_long AND cervical) AS chronic,
        coalesce((scored IS NOT NULL AND ("quebec.date" < day - INTERVAL 1 MONTH
            OR (lumbar IS NOT FALSE AND "pain.back.vas.date" < day - INTERVAL 1 MONTH)
            OR (cervical IS NOT FALSE AND "pain.neck.vas.date" < day - INTERVAL 1 MONTH)))
            OR (weighed IS NOT NULL AND "weight.date" < day - 30), false) AS renew
    FROM timed
),
standing AS (
    SELECT effective.row, drug, stands, clear_on, day,
        CASE WHEN stands = 'unknown' OR (together AND running AND last_dose IS NULL AND ongoing IS NOT TRUE)
                THEN 'unknown'
            WHEN stands = 'over' AND clear_on > day AND perhaps_on <= day THEN 'unknown'
            WHEN stands = 'refer' OR (together AND running) THEN 'refer'
            WHEN stands = 'stopped' OR (stands = 'over' AND clear_on > day) THEN 'hold' ELSE 'clear' END AS status
    FROM effective JOIN (SELECT row, day, together FROM dated) USING (row)
),
washed AS (
    SELECT row, max(CASE status WHEN 'unknown' THEN 3 WHEN 'refer' THEN 2 WHEN 'hold' THEN
            CASE WHEN clear_on > day THEN 2 ELSE 1 END ELSE 0 END) AS washout,
        list(drug || CASE status WHEN 'hold' THEN ': hold until ' || clear_on ELSE ': ' || status END ORDER BY drug)
            FILTER (status <> 'clear') AS holds
    FROM standing GROUP BY row
),
ranked AS (
    SELECT dated.*, coalesce(holds, []) AS holds, coalesce(washout, 0) AS washout,
        greatest(
            CASE WHEN NOT (consent AND care AND axial AND scored AND sought AND weighed AND nothing_against)
                OR NOT chronic AND (chronic_on IS NULL AND regions IS NOT NULL) THEN 4 ELSE 0 END,
            CASE WHEN (consent AND care AND axial AND scored AND sought AND weighed AND nothing_against) IS NULL
                OR mri IS NULL OR chronic IS NULL
                OR (NOT chronic AND regions IS NULL) OR disc_unknown OR lumbar IS NULL OR weight_now IS NULL
                OR NOT "medications/recorded" THEN 3 ELSE 0 END,
            CASE WHEN NOT mri OR NOT chronic THEN 2 ELSE 0 END,
            coalesce(washout, 0), renew::INTEGER) AS level
    FROM dated LEFT JOIN washed USING (row)
)
SELECT row, id, ['eligible', 'conditional', 'deferred', 'indeterminate', 'ineligible'][level + 1] AS verdict,
    CASE WHEN level < 3 THEN earliest END AS earliest_date,
    list_filter([
        CASE WHEN NOT consent THEN 'consent' END, CASE WHEN NOT chronic THEN 'chronic-pain' END,
        CASE WHEN NOT care THEN 'failed-conservative-care' END, CASE WHEN NOT axial THEN 'axial-over-leg' END,
        CASE WHEN NOT mri THEN 'mri' END, CASE WHEN NOT scored THEN 'baseline-scores' END,
        CASE WHEN NOT sought THEN 'region-stated' END, CASE WHEN NOT weighed THEN 'weight-for-dose' END,
        CASE WHEN NOT nothing_against THEN 'no-contraindication' END], lambda each: each IS NOT NULL) AS failed,
    list_filter([
        CASE WHEN consent IS NULL THEN 'consent' END, CASE WHEN chronic IS NULL THEN 'chronic-pain' END,
        CASE WHEN care IS NULL THEN 'failed-conservative-care' END, CASE WHEN axial IS NULL THEN 'axial-over-leg' END,
        CASE WHEN mri IS NULL THEN 'mri' END, CASE WHEN scored IS NULL THEN 'baseline-scores' END,
        CASE WHEN sought IS NULL THEN 'region-stated' END, CASE WHEN weighed IS NULL THEN 'weight-for-dose' END,
        CASE WHEN nothing_against IS NULL THEN 'no-contraindication' END,
        CASE WHEN NOT "medications/recorded" OR washout = 3 THEN 'medications' END,
        CASE WHEN weight_now IS NULL THEN 'plan.iv' END, CASE WHEN lumbar IS NULL THEN 'plan.facets-lumbar' END,
        CASE WHEN cervical IS NULL THEN 'plan.facets-cervical' END, CASE WHEN disc_unknown THEN 'plan.disc' END],
        lambda each: each IS NOT NULL) AS unknown,
    holds,
    CASE WHEN weight_now IS NOT NULL THEN greatest(100000000, (weight_now * 1000000)::BIGINT) END AS iv_cells_minimum,
    iv_cells_minimum AS iv_cells_maximum,
    CASE WHEN NOT disc_unknown THEN iv_cells_minimum + 20000000 + lumbar::BIGINT * 12000000
        + cervical::BIGINT * 12000000 + disc::BIGINT * 50000000 END AS total_cells_minimum,
    CASE WHEN NOT disc_unknown THEN iv_cells_minimum + 25000000 + lumbar::BIGINT * 24000000
        + cervical::BIGINT * 24000000 + disc::BIGINT * 50000000 END AS total_cells_maximum
FROM ranked
ORDER BY row
"""
"""One row for each patient, from `patients`, `medications`, and `kinds`, the drugs that are not free."""

CRITERIA = {
    "consent": "consent",
    "chronic": "chronic-pain",
    "care": "failed-conservative-care",
    "axial": "axial-over-leg",
    "mri": "mri",
    "scored": "baseline-scores",
    "sought": "region-stated",
    "weighed": "weight-for-dose",
    "nothing_against": "no-contraindication",
}
"""The criteria in their order, by the columns that are true where they let through."""

VERDICTS = ("eligible", "conditional", "deferred", "indeterminate", "ineligible")

_KIDNEY = "dabigatran"


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug as the tables know it: by one class of one ingredient, or by none that is known."""

    kind: int
    drug: str
    ingredient: str
    drug_class: str | None

    def hold(self, protocol: Protocol) -> tuple[str, int | None] | None:
        """What the protocol asks for: how, and for how many drug-free days; None where it asks for nothing."""
        if self.drug_class is None:
            return "unclassified", 0
        rule = governing_rule(protocol, self.drug_class, self.ingredient)
        match None if rule is None else rule.hold:
            case FixedHold(days=days):
                return "course" if rule is not None and rule.course_referral is not None else "days", days
            case ConditionalHold():
                return ("kidney" if self.ingredient == _KIDNEY else "disc"), None
            case TaperHold():
                return "taper", 0
            case ReferralHold():
                return "refer", 0
            case _:
                return None


def kinds(drugs: Iterable[Drug], protocol: Protocol) -> Iterator[tuple[object, ...]]:
    """The rows of `kinds`: kind, drug, ingredient, hold, days, and whether it is one of those against clots."""
    together = () if protocol.together is None else protocol.together.classes
    for each in drugs:
        hold = each.hold(protocol)
        if hold is not None:
            yield each.kind, each.drug, each.ingredient, *hold, each.drug_class in together


def decision() -> str:
    """The query, asked on the day of the cohort."""
    return DECIDE.format(as_of=AS_OF)
