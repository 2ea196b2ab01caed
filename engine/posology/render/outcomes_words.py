"""Sentences about outcomes that the text and the Markdown share."""

from __future__ import annotations

from posology.results.outcomes import Duration, Group, Mean, OutcomeRow, Outcomes, PartCount, Rate
from posology.values.numerals import count_in_words, decimal_in_words


def group_in_words(group: Group) -> str:
    """`all patients`, or `disc: yes`."""
    return "all patients" if group.by is None else f"{group.by}: {group.name}"


def rate_in_words(rate: Rate) -> str:
    """`29 of 39, 74 % (95 % interval 59 % to 85 %)`; only the counts for nobody."""
    counts = f"{rate.count} of {rate.of}"
    if rate.percent is None:
        return counts
    return f"{counts}, {rate.percent} % (95 % interval {rate.low_percent} % to {rate.high_percent} %)"


def unknown_in_words(row: OutcomeRow) -> str:
    """What the unknown statuses could make of the rate; empty where there are none."""
    if not row.unknown:
        return ""
    whose = "1 patient has" if row.unknown == 1 else f"{row.unknown} patients have"
    return (
        f"{whose} an unknown status; if all of them had responded, "
        f"{row.at_most.count} of {row.at_most.of}, {row.at_most.percent} %"
    )


def part_in_counts(part: PartCount) -> str:
    """`vas met by 27, not met by 10, cannot respond 1, missing 1`; what is zero beyond the first is left out."""
    others = (
        ("not met by", part.not_met),
        ("cannot respond:", part.cannot_respond),
        ("missing:", part.missing),
        ("threshold not found:", part.not_found),
    )
    said = [f"{words} {count}" for words, count in others if count]
    return ", ".join([f"{part.id} met by {part.met}", *said])


def duration_in_words(duration: Duration) -> str:
    """`22 of 26 initial responders followed still respond, 85 % (…); 29 had responded at first`."""
    if duration.rate.percent is None:
        return f"none of the {duration.initial} initial responders was followed"
    interval = f"95 % interval {duration.rate.low_percent} % to {duration.rate.high_percent} %"
    unknown = f"; {duration.unknown} of unknown status" if duration.unknown else ""
    return (
        f"{duration.continuing} of {duration.followed} followed, {duration.rate.percent} % ({interval}), "
        f"of {duration.initial} initial responders{unknown}"
    )


def mean_in_words(mean: Mean) -> str:
    """`vas 3.2, change -3.9 (29 patients)`."""
    change = "" if mean.change is None else f", change {decimal_in_words(mean.change.one_place)}"
    if mean.change is not None and mean.changed != mean.patients:
        change += f" in {mean.changed}"
    count = "1 patient" if mean.patients == 1 else f"{count_in_words(mean.patients)} patients"
    return f"{mean.instrument} {decimal_in_words(mean.mean.one_place)}{change} ({count})"


def reading_in_words(outcomes: Outcomes) -> tuple[str, ...]:
    """What became of the rows of the file."""
    reading = outcomes.reading
    aside = f"{reading.set_aside} set aside" if reading.set_aside else "none set aside"
    said = [f"{count_in_words(reading.rows)} rows read, {count_in_words(reading.used)} used, {aside}"]
    if reading.without_scores:
        several = f"{count_in_words(reading.without_scores)} rows have no score, and count"
        rows = "1 row has no score, and counts" if reading.without_scores == 1 else several
        said.append(f"{rows} as not followed")
    said.append(f"{count_in_words(reading.patients)} patients with a baseline row")
    return tuple(said)
