"""No page says what is not so."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.architecture.checkout import pages
from tests.architecture.source import ROOT, folder_of
from tests.docs.blocks import NoPrompt, run_page, steps_of
from tests.docs.pages import MADE, shown

_LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)(?P<target>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:engine|cli|rules|tests|docs|examples|changelog\.d|\.ci|benchmarks|typings)/[\w./*<>-]*)`")


@pytest.mark.parametrize("page", shown(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_output_is_what_happens(page: Path) -> None:
    """Each command on a page, run in the checkout, prints what the page shows; `make docs` writes it anew."""
    text = page.read_text("utf-8")
    assert run_page(text) == text


@pytest.mark.parametrize("name", MADE)
def test_no_made_page_is_stale(name: str) -> None:
    """A page that is made says what its source says; `make docs` writes it anew."""
    assert (ROOT / name).read_text("utf-8") == MADE[name]()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file or heading of the checkout finds it."""
    text = _FENCED.sub("", page.read_text("utf-8"))
    assert [link.group() for link in _LINK.finditer(text) if not _leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    """A path in backticks is there; `<name>` and `*` stand for any."""
    named = _PATH.findall(_FENCED.sub("", page.read_text("utf-8")))
    assert [path for path in named if not _is_there(path)] == []


def test_the_readme_is_run() -> None:
    """The pages that a newcomer follows are among those that are run."""
    assert {"README.md", "docs/architecture.md"} <= {page.relative_to(ROOT).as_posix() for page in shown()}


def test_a_wrong_output_is_found() -> None:
    """A block that says what does not happen is written otherwise."""
    assert run_page("```console\n$ echo eligible\nineligible\n```") == "```console\n$ echo eligible\neligible\n```"
    assert run_page("```pycon\n>>> 1 + 1\n3\n```") == "```pycon\n>>> 1 + 1\n2\n```"


def test_long_outputs_are_cut_where_the_page_says() -> None:
    """What is left out is counted."""
    block = "```console first=1\n$ printf 'a\\nb\\nc\\n'\n```"
    assert run_page(block).splitlines()[2:4] == ["a", "… 2 more lines"]


def test_a_second_part_of_a_long_output_is_shown() -> None:
    """From one line to another, with what is left out counted before and after."""
    block = "```console first=1 from=d to=f\n$ printf 'a\\nb\\nc\\nd\\ne\\nf\\n'\n```"
    shown = ["a", "… 2 more lines", "", "d", "e", "… 1 more lines"]
    assert run_page(block).splitlines()[2:-1] == shown
    assert run_page(run_page(block)) == run_page(block)


def test_a_later_command_sees_what_became_of_an_earlier_one() -> None:
    """An exit code can be shown as in a terminal."""
    assert run_page("```console\n$ (exit 3)\n$ echo $?\n```").splitlines()[3] == "3"


def test_a_block_that_begins_with_output_is_a_fault() -> None:
    """Nothing stands before the first prompt."""
    with pytest.raises(NoPrompt, match="begins with"):
        steps_of("eligible\n", ("$ ", "> "))


def _leads_somewhere(page: Path, link: re.Match[str]) -> bool:
    target = page.parent / link["target"] if link["target"] else page
    if not _is_there(os.path.relpath(target, ROOT)):
        return False
    return link["heading"] is None or target.is_dir() or link["heading"] in _anchors(target.read_text("utf-8"))


def _is_there(path: str) -> bool:
    """Whether the checkout has the path; the two packages are looked for where they are installed."""
    folder, pattern = ROOT, re.sub(r"<[^>]*>", "*", path.rstrip("/"))
    for source in ("engine/posology", "cli/posology_cli"):
        if f"{pattern}/".startswith(f"{source}/"):
            package = source.partition("/")[2]
            folder, pattern = folder_of(package).parent, package + pattern.removeprefix(source)
    return pattern in {"engine", "cli", "."} or any(True for _ in folder.glob(pattern))


def _anchors(text: str) -> set[str]:
    """The anchors that a forge makes of the headings: lower case, punctuation dropped, hyphens for spaces."""
    headings = _HEADING.findall(_FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
