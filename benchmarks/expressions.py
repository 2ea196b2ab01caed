"""The decision as one expression, for zen-engine and for CEL: the same text but for a few words that each has its own.

One compiled expression is the quickest way to ask either engine; a decision graph of zen-engine costs more. It says
first what makes a candidate ineligible, then what is unknown, then what defers, then what is to be held.
"""

from __future__ import annotations

from dataclasses import dataclass

LUMBAR = "'lumbar' in regions"
CERVICAL = "'cervical' in regions"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two engines write differently: templates in which `{0}` is a condition on one medicine, or a list."""

    item: str
    some: str
    several: str
    size: str
    words: tuple[tuple[str, str], ...] = ()

    def of_medicines(self, template: str, condition: str) -> str:
        """The test of the medicines, each of which the condition calls `m`."""
        return template.format(condition.replace("m.", self.item))


ZEN = Dialect(item="#.", some="some(medicines, {0})", several="count(medicines, {0}) > 1", size="len({0})")
CEL = Dialect(
    item="m.",
    some="medicines.exists(m, {0})",
    several="size(medicines.filter(m, {0})) > 1",
    size="size({0})",
    words=((" and ", " && "), (" or ", " || "), ("not ", "!")),
)


def verdict_expression(dialect: Dialect) -> str:
    """The whole decision."""
    text = (
        f"({_any(*_fails(dialect))}) ? 'ineligible'"
        f" : ({_any(*_unknown(dialect))}) ? 'indeterminate'"
        f" : ({_any(*_deferred(dialect))}) ? 'deferred'"
        f" : ({_some(dialect, _all('m.days >= 0', 'm.ongoing'))}) ? 'conditional'"
        " : 'eligible'"
    )
    for word, sign in dialect.words:
        text = text.replace(word, sign)
    return text


def _some(dialect: Dialect, condition: str) -> str:
    return dialect.of_medicines(dialect.some, condition)


def _any(*tests: str) -> str:
    return " or ".join(f"({each})" for each in tests)


def _all(*tests: str) -> str:
    return " and ".join(f"({each})" for each in tests)


def _fails(dialect: Dialect) -> tuple[str, ...]:
    return (
        "consent == false",
        _all(
            "physical_therapy != null",
            "supervised_exercise != null",
            "physical_therapy != 'failed'",
            "supervised_exercise != 'failed'",
        ),
        f"contraindications != null and {dialect.size.format('contraindications')} > 0",
        _all("regions != null", f"{dialect.size.format('regions')} == 0"),
        _all("regions != null", "leg_vas != null", _not_worse("back_vas", LUMBAR), _not_worse("neck_vas", CERVICAL)),
    )


def _not_worse(score: str, sought: str) -> str:
    return _any(f"not ({sought})", f"{score} != null and {score} <= leg_vas")


def _worse(score: str, sought: str) -> str:
    return _all(sought, f"{score} != null", f"{score} > leg_vas")


def _unknown(dialect: Dialect) -> tuple[str, ...]:
    stale = "{0} == null or {0} < scores_from".format
    return (
        "consent == null",
        _all(
            _any("physical_therapy == null", "supervised_exercise == null"),
            "physical_therapy != 'failed'",
            "supervised_exercise != 'failed'",
        ),
        "contraindications == null",
        "regions == null",
        "weight_on == null or weight_method != 'measured' or weight_on < as_of - 30",
        "mri_to == null or (mri_to >= day and mri_from < day)",
        stale("quebec_on"),
        _all(LUMBAR, stale("back_vas_on")),
        _all(CERVICAL, stale("neck_vas_on")),
        "leg_vas == null",
        _all(
            f"not ({_worse('back_vas', LUMBAR)})",
            f"not ({_worse('neck_vas', CERVICAL)})",
            _any(_all(LUMBAR, "back_vas == null"), _all(CERVICAL, "neck_vas == null")),
        ),
        _all(
            f"not ({_a_year('back', LUMBAR)})",
            f"not ({_a_year('neck', CERVICAL)})",
            _any(
                _all(LUMBAR, _any("back_to == null", "back_from < day")),
                _all(CERVICAL, _any("neck_to == null", "neck_from < day")),
            ),
        ),
        "medicines == null",
        _some(
            dialect,
            _any(
                "m.drug_class == 'unclassified'",
                _all(
                    "m.days >= 0 and not m.ongoing",
                    _any(
                        "m.last_to == null",
                        f"{_LAST} + m.days + 1 > day and m.last_from + m.days + 1 <= day",
                    ),
                ),
            ),
        ),
    )


def _a_year(region: str, sought: str) -> str:
    return _all(sought, f"{region}_to != null", f"{region}_to < day")


_LAST = "(m.last_to < as_of ? m.last_to : as_of)"
_RUNS = _all(
    "m.drug_class in ['anticoagulant', 'antiplatelet', 'aspirin']",
    _any("m.ongoing", "m.last_to == null", "m.days == -1", f"{_LAST} + m.days + 1 > as_of"),
)
_HELD_FROM = "(m.drug_class == 'opioid' ? m.taper_ends : as_of)"
_TAPERS = "m.drug_class == 'opioid'"


def _deferred(dialect: Dialect) -> tuple[str, ...]:
    ongoing = _any(_all(_TAPERS, "m.taper_ends == null or m.taper_ends < as_of"), f"{_HELD_FROM} + m.days + 1 > day")
    late = _any(_all("m.ongoing", ongoing), _all("not m.ongoing", f"{_LAST} + m.days + 1 > day"))
    return (
        "mri_from >= day",
        _all(f"not ({_a_year('back', LUMBAR)})", f"not ({_a_year('neck', CERVICAL)})"),
        _some(dialect, _any("m.days == -1", _all("m.days >= 0", late))),
        dialect.of_medicines(dialect.several, _RUNS),
    )
