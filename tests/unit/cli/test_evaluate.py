"""`posology eval`: one value for one expression, one line for one line."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES

RECORD = ("--record", EXAMPLES / "candidate.yaml", "--as-of", "2026-11-20")


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("1 + 1", "2"),
        ("-5 + 3", "-2"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 > 2", "false"),
        ("null", "null"),
        ("weight > 30 'kg'", "null"),
        ("'lumbar'", '"lumbar"'),
        ("@2026-01-31 + 1 month", '"2026-02-28"'),
    ],
)
def test_a_value_is_printed_as_json(expression: str, printed: str, run: Run) -> None:
    """Exact numbers, dates as text, and null for what is not known; a minus is no option."""
    ran = run("eval", expression)
    assert (ran.code, ran.out, ran.err) == (0, f"{printed}\n", "")


def test_a_record_answers(run: Run) -> None:
    """With a record its values count, and its own procedure date."""
    assert run("eval", "weight > 30 'kg'", *RECORD).out == "true\n"
    assert run("eval", "procedure.date", *RECORD).out == '"2026-12-07"\n'
    assert run("eval", "as_of", *RECORD).out == '"2026-11-20"\n'


def test_one_line_is_printed_for_each_line_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused line, an empty one and a broken one each have their own line, and the run goes on."""
    lines = b"1 + 1\nnonsense.element\n\n1 +\n\xff\n'a' in {'a'}"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    ran = run("eval", "-")
    assert (ran.code, ran.err) == (0, "")
    values = [json.loads(line) for line in ran.out.splitlines()]
    assert len(values) == 6
    assert (values[0], values[5]) == (2, True)
    assert all(set(value) == {"error"} for value in values[1:5])
    assert "nonsense.element" in values[1]["error"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of expressions saved with one is read as one saved without."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf1 + 1\n2\n")))
    assert run("eval", "-").out == "2\n2\n"


def test_an_answer_does_not_wait_for_the_next_question() -> None:
    """A program that asks line by line is answered line by line."""
    with subprocess.Popen(
        [sys.executable, "-m", "posology_cli", "eval", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"1 + 1\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"2\n"
        process.stdin.close()
