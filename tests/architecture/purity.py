"""Rules of what the engine must not do: binary fractions, clocks, chance, the network, the machine around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.source import Module, imported, is_within

# `float` is named only where one that somebody wrote is refused or where a library hands one over.
MAY_NAME_FLOAT: Mapping[str, str] = {
    "posology.render.outcomes_figures": "a drawing has binary coordinates, and nothing is read back from it",
}

# The doors of the engine: everything else is given bytes.
MAY_READ_FILES: Mapping[str, str] = {
    "posology.api": "protocols and sites are named by a path, the shipped rules are a folder",
    "posology.cohort": "a cohort is a file or a folder of files, which the caller names",
    "posology.protocol.condition.parse": "the grammar is a file of the package",
    "posology.render.sheet_typst": "the template and the font are files of the package",
    "posology.verify.mutants.kept": "outcomes of an earlier run stand in a file of the folder that the caller names",
}

# Standing beside the answer and never in it: what is found there was computed by the same code from the same bytes.
MAY_TOUCH_THE_MACHINE: Mapping[str, str] = {
    "posology.api.team": "a verification is shared by several processes of this program, and by nothing else",
    "posology.verify.mutants.kept": "the same: outcomes are written whole or not at all, and recalled by their hash",
    "posology.verify.mutants.running": "mutants are shared by several processes; their order is that of the outcomes",
    "posology.api.prepared": "a kept file is used only if it is the user's own, and is written whole or not at all",
}

# A table that says what the calendar of a place has at an instant which is given.
MAY_KNOW_ZONES: Mapping[str, str] = {
    "posology.values.zones": "the day of a final sheet is that of the clinic; the instant is an argument",
}

# Running a text that the engine has written itself.
MAY_RUN_A_TEXT: Mapping[str, str] = {
    "posology.plain.source": "lowering to a function is what the room does; the text holds no word of a protocol",
}

NOT_EXACT = frozenset({"cmath", "math", "statistics", "numpy"})
CLOCKS = frozenset({"time", "sched", "zoneinfo", "datetime.datetime.now"})
CHANCE = frozenset({"random", "secrets", "uuid"})
NETWORK = frozenset(
    {"asyncio", "ftplib", "http", "requests", "smtplib", "socket", "ssl", "urllib.request", "webbrowser"}
)
MACHINE = frozenset(
    {"os", "subprocess", "multiprocessing", "platform", "getpass", "locale", "signal", "sys", "shutil"} | {"tempfile"}
)
LOGS = frozenset({"logging", "warnings", "pdb"})

_READS_CLOCK = frozenset({"now", "today", "utcnow", "fromtimestamp", "gmtime", "localtime"})
_READS_FILES = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob"})
_NOT_SAME_TWICE = frozenset({"hash", "id", "input", "print", "breakpoint", "globals", "__import__"})
_RUNS_A_TEXT = frozenset({"eval", "exec", "compile"})


def binary_fractions(module: Module) -> Iterator[str]:
    """Literals with a point, the name `float`, and modules that compute with binary fractions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield module.at(node, f"the literal {node.value} is a binary fraction")
        if isinstance(node, ast.Name) and node.id in {"float", "complex"} and module.name not in MAY_NAME_FLOAT:
            yield module.at(node, f"names `{node.id}`")
    yield from _imports(module, NOT_EXACT, "computes with binary fractions")


def clocks(module: Module) -> Iterator[str]:
    """Anything that would make an answer depend on when it was asked for."""
    read = CLOCKS - {"zoneinfo"} if module.name in MAY_KNOW_ZONES else CLOCKS
    yield from _imports(module, read, "reads a clock")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _READS_CLOCK:
            yield module.at(node, f"reads a clock by `{node.attr}`")


def chance(module: Module) -> Iterator[str]:
    """Anything that could differ between two runs on the same input, or that speaks past the result."""
    yield from _imports(module, CHANCE | LOGS, "differs from run to run or speaks past the result")
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        runs_a_text = node.func.id in _RUNS_A_TEXT and module.name not in MAY_RUN_A_TEXT
        if node.func.id in _NOT_SAME_TWICE or runs_a_text:
            yield module.at(node, f"calls `{node.func.id}`")


def network_and_machine(module: Module) -> Iterator[str]:
    """The network, the environment, other processes, standard streams."""
    yield from _imports(module, NETWORK, "reaches out of the engine")
    if module.name not in MAY_TOUCH_THE_MACHINE:
        yield from _imports(module, MACHINE, "reaches out of the engine")


def files(module: Module) -> Iterator[str]:
    """Reading files anywhere but at the doors."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or any(is_within(module.name, door) for door in MAY_READ_FILES):
            continue
        opens = isinstance(node.func, ast.Name) and node.func.id == "open"
        if opens or (isinstance(node.func, ast.Attribute) and node.func.attr in _READS_FILES):
            yield module.at(node, "reads a file; only the doors do")


def _imports(module: Module, forbidden: frozenset[str], fault: str) -> Iterator[str]:
    for node, name in imported(module):
        if any(is_within(name, each) for each in forbidden):
            yield module.at(node, f"imports `{name}`, which {fault}")
