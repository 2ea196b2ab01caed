"""The decision of `screening_by_hand` as Polars says it: lazy frames, over the same typed tables.

It knows the protocol as well as the SQL does, and answers the same, row for row.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from benchmarks.screening_by_hand import CRITERIA, VERDICTS
from polars import Expr, LazyFrame, col, lit, when

UNKNOWN, REFER, HOLD, CLEAR = "unknown", "refer", "hold", "clear"
STOPPED, OVER, FREE = "stopped", "over", "free"

REFERRED, NOT_KNOWN = 2, 3
"""Levels of a verdict that a washout can be of."""

DISCS = 2
LEAST_CLEARANCE = 50
COURSE_DAYS = 21
WEIGHT_DAYS = 30


def decision(patients: LazyFrame, medications: LazyFrame, kinds: LazyFrame, as_of: date) -> LazyFrame:
    """One row for each patient, in their order, with what `screen` answers."""
    facts = _facts(patients, as_of)
    effective = _effective(medications, kinds, facts, as_of)
    dated = _dated(_criteria(facts.join(_counted(effective), on="row", how="left")), as_of)
    ranked = _ranked(dated.join(_washed(effective, dated), on="row", how="left"))
    return _answer(ranked).sort("row")


def _is_true(condition: Expr) -> Expr:
    return condition.fill_null(value=False)


def _facts(patients: LazyFrame, as_of: date) -> LazyFrame:
    month_ago = lit(as_of).dt.offset_by("-1mo")
    weight_from = lit(as_of - timedelta(WEIGHT_DAYS))
    weighed = (col("weight.date") >= weight_from) & (col("weight.method") == "measured")
    return patients.with_columns(
        lumbar=col("regions").list.contains("lumbar"),
        cervical=col("regions").list.contains("cervical"),
        back_from=col("pain.back.onset").dt.offset_by("1y"),
        neck_from=col("pain.neck.onset").dt.offset_by("1y"),
        back_to=_year_after("pain.back.onset"),
        neck_to=_year_after("pain.neck.onset"),
        back_now=when(col("pain.back.vas.date") >= month_ago).then(col("pain.back.vas")),
        neck_now=when(col("pain.neck.vas.date") >= month_ago).then(col("pain.neck.vas")),
        quebec_now=when(col("quebec.date") >= month_ago).then(col("quebec")),
        weight_now=when(weighed).then(col("weight")),
        disc=col("requests.disc_injection") & (col("prior_treatment") == "epidural-facet-iv"),
    )


def _year_after(path: str) -> Expr:
    """The last day on which a year may be over since a day of which the first and the last that it may be are known."""
    exactly = col(path) == col(f"{path}/latest")
    end = col(f"{path}/latest").dt.offset_by("1d").dt.offset_by("1y").dt.offset_by("-1d")
    return when(exactly).then(col(path).dt.offset_by("1y")).otherwise(end)


def _effective(medications: LazyFrame, kinds: LazyFrame, facts: LazyFrame, as_of: date) -> LazyFrame:
    """Every medicine that is not free, with how it stands today, and when it is clear."""
    patients = facts.select("row", "disc", "creatinine_clearance")
    held = medications.join(kinds, on="kind").join(patients, on="row")
    kidney = when(col("creatinine_clearance") >= LEAST_CLEARANCE).then(4).otherwise(6)
    disc = when(col("disc")).then(2).when(~col("disc")).then(0)
    days = when(col("hold") == "kidney").then(kidney).when(col("hold") == "disc").then(disc).otherwise(col("days"))
    ends = col("taper.ends/latest")
    held = held.with_columns(free_days=days, tapered=when(ends >= as_of).then(ends))
    course_from = lit(as_of - timedelta(COURSE_DAYS))
    is_long = col("ongoing") & (col("hold") == "course") & col("tapered").is_null()
    is_long &= ~_is_true(col("started") >= course_from)
    stands = (
        when((col("hold") == "unclassified") | col("free_days").is_null())
        .then(lit(UNKNOWN))
        .when((col("hold") == "refer") | ((col("hold") == "taper") & col("ongoing") & col("tapered").is_null()))
        .then(lit(REFER))
        .when((col("hold") == "disc") & (col("free_days") == 0))
        .then(lit(FREE))
        .when(is_long)
        .then(when(col("started/latest") < course_from).then(lit(REFER)).otherwise(lit(UNKNOWN)))
        .when(col("ongoing"))
        .then(lit(STOPPED))
        .when(col("last_dose").is_null())
        .then(lit(UNKNOWN))
        .otherwise(lit(OVER))
    )
    last_taken = (
        when(col("ongoing"))
        .then(pl.coalesce("tapered", lit(as_of)))
        .otherwise(pl.min_horizontal("last_dose/latest", lit(as_of)))
    )
    wait = pl.duration(days=col("free_days") + 1)
    undated = col("last_dose").is_null() & ~_is_true(col("ongoing"))
    judged = held.with_columns(
        stands=stands, clear_on=last_taken + wait, perhaps_on=col("last_dose") + wait, undated=undated
    )
    waits = (col("stands") == OVER) & (col("clear_on") > as_of)
    runs = _is_true(col("ongoing")) | col("last_dose").is_null() | col("stands").is_in([UNKNOWN, REFER]) | waits
    return judged.with_columns(running=col("against_clots") & runs)


def _counted(effective: LazyFrame) -> LazyFrame:
    """For each patient with such medicines what they amount to."""
    is_timed = col("stands").is_in([STOPPED, OVER])
    return effective.group_by("row").agg(
        together=(col("running").sum() > 1) & (col("ingredient").filter(col("running")).n_unique() > 1),
        any_unknown=(col("stands") == UNKNOWN).any(),
        any_referred=(col("stands") == REFER).any(),
        clear_on=col("clear_on").filter(is_timed).max(),
    )


def _criteria(facts: LazyFrame) -> LazyFrame:
    helped = (col(f"conservative_care.{each}") for each in ("physical_therapy", "supervised_exercise"))
    chronic_on = pl.min_horizontal(when(col("lumbar")).then("back_to"), when(col("cervical")).then("neck_to"))
    leg = col("pain.leg.vas")
    back_scored = ~col("lumbar") | (col("back_now") >= 0)
    neck_scored = ~col("cervical") | (col("neck_now") >= 0)
    return facts.with_columns(
        pl.any_horizontal(each == "failed" for each in helped).alias("care"),
        consent=col("consent.signed"),
        axial=((col("pain.back.vas") > leg) & col("lumbar")) | ((col("pain.neck.vas") > leg) & col("cervical")),
        scored=back_scored & neck_scored & (col("quebec_now") >= 0),
        sought=col("regions").list.len() > 0,
        weighed=col("weight_now") > 0,
        nothing_against=col("contraindications").list.len() == 0,
        chronic_on=chronic_on.dt.offset_by("1d"),
        disc_unknown=col("disc").is_null() | (col("disc") & ~_is_true(col("requests.discs").list.len() == DISCS)),
    ).with_columns(stays=pl.all_horizontal(_STAYING))


_STAYING = ("consent", "care", "axial", "scored", "sought", "weighed", "nothing_against")


def _dated(criteria: LazyFrame, as_of: date) -> LazyFrame:
    """With the day that is judged for, and what moves with it."""
    is_through = (
        _is_true(col("stays"))
        & ~col("disc_unknown")
        & col("medications/recorded")
        & ~pl.any_horizontal(_is_true(col(each)) for each in ("any_unknown", "any_referred", "together"))
        & col("chronic_on").is_not_null()
        & col("mri.date").is_not_null()
    )
    first = pl.max_horizontal(lit(as_of), "clear_on", "chronic_on", col("mri.date/latest").dt.offset_by("1d"))
    timed = criteria.with_columns(earliest=when(is_through).then(first))
    timed = timed.with_columns(day=pl.coalesce("earliest", lit(as_of)))
    timed = timed.with_columns(
        mri=_before_day("mri.date/latest", "mri.date"),
        back_long=_before_day("back_to", "back_from"),
        neck_long=_before_day("neck_to", "neck_from"),
        month_before=col("day").dt.offset_by("-1mo"),
    )
    month = col("month_before")
    old = col("quebec.date") < month
    old |= ~_is_true(~col("lumbar")) & (col("pain.back.vas.date") < month)
    old |= ~_is_true(~col("cervical")) & (col("pain.neck.vas.date") < month)
    heavy = col("weighed").is_not_null() & (col("weight.date") < col("day") - pl.duration(days=WEIGHT_DAYS))
    return timed.with_columns(
        (_is_true(col("scored").is_not_null() & old) | _is_true(heavy)).alias("renew"),
        chronic=(col("back_long") & col("lumbar")) | (col("neck_long") & col("cervical")),
    )


def _before_day(latest: str, earliest: str) -> Expr:
    over = when(col(latest) < col("day")).then(statement=True)
    return over.when(col(earliest) >= col("day")).then(statement=False)


def _washed(effective: LazyFrame, dated: LazyFrame) -> LazyFrame:
    """For each patient whose medicines are in the way how much, and what is said of each of them."""
    taken = effective.join(dated.select("row", "day", "together"), on="row")
    is_over_later = (col("stands") == OVER) & (col("clear_on") > col("day"))
    referred = (col("stands") == REFER) | (col("together") & col("running"))
    status = (
        when((col("stands") == UNKNOWN) | (col("together") & col("running") & col("undated")))
        .then(lit(UNKNOWN))
        .when(is_over_later & (col("perhaps_on") <= col("day")))
        .then(lit(UNKNOWN))
        .when(referred)
        .then(lit(REFER))
        .when((col("stands") == STOPPED) | is_over_later)
        .then(lit(HOLD))
        .otherwise(lit(CLEAR))
    )
    standing = taken.with_columns(status=status).filter(col("status") != CLEAR)
    held = when(col("clear_on") > col("day")).then(REFERRED).otherwise(1)
    level = when(col("status") == UNKNOWN).then(NOT_KNOWN).when(col("status") == REFER).then(REFERRED).otherwise(held)
    until = pl.format("{}: hold until {}", "drug", col("clear_on").dt.strftime("%Y-%m-%d"))
    said = when(col("status") == HOLD).then(until).otherwise(pl.format("{}: {}", "drug", "status"))
    standing = standing.select("row", level=level, said=said)
    return standing.group_by("row").agg(washout=col("level").max(), holds=col("said").sort())


def _ranked(washed: LazyFrame) -> LazyFrame:
    """With the level of the verdict: the greatest of what stands in the way."""
    washout = col("washout").fill_null(0)
    recorded = col("regions").is_not_null()
    never = ~col("stays") | (~col("chronic") & col("chronic_on").is_null() & recorded)
    unknown = (
        pl.any_horizontal(col(each).is_null() for each in ("stays", "mri", "chronic", "lumbar", "weight_now"))
        | _is_true(~col("chronic") & ~recorded)
        | col("disc_unknown")
        | ~col("medications/recorded")
    )
    later = ~col("mri") | ~col("chronic")
    level = pl.max_horizontal(
        when(never).then(4).otherwise(0),
        when(unknown).then(NOT_KNOWN).otherwise(0),
        when(later).then(REFERRED).otherwise(0),
        washout,
        when("renew").then(1).otherwise(0),
    )
    none = pl.lit([], dtype=pl.List(pl.String))
    return washed.with_columns(level=level, washout=washout, holds=col("holds").fill_null(none))


def _answer(ranked: LazyFrame) -> LazyFrame:
    failing = [when(~col(column)).then(lit(name)) for column, name in CRITERIA.items()]
    unknown = [when(col(column).is_null()).then(lit(name)) for column, name in CRITERIA.items()]
    unknown += [
        when(~col("medications/recorded") | (col("washout") == NOT_KNOWN)).then(lit("medications")),
        when(col("weight_now").is_null()).then(lit("plan.iv")),
        when(col("lumbar").is_null()).then(lit("plan.facets-lumbar")),
        when(col("cervical").is_null()).then(lit("plan.facets-cervical")),
        when("disc_unknown").then(lit("plan.disc")),
    ]
    by_weight = (col("weight_now") * 1_000_000).cast(pl.Int64)
    iv = when(col("weight_now").is_not_null()).then(pl.max_horizontal(lit(100_000_000, pl.Int64), by_weight))
    return ranked.select(
        "row",
        "id",
        col("level").replace_strict(dict(enumerate(VERDICTS)), return_dtype=pl.String).alias("verdict"),
        when(col("level") < NOT_KNOWN).then("earliest").alias("earliest_date"),
        pl.concat_list(failing).list.drop_nulls().alias("failed"),
        pl.concat_list(unknown).list.drop_nulls().alias("unknown"),
        "holds",
        iv.alias("iv_cells_minimum"),
        iv.alias("iv_cells_maximum"),
        _total(iv, 20_000_000, 12_000_000).alias("total_cells_minimum"),
        _total(iv, 25_000_000, 24_000_000).alias("total_cells_maximum"),
    )


def _total(iv: Expr, epidural: int, facets: int) -> Expr:
    parts = ((col("lumbar"), facets), (col("cervical"), facets), (col("disc"), 50_000_000))
    planned = sum((each.cast(pl.Int64) * cells for each, cells in parts), start=iv + epidural)
    return when(~col("disc_unknown")).then(planned)
