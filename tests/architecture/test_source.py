"""The rules hold in every module, and each rule finds a fault that is planted for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import purity, shape
from tests.architecture.source import Module, command, engine, is_within, planted

Rule = Callable[[Module], Iterator[str]]

ENGINE_RULES: tuple[Rule, ...] = (
    purity.binary_fractions,
    purity.clocks,
    purity.chance,
    purity.network_and_machine,
    purity.files,
)
RULES_OF_BOTH: tuple[Rule, ...] = (
    shape.too_long,
    shape.long_functions,
    shape.mutable_state,
    shape.homeless_libraries,
    shape.empty_names,
    shape.undocumented,
)

PLANTED: tuple[tuple[Rule, str], ...] = (
    (purity.binary_fractions, "half = 0.5"),
    (purity.binary_fractions, "def read(text):\n    return float(text)"),
    (purity.binary_fractions, "from math import ceil"),
    (purity.clocks, "import time"),
    (purity.clocks, "from datetime import date\ndef day():\n    return date.today()"),
    (purity.chance, "from random import choice"),
    (purity.chance, "import logging"),
    (purity.chance, "def order(word):\n    return hash(word)"),
    (purity.chance, "print('eligible')"),
    (purity.chance, "exec('verdict = 1')"),
    (purity.network_and_machine, "import os"),
    (purity.network_and_machine, "from urllib.request import urlopen"),
    (purity.network_and_machine, "from sys import argv"),
    (purity.files, "def read(path):\n    return path.read_bytes()"),
    (purity.files, "text = open('protocol.yaml')"),
    (shape.too_long, "\n" * shape.MOST_LINES),
    (shape.long_functions, "def judge():\n" + "    pass\n" * shape.MOST_LINES_OF_A_FUNCTION),
    (shape.late_imports, "def judge():\n    import json"),
    (shape.late_imports, "import importlib\ndef judge():\n    return importlib.import_module('json')"),
    (shape.mutable_state, "SEEN = []"),
    (shape.mutable_state, "SEEN: dict[str, int] = {}"),
    (shape.mutable_state, "from collections import defaultdict\nSEEN = defaultdict(list)"),
    (shape.mutable_state, "class Judge:\n    seen = set()"),
    (shape.mutable_state, "def judge():\n    global seen\n    seen = 1"),
    (shape.mutable_state, "from functools import cache\n@cache\ndef judge(record):\n    return record"),
    (
        shape.mutable_state,
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef judge(record):\n    return record",
    ),
    (shape.homeless_libraries, "import yaml"),
    (shape.homeless_libraries, "from durable_rules_engine import create_ruleset"),
    (shape.homeless_libraries, "import requests"),
    (shape.empty_names, "class RecordManager:\n    pass"),
    (shape.empty_names, "def date_helper():\n    pass"),
    (shape.undocumented, "half = 1"),
    (shape.undocumented, '"""Truth."""\ndef judge():\n    pass'),
)


@pytest.mark.parametrize("rule", ENGINE_RULES, ids=lambda rule: rule.__name__)
def test_the_engine_is_pure(rule: Rule) -> None:
    """No module of the engine breaks the rule."""
    assert [fault for module in engine() for fault in rule(module)] == []


@pytest.mark.parametrize("rule", RULES_OF_BOTH, ids=lambda rule: rule.__name__)
def test_the_source_is_well_shaped(rule: Rule) -> None:
    """No module of the engine or of the command breaks the rule."""
    assert [fault for module in (*engine(), *command()) for fault in rule(module)] == []


def test_imports_stand_at_the_top() -> None:
    """In the engine nothing is imported within a function; only the command may load late, at its edge."""
    assert [fault for module in engine() for fault in shape.late_imports(module)] == []


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_each_rule_can_fail(rule: Rule, text: str) -> None:
    """A planted fault is found."""
    assert list(rule(planted(text)))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (purity.binary_fractions, "from decimal import Decimal\nhalf = Decimal('0.5')"),
        (purity.clocks, "from datetime import date\nfirst = date(2026, 1, 1)"),
        (shape.mutable_state, "from collections.abc import Mapping\nLETTERS: Mapping[str, str] = {'T': 'true'}"),
        (shape.mutable_state, "WORDS = frozenset({'left', 'right'})"),
        (shape.mutable_state, "from functools import cache\n@cache\ndef read():\n    return 1"),
        (shape.late_imports, "import json"),
    ],
)
def test_no_rule_refuses_what_is_right(rule: Rule, text: str) -> None:
    """The rules name faults and nothing else."""
    assert list(rule(planted(text))) == []


def test_every_exception_is_still_needed() -> None:
    """An exception by name belongs to a module that is there and needs it."""
    by_name = {module.name: module for module in (*engine(), *command())}
    assert [name for name in shape.LONG_LISTS if by_name[name].lines < shape.MOST_LINES - 40] == []
    assert [name for name in shape.LATE_IMPORTS if "import_module" not in by_name[name].text] == []
    texts = {name: by_name[name].text for name in purity.MAY_RUN_A_TEXT}
    assert [name for name, text in texts.items() if "exec(" not in text] == []
    machine = {name: by_name[name].text for name in purity.MAY_TOUCH_THE_MACHINE}
    reached = ("import os", "import tempfile", "from multiprocessing")
    assert [name for name, text in machine.items() if not any(each in text for each in reached)] == []
    matches = {name: by_name[name.rpartition(".")[0]].text for name in shape.LONG_MATCHES}
    assert [name for name, text in matches.items() if f"def {name.rpartition('.')[2]}(" not in text] == []
    assert [name for name in purity.MAY_NAME_FLOAT if "float" not in by_name[name].text] == []
    verbs = ("read_", "iterdir", "glob")
    for door in purity.MAY_READ_FILES:
        assert any(verb in module.text for module in engine() if is_within(module.name, door) for verb in verbs), door
