"""The two packages as parsed source, wherever they are installed: in the checkout or from a wheel."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its dotted name, its text, its tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())

    def at(self, node: ast.stmt | ast.expr, fault: str) -> str:
        """The fault with its place."""
        return f"{self.name}:{node.lineno}: {fault}"


def planted(text: str, name: str = "posology.values.planted") -> Module:
    """A module that is not there, to show that a rule finds its fault."""
    return Module(name, text, ast.parse(text))


@cache
def engine() -> tuple[Module, ...]:
    """Every module of the engine."""
    return tuple(_modules("posology"))


@cache
def command() -> tuple[Module, ...]:
    """Every module of the command."""
    return tuple(_modules("posology_cli"))


def folder_of(package: str) -> Path:
    """Where a package is installed."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _modules(package: str) -> Iterator[Module]:
    folder = folder_of(package)
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        name = ".".join((package, *(parts[:-1] if parts[-1] == "__init__" else parts)))
        text = path.read_text("utf-8")
        yield Module(name, text, ast.parse(text))


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Each import of the module, wherever it stands, with the dotted name that it takes."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def is_within(name: str, home: str) -> bool:
    """Whether a dotted name is the home or in it."""
    return name == home or name.startswith(f"{home}.")
