"""Protocols written for one test, and what is proved of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.explain.rules import Rules
from posology.prove.asking import EFFORT
from posology.prove.blocks import block_questions
from posology.prove.dosing import plan_questions
from posology.prove.frame import Frame
from posology.results.verification import Proof
from posology.verify.judge import Judge
from posology.verify.proving import Asking

SOURCE = {"ref": "invented", "section": "none"}
SOURCES = {
    "invented": {"title": "Nothing that was published", "authors": "nobody", "locator": "none", "read": "whole text"}
}
HEAD = {
    "protocol": "invented",
    "version": "1.0.0",
    "title": "An invented protocol",
    "status": "investigational",
    "banner": "INVESTIGATIONAL USE. Invented for a test.",
    "use": {"intended": "a test", "user": "nobody", "population": "nobody"},
}

Block = Mapping[str, Any]


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once."""
    return load_knowledge()


def criterion(condition: str, **more: object) -> Block:
    """An inclusion with that condition."""
    return {"kind": "inclusion", "text": "Something holds", "condition": condition, "source": SOURCE, **more}


def step(**more: object) -> Block:
    """An infusion of a million cells, or of what is given."""
    cells = {"minimum": 1_000_000, "maximum": 1_000_000, "unit": "cells"}
    where = {} if {"joints", "levels", "target"} & set(more) else {"target": "vein"}
    return {"site": "iv", **where, "approach": "by hand", "cells": cells, "source": SOURCE, **more}


def formula(expression: str) -> Block:
    """The cells of a step by a formula."""
    return {"formula": expression, "says": "as the formula says"}


def limit(**more: object) -> Block:
    """A hard limit on the infusion, or on what is given."""
    return {"site": "iv", "each": False, "unit": "cells", "kind": "hard", "source": SOURCE, **more}


def washout(drug_class: str, hold: object, **more: object) -> Block:
    """A washout rule."""
    resume = {"after": "1 day", "source": SOURCE}
    about = {"class": drug_class, "why": "somebody said so", "agreement": "required", "resume": resume}
    return {**about, "hold": hold, "source": SOURCE, **more}


def invented(folder: Path, **blocks: object) -> Rules:
    """A protocol of these blocks, compiled; with one criterion, no washout and one step where nothing else is said."""
    criteria, plan = {"consent": criterion("consent.signed")}, {"iv": step()}
    given: dict[str, object] = {"criteria": criteria, "washout": {}, "plan": plan, "limits": ()}
    place = folder / "invented"
    place.mkdir(exist_ok=True)
    # every JSON document is a YAML document
    (place / "protocol.yaml").write_text(json.dumps({**HEAD, **given, **blocks}, indent=1), encoding="utf-8")
    (place / "sources.yaml").write_text(json.dumps(SOURCES, indent=1), encoding="utf-8")
    return load(str(place), knowledge())


def proved(rules: Rules, *about: str) -> dict[str, Proof]:
    """What is proved of the plan and of the blocks of rules, by the ids that begin so."""
    drugs = knowledge().drugs
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=drugs)
    asking = Asking(frame, Judge(rules, drugs), "", EFFORT)
    questions = (*plan_questions(frame), *block_questions(frame))
    return {each.id: asking.answer(each) for each in questions if each.id.startswith(about)}
