"""The text of lowered functions holds nothing of what a protocol says."""

from __future__ import annotations

import re

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.plain.expression import WORDS, lower_expression
from posology.plain.protocol import lower_protocol
from posology.plain.source import Draft
from posology.values.known import Value
from tests.property.judging import Variant, rules_of
from tests.strategies.expressions import SCOPE, unrecorded

WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
OF_PYTHON = frozenset(
    {
        *("def", "if", "elif", "else", "is", "not", "and", "or", "return", "pass", "lambda", "len"),
        *("None", "True", "False", "int", "str", "tuple", "min", "max", "key"),
    }
)
OF_THE_FUNCTION = frozenset(
    {
        *("verdict", "facts", "as_of", "day", "get", "recorded", "worst", "found"),
        *("answers", "values", "medicines", "exactly", "reader"),
    }
)
OF_VALUES = frozenset(
    {"__class__", "__getitem__", "magnitude", "earliest", "latest", "date", "method", "fields", "get"}
)


def test_every_word_of_the_text_is_known() -> None:
    """Only words of Python, of this room, and numbered names occur; nothing that the protocol says does."""
    source = lower_protocol(rules_of(Variant("allorx-spine")).protocol).source
    known = OF_PYTHON | OF_THE_FUNCTION | OF_VALUES | WORDS.keys()
    numbered = re.compile(r"[vk][0-9]+")
    assert {word for word in WORD.findall(source) if word not in known and not numbered.fullmatch(word)} == set()


def test_a_hostile_text_is_a_value() -> None:
    """What a condition quotes is compared and never run."""
    hostile = "'\\'); raise SystemExit #'"
    node = compile_expression(f"note = {hostile}", SCOPE, Diagnostics())
    assert node is not None
    value = lower_expression(node)

    def lookup(path: str) -> Value:
        return "'); raise SystemExit #" if path == "note" else unrecorded(path)

    assert value(lookup) is True


def test_a_draft_becomes_the_function_that_it_says() -> None:
    """Bound values are found under their names, blocks are indented, and names are never given twice."""
    draft = Draft("chosen(asked)", {"NOTHING": 0})
    ten, name = draft.bind(10), draft.fresh()
    draft.line(f"{name} = NOTHING")
    with draft.block("if asked:"):
        draft.line(f"{name} = {ten}")
    draft.line(f"return {name}")
    function = draft.finish()
    assert (function(True), function(False)) == (10, 0)
    assert len({ten, name, draft.fresh(), draft.bind(None)}) == 4
