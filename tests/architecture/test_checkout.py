"""What is committed names no registry and no path of a machine, and pins everything that a set-up installs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.checkout import texts
from tests.architecture.source import ROOT

# Written in halves, so that this file does not name what it forbids.
REGISTRIES = tuple(
    "".join(halves) for halves in (("pypi", ".org"), ("python", "hosted"), ("npm", "js"), ("crates", ".io"))
)
PHRASES = tuple(
    "".join(halves) for halves in (("index-", "url"), ("../", "shared"), ("tool ", "library"), ("/simple", "/"))
)
MACHINE_PATH = re.compile(r"(?<![\w.~$})-])/(tmp|work|root|home|Users|opt|mnt|usr/local)/")
PINNED = re.compile(r"([A-Za-z0-9_.-]+)==([A-Za-z0-9_.!+-]+)")


def addresses(text: str) -> Iterator[str]:
    """Every registry address, machine path or forbidden phrase in the text."""
    lowered = text.lower()
    yield from (word for word in (*REGISTRIES, *PHRASES) if word in lowered)
    yield from (found.group() for found in MACHINE_PATH.finditer(text))


def pins() -> dict[str, str]:
    """The version of each distribution that the constraints name."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    found = [PINNED.fullmatch(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def needed(requirements: Iterator[Requirement], seen: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The names of the requirements and of all that they require in turn, as far as they are installed here."""
    for requirement in requirements:
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if name in seen and extras <= seen[name]:
            continue
        seen[name] = seen.get(name, frozenset()) | extras
        try:
            further = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue
        needed((each for each in further if _applies(each, extras)), seen)
    return seen


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""}))


def test_no_file_names_a_registry_or_a_machine() -> None:
    """Whoever clones this has other folders and perhaps another registry."""
    assert {name: found for name, text in texts() if (found := list(addresses(text)))} == {}


@pytest.mark.parametrize(
    "planted", [f"--{PHRASES[0]} somewhere", f"https://{REGISTRIES[0]}/x", "see " + "/ho" + "me/user/x", PHRASES[1]]
)
def test_an_address_is_found(planted: str) -> None:
    """A planted address or path is seen."""
    assert list(addresses(planted))


@pytest.mark.parametrize("innocent", ["docs/home/page.md", "https://example.org/home/", "${folder}/tmp/x", "a/work/b"])
def test_other_paths_are_not_taken_for_one(innocent: str) -> None:
    """Addresses of sources and relative paths are no machine's."""
    assert list(addresses(innocent)) == []


def test_every_line_of_the_constraints_is_one_pin() -> None:
    """Nothing but `name==version` and comments: no index, no option, no file."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and not PINNED.fullmatch(line)] == []


def test_the_constraints_pin_all_that_a_set_up_installs() -> None:
    """Everything that the distribution, its `dev` extra and its build need has one version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = (
        *project["project"]["dependencies"],
        *extras["dev"],
        *extras["bench"],
        *extras["prove"],
        *extras["screen"],
        *extras["sheet"],
        *extras["spark"],
        *project["build-system"]["requires"],
    )
    names = needed((Requirement(each) for each in wanted), {})
    assert sorted(set(names) - {project["project"]["name"]} - set(pins())) == []


def test_the_constraints_pin_nothing_else() -> None:
    """A pin that nothing needs is dropped, so that the list stays the list of what is trusted."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = (
        *project["project"]["dependencies"],
        *extras["dev"],
        *extras["bench"],
        *extras["prove"],
        *extras["screen"],
        *extras["sheet"],
        *extras["spark"],
        *project["build-system"]["requires"],
    )
    names = needed((Requirement(each) for each in wanted), {})
    of_builds = {"setuptools", "wheel"}  # durable-rules is built from source by them
    # What an engine that is measured beside ours requires.
    of_benchmarks = {"annotated-doc", "prompt-toolkit", "shellingham", "typer", "wcwidth"}
    assert sorted(set(pins()) - set(names) - of_builds - of_benchmarks) == []
