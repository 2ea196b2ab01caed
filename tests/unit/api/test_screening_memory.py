"""Whatever reads a cohort takes no more memory than it is given, however many patients there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from posology.api import screening
from posology.api.screening import Asked, survey
from posology.cohort.engines import MEMORY
from posology.cohort.workshop import Workshop
from tests.unit.judged import AS_OF, knowledge, rules


class Opened(Exception):  # noqa: N818 - it is what was looked for
    """What the engine and the reader of files may take, in the words of DuckDB."""


def _look(_source: Path, shop: Workshop, *_rest: object, **_options: object) -> None:
    asked = "select current_setting('memory_limit')"
    raise Opened(shop.one(asked), shop.engine.con.execute(asked).fetchone()[0])


@pytest.mark.parametrize(("memory", "taken"), [("300MB", "286.1 MiB"), (None, "1.8 GiB")])
def test_the_reader_of_files_has_the_limit_of_the_engine(
    memory: str | None, taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB would otherwise take four fifths of the machine: ten million patients took 8.8 GB, and now 2.4 GB."""
    assert MEMORY == "2GB"
    monkeypatch.setattr(screening, "open_cohort", _look)
    with pytest.raises(Opened) as found:
        survey(rules(), knowledge(), Asked(cohort="anywhere", as_of=AS_OF, folder=tmp_path, memory=memory))
    assert found.value.args == (taken, taken)
