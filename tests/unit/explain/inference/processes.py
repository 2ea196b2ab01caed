"""Programs that may crash or hang, each run in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

_BARE_ENGINE = """
import json
import durable_rules_engine as engine

def load(rules):
    return engine.create_ruleset("bare", json.dumps(rules))

def put(handle, token, name=None):
    return engine.assert_fact(handle, json.dumps({"id": name or token, "sid": "0", "token": token}))

def fire(handle):
    names, started = [], engine.start_action_for_state(handle, 1)
    result = started and started[1]
    while result:
        names.extend(json.loads(result))
        result = engine.complete_and_start_action(handle, 1)
    return names

def test(token):
    return {"token": token}
"""

_GUARDED = """
from posology.explain.inference.agree import derive
from posology.ir.productions import Production, Ruleset

def rules(*written):
    return Ruleset(
        name="guarded",
        productions=tuple(
            Production(id=name, premises=tuple(premises), conclusion=conclusion, says="")
            for name, premises, conclusion in written
        ),
    )
"""


def run_bare(program: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    """The program has run with the C engine and nothing between. Raises `subprocess.TimeoutExpired` if it hangs."""
    return _run(_BARE_ENGINE, program, seconds)


def run_guarded(program: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    """The program has run with `derive`."""
    return _run(_GUARDED, program, seconds)


def _run(prelude: str, program: str, seconds: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", prelude + dedent(program)), capture_output=True, text=True, timeout=seconds, check=False
    )
