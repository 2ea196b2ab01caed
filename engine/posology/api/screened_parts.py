"""A screening done part by part: the rows of each part are written whole or not at all, so that a run can go on.

A folder belongs to one run: what the result depends on stands in it, and a run that would depend on anything else is
refused there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias, cast

import pyarrow.parquet as pq
from ibis import Table

from posology import __version__
from posology.api.shipped import PACKAGE, RULES
from posology.cohort.tables import ROW, Cohort
from posology.explain.rules import Rules
from posology.screen.running import in_stages

INPUTS: Final = "inputs.json"
RESULTS: Final = "results"
BATCH_ROWS: Final = 65_536
_UNFINISHED: Final = ".new"

Tell: TypeAlias = Callable[[int], None]
"""Told how many more patients have been judged."""


class OtherRun(Exception):  # noqa: N818 - it says what is in the folder, not what the program did wrong
    """The folder belongs to a run that differs in these inputs."""

    def __init__(self, differing: tuple[str, ...]) -> None:
        super().__init__(", ".join(differing))
        self.differing = differing


@dataclass(frozen=True, slots=True)
class Part:
    """The patients whose number in the cohort lies from `first` on and before `end`, and where their rows are kept."""

    first: int
    end: int
    path: Path

    @property
    def is_done(self) -> bool:
        """Whether an earlier run has written it."""
        return self.path.is_file()

    def of(self, cohort: Cohort) -> Cohort:
        """The patients of the part with their entries."""
        return replace(
            cohort,
            patients=self._within(cohort.patients),
            lists=MappingProxyType({path: self._within(each) for path, each in cohort.lists.items()}),
        )

    def _within(self, table: Table) -> Table:
        return table.filter(table[ROW] >= self.first, table[ROW] < self.end)


def parts_of(folder: Path, first: int, end: int, rows: int) -> tuple[Part, ...]:
    """Parts of so many numbers each, from the first to before the end; one that is empty where there is nobody."""
    results = folder / RESULTS
    results.mkdir(parents=True, exist_ok=True)
    starts = range(first, end, rows) or (first,)
    return tuple(Part(start, min(start + rows, end), results / f"part-{start:012d}.parquet") for start in starts)


def write_part(part: Part, decided: Table, tell: Tell) -> None:
    """Runs the query and writes its rows, in the order of the cohort; whatever ends it early leaves no part."""
    unfinished = part.path.with_suffix(_UNFINISHED)
    try:
        with in_stages():
            batches = decided.order_by(ROW).to_pyarrow_batches(chunk_size=BATCH_ROWS)
            with pq.ParquetWriter(unfinished, batches.schema, compression="zstd") as writer:
                for batch in batches:
                    # small whole numbers may come wider or narrower than was said beforehand
                    writer.write_batch(batch.cast(batches.schema))
                    tell(batch.num_rows)
        unfinished.replace(part.path)
    finally:
        unfinished.unlink(missing_ok=True)


def claim(folder: Path, inputs: Mapping[str, str]) -> None:
    """Makes the folder that of a run with these inputs, or finds that it is already.

    Raises:
        OtherRun: it is that of another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / INPUTS
    if not file.is_file():
        if any((folder / RESULTS).glob("part-*")):
            # parts of nobody knows which run
            raise OtherRun(tuple(sorted(inputs)))
        file.write_text(json.dumps(dict(inputs), indent=2, sort_keys=True) + "\n", "utf-8")
        return
    found = _read(file)
    differing = tuple(sorted(name for name in {*inputs, *found} if inputs.get(name) != found.get(name)))
    if differing:
        raise OtherRun(differing)


def _read(file: Path) -> Mapping[str, object]:
    """What the file says; nothing where it is damaged, which then differs in everything."""
    try:
        found: object = json.loads(file.read_text("utf-8"))
    except ValueError:
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def inputs_of(rules: Rules, cohort: str, asked: Mapping[str, object]) -> dict[str, str]:
    """Everything that the rows depend on, by name, as text without a value of any patient."""
    protocol = rules.protocol
    return {
        "program": f"{__version__} {_digest(_files(PACKAGE, '*.py'))}",
        "rules": _digest(_files(RULES, "*.yaml")),
        "protocol": f"{protocol.id} {protocol.version} {protocol.sha256}",
        "readings": " ".join(f"{each.id}={each.chosen}" for each in protocol.readings),
        "planned": " ".join(f"{step}={cells}" for step, cells in sorted(rules.planned.items())),
        "holds": " ".join(f"{rule}={days}" for rule, days in sorted(rules.site.lengthened.items())),
        "cohort": _digest_of(cohort),
        **{name: str(value) for name, value in asked.items()},
    }


def _digest_of(cohort: str) -> str:
    """The hash of the files of a cohort; of one that lives in a database, of where that is."""
    path = Path(cohort)
    if path.is_dir():
        return _digest(_files(path, "*"))
    return _digest([path]) if path.is_file() else hashlib.sha256(cohort.encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    yield from sorted(each for each in folder.rglob(pattern) if each.is_file())


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for each in files:
        with each.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{each.name}\0{content}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
