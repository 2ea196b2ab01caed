"""Diagnostics P0490 to P0494: rules that a protocol was compiled to, and that the inference engines cannot run."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0490",
        title="a name that no fact can have",
        severity="error",
        why="facts and rules pass between two programs as plain words; each could read other characters differently",
        example="id: Schmerz-länger",
        instead="id: pain-longer",
    ),
    Entry(
        code="P0491",
        title="two rules with one name",
        severity="error",
        why="an explanation names the rule that led to a conclusion, and could not say which of the two it was",
        example="two criteria, both `id: weight`",
        instead="`id: weight-measured` and `id: weight-recent`",
    ),
    Entry(
        code="P0492",
        title="a conclusion without a reason",
        severity="error",
        why="a rule without a premise would hold for every patient, also where nothing is known about them",
        example="a verdict that follows from no criterion at all",
        instead="a protocol with at least one criterion",
    ),
    Entry(
        code="P0493",
        title="a conclusion among its own reasons",
        severity="error",
        why="what is concluded from itself has no reason; the message shows the way round",
        example="hold:nsaid -> refer:nsaid -> hold:nsaid",
        instead="let one of the two follow from findings about the patient alone",
    ),
    Entry(
        code="P0494",
        title="more rules than can be held",
        severity="error",
        why="the inference engine has a fixed number of places, and each rule takes memory that it never gives back",
        example="a protocol with several thousand criteria",
        instead="several protocols, each for one treatment",
    ),
)
