"""Rules of how the source is shaped: sizes, imports, state, names, and one home for each library."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from tests.architecture.source import Module, imported, is_within

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40

# Lists may be long: they are read by looking something up, never from top to bottom.
LONG_LISTS: Mapping[str, str] = {
    "posology.ir.nodes": "every node of the language, one after the other",
}

# A `match` over a closed family reads as a table: one arm a node, and the type checkers find the missing one.
LONG_MATCHES: Mapping[str, str] = {
    "posology.results.wording._form": "one arm for each node of the language",
    "posology.verify.mutants.expressions._variants": "one arm for each node of the language",
}

# One place knows each library, so that replacing it is a change of one place.
HOMES: Mapping[str, tuple[str, ...]] = {
    "click": ("posology_cli",),
    "dateutil": ("posology.values.dates",),
    "duckdb": ("posology.cohort", "posology.api.screening"),
    "durable_rules_engine": ("posology.explain.inference.durable",),
    "fastexcel": ("posology.scores.table",),
    "hypothesis": ("posology.verify.properties",),
    "ibis": ("posology.cohort", "posology.screen", "posology.api"),
    "icalendar": ("posology.render.schedule_ics",),
    "lark": ("posology.protocol.condition",),
    "matplotlib": (
        "posology.render.outcomes_figures",
        "posology.render.screening_figures",
        "posology.render.sheet_typst",
    ),
    "polars": ("posology.scores.table", "posology.api", "posology.render"),
    "pyarrow": ("posology.cohort", "posology.screen", "posology.render", "posology.api"),
    "pydantic": ("posology.record.models",),
    "pyspark": ("posology.cohort.engines",),
    "rich": ("posology_cli",),
    "sqlalchemy": ("posology.trail",),
    "typst": ("posology.render.sheet_typst",),
    "xlsxwriter": ("posology.render.screening_xlsx",),
    "yaml": ("posology.reader",),
    "z3": ("posology.prove",),
}

# A library that only some inputs need is loaded when one of them comes. The name, who may, and why.
LATE_IMPORTS: Mapping[str, str] = {
    "posology.api.differing": "the solver is an extra: a diff without it says that nothing is proved",
    "posology.api": "the command starts fast: what one command does not ask for is not imported",
    "posology.api.verifying": "the solver and the generator are extras: what is left out needs neither",
    "posology.values.units": "pint takes 150 ms to import and the units of the shipped rules need none of it",
}

NO_NAMES = frozenset({"handler", "helper", "helpers", "info", "manager", "misc", "processor", "stuff", "util", "utils"})
NO_NAMES_OF_MODULES = NO_NAMES | {"base", "common", "core", "data", "object", "objects", "things", "tools", "various"}

_MUTABLE_CALLS = frozenset({"dict", "list", "set", "defaultdict", "deque", "OrderedDict", "Counter", "bytearray"})
_READ_ONLY = re.compile(r"^(Final\[)?(Mapping|Sequence|Set|AbstractSet|tuple|frozenset)\b")


def too_long(module: Module) -> Iterator[str]:
    """A file that no longer fits in a head."""
    if module.lines >= MOST_LINES and module.name not in LONG_LISTS:
        yield f"{module.name}: {module.lines} lines"


def long_functions(module: Module) -> Iterator[str]:
    """A function that no longer fits on a screen, its docstring not counted."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _lines_of_docstring(node)
            if lines >= MOST_LINES_OF_A_FUNCTION and f"{module.name}.{node.name}" not in LONG_MATCHES:
                yield module.at(node, f"`{node.name}` has {lines} lines")


def late_imports(module: Module) -> Iterator[str]:
    """Imports that stand anywhere but at the top of the file."""
    top = {id(statement) for statement in module.tree.body}
    if module.name in LATE_IMPORTS:
        top |= {id(each) for block in module.tree.body if _is_for_type_checkers(block) for each in block.body}
    for node, name in imported(module):
        if id(node) not in top:
            yield module.at(node, f"imports `{name}` in the middle of the file")
    for each in ast.walk(module.tree):
        if isinstance(each, ast.Attribute) and each.attr == "import_module" and module.name not in LATE_IMPORTS:
            yield module.at(each, "loads a module when it runs")


def _is_for_type_checkers(block: ast.stmt) -> TypeGuard[ast.If]:
    return isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"


def mutable_state(module: Module) -> Iterator[str]:
    """Values at the level of a module or class that could be changed, and caches that could grow without end.

    A literal dictionary, list or set is allowed where its declared type is read-only: the type checkers then refuse
    a change.
    """
    bodies = [module.tree.body, *(node.body for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))]
    for statement in (each for body in bodies for each in body):
        if _could_be_changed(statement):
            yield module.at(statement, f"`{ast.unparse(statement)[:40]}` could be changed")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield module.at(node, f"changes {', '.join(node.names)} from within a function")
        if isinstance(node, ast.FunctionDef):
            yield from (module.at(node, f"`{node.name}` {fault}") for fault in _endless_caches(node))


def _could_be_changed(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return _is_mutable(statement.value) and ast.unparse(statement.targets[0]) != "__all__"
    if isinstance(statement, ast.AnnAssign) and statement.value is not None and _is_mutable(statement.value):
        return not _READ_ONLY.match(ast.unparse(statement.annotation).strip("'\""))
    return False


def _is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute):
        return (value.func.id if isinstance(value.func, ast.Name) else value.func.attr) in _MUTABLE_CALLS
    return isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)


def _endless_caches(node: ast.FunctionDef) -> Iterator[str]:
    takes = node.args.args or node.args.posonlyargs or node.args.kwonlyargs
    for decorator in node.decorator_list:
        written = ast.unparse(decorator)
        if takes and (written.endswith("cache") or "maxsize=None" in written):
            yield "remembers without bound"


def homeless_libraries(module: Module) -> Iterator[str]:
    """Imports of a library outside its one home."""
    for node, name in imported(module):
        library = name.partition(".")[0]
        if library in sys.stdlib_module_names or library in {"posology", "posology_cli"}:
            continue
        if not any(is_within(module.name, home) for home in HOMES.get(library, ())):
            yield module.at(node, f"imports `{library}` outside its home")


def empty_names(module: Module) -> Iterator[str]:
    """Names that say nothing of what is in them."""
    yield from (
        f"{module.name}: `{part}`" for part in module.name.split(".") if set(part.split("_")) & NO_NAMES_OF_MODULES
    )
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", node.name)}
            if words & NO_NAMES:
                yield module.at(node, f"the name `{node.name}` says nothing")


def undocumented(module: Module) -> Iterator[str]:
    """Modules, public classes and public functions that do not say what is true of them."""
    if ast.get_docstring(module.tree) is None:
        yield f"{module.name}: does not say what it is"
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        # one signature of several: what is true of all of them stands at the function itself
        if any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list):
            continue
        if ast.get_docstring(node) is None:
            yield module.at(node, f"`{node.name}` does not say what is true of it")


def _lines_of_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    return 0 if ast.get_docstring(node) is None else (first.end_lineno or first.lineno) - first.lineno + 1
