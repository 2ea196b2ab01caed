"""Every law, for the shipped protocols under each of their readings and patients close to a candidate."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.property.judging import Candidate, candidates
from tests.property.laws import (
    changes,
    dates,
    doses,
    knowledge,
    missing,
    numbers,
    order,
    spine_criteria,
    verdicts,
    washout_table,
)
from tests.property.size import examples

CANDIDATES = candidates()
ONSETS = ("pain.back.onset", "pain.neck.onset")
FEW_FACTS = candidates(most_disturbed=12)


@examples(100)
@given(FEW_FACTS)
def test_the_verdict_is_the_one_of_the_contract(candidate: Candidate) -> None:
    """The verdict follows from the findings by the order of the public contract, worked out anew in plain Python."""
    verdicts.precedence(candidate.rules, candidate.patient)


@examples(100)
@given(FEW_FACTS)
def test_nothing_unknown_gives_a_dose(candidate: Candidate) -> None:
    """Whatever is left out of a record, no unknown gives a good verdict, a dose or a date."""
    verdicts.fails_closed(candidate.rules, candidate.patient)


@examples(60)
@given(FEW_FACTS)
def test_missing_is_what_makes_a_verdict_indeterminate(candidate: Candidate) -> None:
    """Something is asked for exactly where something is unknown."""
    verdicts.missing_means_indeterminate(candidate.rules, candidate.patient)


@examples(50)
@given(FEW_FACTS)
def test_a_doubtful_value_is_named(candidate: Candidate) -> None:
    """A value that was kept with a warning is named beside the result, and keeps a sheet a draft."""
    verdicts.doubts_are_said(candidate.rules, candidate.patient)


@examples(50)
@given(CANDIDATES)
def test_the_banner_is_on_every_output(candidate: Candidate) -> None:
    """The banner stands on the text and the JSON of every result."""
    verdicts.banner_everywhere(candidate.rules, candidate.patient)


@examples(100)
@given(CANDIDATES, st.data())
def test_knowledge_is_monotone(candidate: Candidate, data: st.DataObject) -> None:
    """Learning a fact never moves a criterion between met and not met, a medicine from clear, or a verdict from good to bad."""
    less = data.draw(knowledge.less_known(candidate.patient))
    knowledge.criteria_stay_known(candidate.rules, less, candidate.patient)
    knowledge.clear_stays_clear(candidate.rules, less, candidate.patient)
    knowledge.verdicts_stay(candidate.rules, less, candidate.patient)


@examples(60)
@given(candidates(always=ONSETS, dated=True), st.data())
def test_what_is_ruled_out_stays_ruled_out(candidate: Candidate, data: st.DataObject) -> None:
    """Where pain is recent, no verdict is final that a missing fact and a little time would turn."""
    less = data.draw(knowledge.less_known(candidate.patient))
    knowledge.verdicts_stay(candidate.rules, less, candidate.patient)


@examples(50)
@given(CANDIDATES, st.data())
def test_the_order_of_keys_does_not_matter(candidate: Candidate, data: st.DataObject) -> None:
    """The keys of a record may stand in any order."""
    order.keys_do_not_matter(candidate.rules, candidate.patient, data.draw(order.keys_reordered(candidate.patient)))


@examples(50)
@given(candidates(always=("medications",)), st.data())
def test_the_order_of_medicines_does_not_matter(candidate: Candidate, data: st.DataObject) -> None:
    """The medicines of a record may stand in any order."""
    other, places = data.draw(order.medicines_reordered(candidate.patient))
    order.medicines_do_not_matter(candidate.rules, candidate.patient, other, places)


@examples(30)
@given(CANDIDATES, st.data())
def test_the_order_of_rules_does_not_matter(candidate: Candidate, data: st.DataObject) -> None:
    """The rules of a protocol may stand in any order."""
    other = data.draw(order.rules_reordered(candidate.rules))
    order.rules_do_not_matter(candidate.rules, other, candidate.patient)


@examples(80)
@given(CANDIDATES)
def test_suggested_changes_do_what_they_say(candidate: Candidate) -> None:
    """Every suggestion, made to the record, gives the verdict claimed, and no smaller one does."""
    changes.changes_hold(candidate.rules, candidate.patient)


@examples(50)
@given(CANDIDATES)
def test_no_small_change_is_missed(candidate: Candidate) -> None:
    """Of all single changes and pairs, those that better the verdict are suggested."""
    changes.no_change_is_missed(candidate.rules, candidate.patient)


@examples(80)
@given(candidates(dated=True, most_disturbed=2), st.data())
def test_every_unknown_names_what_would_settle_it(candidate: Candidate, data: st.DataObject) -> None:
    """What is asked for, once answered, is not asked for again, and the answers come to an end."""
    less = data.draw(knowledge.less_known(candidate.patient))
    missing.answers_settle(candidate.rules, less, candidate.patient)


@examples(60)
@given(CANDIDATES)
def test_doses_add_up(candidate: Candidate) -> None:
    """Sites add up to routes and routes to the total, in whole cells."""
    doses.sums_agree(candidate.rules, candidate.patient)
    doses.doses_are_whole_and_in_order(candidate.rules, candidate.patient)


@examples(60)
@given(CANDIDATES)
def test_a_sheet_keeps_every_limit(candidate: Candidate) -> None:
    """What a sheet lays out lies inside the hard limits of the protocol."""
    doses.sheets_keep_limits(candidate.rules, candidate.patient)


@examples(60)
@given(CANDIDATES, st.lists(st.decimals(20, 650, places=2), min_size=2, max_size=2))
def test_the_dose_follows_the_weight(candidate: Candidate, weights: list[Decimal]) -> None:
    """A dose never falls with more weight, and never jumps."""
    doses.dose_follows_weight(candidate.rules, candidate.patient, min(weights), max(weights))


@examples(50)
@given(CANDIDATES)
def test_no_printed_number_can_be_misread(candidate: Candidate) -> None:
    """Every number of every text is written in the one safe form."""
    numbers.no_number_can_be_misread(candidate.rules, candidate.patient)


@examples(50)
@given(CANDIDATES)
def test_printed_cells_read_back(candidate: Candidate) -> None:
    """What is printed of cells is what was calculated, to the cell."""
    numbers.cells_read_back(candidate.rules, candidate.patient)
    numbers.json_is_exact(candidate.rules, candidate.patient)


@examples(60)
@given(candidates(dated=True, always=("medications",)))
def test_holds_end_before_the_procedure(candidate: Candidate) -> None:
    """Holds are whole on the procedure date, restarts come after it, and both are counted again by hand."""
    dates.holds_end_in_time(candidate.rules, candidate.patient)
    dates.clear_dates_are_counted_by_hand(candidate.rules, candidate.patient)


@examples(80)
@given(candidates(only="allorx-spine", always=("medications",)))
def test_the_washout_table_is_kept(candidate: Candidate) -> None:
    """The table of the public contract, counted by hand, says of each medicine what the engine says."""
    assume("nsaid-hold" not in dict(candidate.variant.chosen))
    washout_table.table_is_kept(candidate.rules, candidate.patient)


@examples(100)
@given(candidates(only="allorx-spine", most_disturbed=8))
def test_the_criteria_are_those_of_the_contract(candidate: Candidate) -> None:
    """Each criterion that the public contract lists is answered as worked out from its words in plain Python."""
    spine_criteria.criteria_are_those_of_the_contract(candidate.rules, candidate.patient)


@examples(25)
@given(st.one_of(CANDIDATES, candidates(always=ONSETS)))
def test_the_earliest_date_is_the_first_good_day(candidate: Candidate) -> None:
    """No day before the earliest date would do, and that day does."""
    dates.earliest_is_the_first_good_day(candidate.rules, candidate.patient)


@examples(20)
@given(candidates(always=ONSETS))
def test_answers_turn_only_on_the_days_that_are_tried(candidate: Candidate) -> None:
    """Between the days that the engine tries nothing changes, and what mends is named with its first day."""
    dates.answers_turn_only_where_said(candidate.rules, candidate.patient)
    dates.mending_is_the_first_day(candidate.rules, candidate.patient)
