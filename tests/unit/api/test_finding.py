"""Finding the files of a protocol: what is shipped by its id, what is the user's own by its path, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.finding import find_protocol
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.files import ProtocolFiles
from posology.reader.source import shortened

Make = Callable[..., Path]


def find(name: str) -> tuple[ProtocolFiles | None, list[tuple[str, str]]]:
    """The files, and the code and message of what was found wrong."""
    diagnostics = Diagnostics()
    return find_protocol(name, diagnostics), [(each.code, each.message) for each in diagnostics]


@pytest.mark.parametrize("name", shipped_protocols())
def test_a_shipped_protocol_is_found_by_its_id_and_quoted_from_the_rules_on(name: str) -> None:
    """No path of this machine stands in a message."""
    files, found = find(name)
    assert found == []
    assert files is not None
    assert (files.folder, files.protocol_name) == (name, f"rules/{name}/protocol.yaml")


def test_the_id_of_a_shipped_protocol_goes_before_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that happens to stand here does not change what an id means; as a path it is meant."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "allorx-spine"
    folder.mkdir()
    (folder / "protocol.yaml").write_bytes(b"mine")
    (folder / "sources.yaml").write_bytes(b"mine too")
    shipped, own = find("allorx-spine")[0], find("./allorx-spine")[0]
    assert shipped is not None
    assert own is not None
    assert shipped.protocol != b"mine"
    assert (own.protocol, own.protocol_name) == (b"mine", "allorx-spine/protocol.yaml")


def test_a_protocol_of_ones_own_is_quoted_as_it_was_named(protocol: Make) -> None:
    """By its folder or by its file, also with a slash at the end."""
    folder = protocol()
    for name in (str(folder), f"{folder}/", str(folder / "protocol.yaml"), str(folder / "sources.yaml")):
        files, found = find(name)
        assert found == []
        assert files is not None
        assert (files.folder, files.protocol_name) == ("small-spine", str(folder / "protocol.yaml"))


def test_a_folder_that_is_a_dot_has_the_name_that_it_has(protocol: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The id is held against the real name of the folder."""
    monkeypatch.chdir(protocol())
    files, _ = find(".")
    assert files is not None
    assert files.folder == "small-spine"


@pytest.mark.parametrize("missing", ["protocol.yaml", "sources.yaml"])
def test_a_folder_that_lacks_a_file_says_which(missing: str, protocol: Make) -> None:
    """And a folder in the place of a file is none."""
    folder = protocol()
    (folder / missing).unlink()
    assert find(str(folder)) == (None, [("P0406", f"the folder `{folder}` has no {missing}")])
    (folder / missing).mkdir()
    assert find(str(folder)) == (None, [("P0406", f"the folder `{folder}` has no {missing}")])


def test_a_file_that_cannot_be_read_is_refused(protocol: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that belongs to somebody else."""

    def refuse(_: Path) -> bytes:
        raise PermissionError

    folder = str(protocol())
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert find(folder) == (None, [("P0406", f"the protocol `{shortened(folder)}` cannot be read")])


@pytest.mark.parametrize("name", ["../../etc/passwd", "/dev/null", "-", "~", "protocol.yaml", "a\nb", "\ud800"])
def test_anything_else_is_no_protocol(name: str) -> None:
    """Nothing is opened, and nothing raised."""
    files, found = find(name)
    assert files is None
    assert [code for code, _ in found] == ["P0406"]
    assert "\n" not in found[0][1]
