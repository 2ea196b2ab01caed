"""Loading protocols and site files: found, compiled, or refused with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.authoring import check_protocol, check_site
from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics, Refused

Make = Callable[..., Path]

SITE = (
    b"site: A clinic\nprotocol: small-spine\nreadings: {iv-dose: {chosen: per-kg, approved_by: her, on: 2026-11-01}}\n"
)


def refused(protocol: str, knowledge: Knowledge, site: tuple[str, bytes] | None = None) -> Refused:
    """What is raised when the protocol is loaded."""
    with pytest.raises(Refused) as caught:
        load(protocol, knowledge, site=site)
    return caught.value


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_shipped_protocol_has_nothing_against_it(name: str, knowledge: Knowledge) -> None:
    """Not even a warning, whatever a clinic chooses."""
    assert check_protocol(name, knowledge).diagnostics == ()


def test_a_protocol_is_found_by_its_id_its_folder_and_its_file(knowledge: Knowledge, protocol: Make) -> None:
    """All three give the same rules."""
    folder = protocol()
    by_folder, by_file = load(str(folder), knowledge), load(str(folder / "protocol.yaml"), knowledge)
    assert by_folder == by_file
    assert by_folder.protocol.id == "small-spine"
    assert load("allorx-spine", knowledge).protocol.id == "allorx-spine"


@pytest.mark.parametrize(
    ("name", "help_text"),
    [
        ("allorx-spin", "did you mean `allorx-spine`?"),
        ("no such thing at all", "the shipped protocols are"),
        ("", ""),
        ("a\0b", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_protocol_that_is_not_there_is_refused(name: str, help_text: str, knowledge: Knowledge) -> None:
    """With the nearest name; another one is never taken instead."""
    (fault,) = refused(name, knowledge).diagnostics
    assert fault.code == "P0406"
    assert fault.help.startswith(help_text)


def test_a_folder_without_one_of_the_files_is_refused(knowledge: Knowledge, protocol: Make) -> None:
    """It is said which file is not there."""
    folder = protocol()
    (folder / "sources.yaml").unlink()
    (fault,) = refused(str(folder), knowledge).diagnostics
    assert "has no sources.yaml" in fault.message


def test_a_file_that_cannot_be_read_is_refused(knowledge: Knowledge, protocol: Make) -> None:
    """A folder in the place of a file is no file."""
    folder = protocol()
    (folder / "protocol.yaml").unlink()
    (folder / "protocol.yaml").mkdir()
    assert [each.code for each in refused(str(folder), knowledge).diagnostics] == ["P0406"]


def test_the_folder_is_named_however_it_is_reached(protocol: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """From within the folder its name is the same."""
    monkeypatch.chdir(protocol())
    files = find_protocol(".", Diagnostics())
    assert files is not None
    assert files.folder == "small-spine"


def test_all_faults_of_a_protocol_its_sources_and_its_site_are_told_at_once(
    knowledge: Knowledge, protocol: Make
) -> None:
    """Whoever mends them need not run it again to find the next."""
    folder = protocol("hold: 84 days", "hold: 84")
    (folder / "sources.yaml").write_text((folder / "sources.yaml").read_text().replace("year: 2020", "year: 20"))
    site = ("site.yaml", SITE.replace(b"per-kg", b"per-kgs"))
    raised = refused(str(folder), knowledge, site)
    assert [each.code for each in raised.diagnostics] == ["P0413", "P0135", "P0607"]
    assert set(raised.texts) == {"site.yaml", str(folder / "protocol.yaml"), str(folder / "sources.yaml")}


def test_a_site_chooses_and_approves(knowledge: Knowledge, protocol: Make) -> None:
    """What it does not decide keeps its default."""
    rules = load(str(protocol()), knowledge, site=("site.yaml", SITE))
    chosen = {each.id: (each.chosen, each.approved_by) for each in rules.protocol.readings}
    assert chosen == {"iv-dose": ("per-kg", "her, 2026-11-01"), "nsaid-hold": ("long", None)}


def test_a_fault_under_an_option_that_is_not_chosen_is_told_to_authors_only(
    knowledge: Knowledge, protocol: Make
) -> None:
    """A clinic that chose otherwise is not kept from its work; the author hears of it."""
    folder = str(protocol("naproxen], days: 4 days", "naproxen], days: 4"))
    load(folder, knowledge)
    assert [each.code for each in check_protocol(folder, knowledge).diagnostics] == ["P0413"]


def test_a_warning_refuses_nothing(knowledge: Knowledge, protocol: Make) -> None:
    """It stands beside the result."""
    folder = str(protocol("protocol: small-spine", "protocol: little-spine"))
    assert load(folder, knowledge).protocol.id == "little-spine"
    assert [each.code for each in check_protocol(folder, knowledge).diagnostics] == ["P0409"]


def test_a_review_of_a_protocol_that_is_not_there_says_so(knowledge: Knowledge) -> None:
    """As loading it does."""
    site = ("site.yaml", SITE)
    assert [each.code for each in check_protocol("nowhere", knowledge).diagnostics] == ["P0406"]
    assert [each.code for each in check_site("nowhere", knowledge, site).diagnostics] == ["P0406"]


def borrowing(protocol: Make, name: str) -> Path:
    """The small protocol with the washout of another one, and without readings of its own that it would need."""
    folder = protocol()
    text = (folder / "protocol.yaml").read_text(encoding="utf-8")
    text = text[: text.index("\nwashout:")] + f"\nwashout: {{as: {name}}}\n" + text[text.index("\nplan:") :]
    (folder / "protocol.yaml").write_text(text, encoding="utf-8")
    return folder


def test_whether_a_washout_is_taken_over_may_be_a_reading(knowledge: Knowledge) -> None:
    """Neither option is warned of: the readings of the rules taken over are of use under one, and none was chosen."""
    washouts: list[int] = []
    for option in ("as-allorx-spine", "none-stated"):
        site = (
            "site.yaml",
            f"site: x\nprotocol: amirdelfan-mpc-disc\nreadings: {{missing-washout: {{chosen: {option}}}}}\n".encode(),
        )
        assert check_site("amirdelfan-mpc-disc", knowledge, site).diagnostics == ()
        washouts.append(len(load("amirdelfan-mpc-disc", knowledge, site=site).protocol.washout))
    assert washouts[0] == len(load("allorx-spine", knowledge).protocol.washout)
    assert washouts[1] == 0


def test_a_washout_that_hangs_on_a_reading_not_declared_alike_is_refused(knowledge: Knowledge, protocol: Make) -> None:
    """`allorx-spine` settles `nsaid-hold` with other options: nobody here would be asked."""
    review = check_protocol(str(borrowing(protocol, "allorx-spine")), knowledge)
    assert "P0457" in [each.code for each in review.diagnostics]


def test_a_washout_taken_over_is_that_of_the_other_protocol(knowledge: Knowledge, protocol: Make) -> None:
    """With the same reading the same rules hold, chosen as here, and the other's sources come with them."""
    folder = borrowing(protocol, "allorx-spine")
    spine = load("allorx-spine", knowledge).protocol
    text = (folder / "protocol.yaml").read_text(encoding="utf-8")
    shipped = next(each for each in spine.readings if each.id == "nsaid-hold")
    options = "".join(
        f"      {each.id}: {{says: it, source: {{ref: registry, section: x}}}}\n" for each in shipped.options
    )
    start, end = text.index("  nsaid-hold:\n"), text.index("\ncriteria:")
    declared = f"  nsaid-hold:\n    question: which\n    options:\n{options}    default: five-days\n"
    (folder / "protocol.yaml").write_text(text[:start] + declared + text[end:], encoding="utf-8")
    assert check_protocol(str(folder), knowledge).diagnostics == ()
    mine = load(str(folder), knowledge).protocol
    assert [each.id for each in mine.washout] == [each.id for each in spine.washout]
    assert mine.washout[0].hold != spine.washout[0].hold
    assert mine.together == spine.together
    assert {each.id for each in spine.sources} <= {each.id for each in mine.sources}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("small-spine", "P0408"),
        ("allorx-first-patient", "P0408"),
        ("allorx-spin", "P0405"),
        ("[allorx-spine]", "P0133"),
    ],
)
def test_a_washout_that_cannot_be_taken_over_is_refused(
    name: str, code: str, knowledge: Knowledge, protocol: Make
) -> None:
    """From itself, from one that has none of its own, from nobody, from several."""
    codes = [each.code for each in check_protocol(str(borrowing(protocol, name)), knowledge).diagnostics]
    assert code in codes
    assert "P0439" not in codes


def test_a_protocol_may_say_that_it_has_no_washout(knowledge: Knowledge, protocol: Make) -> None:
    """It is warned that nothing is restricted then."""
    folder = borrowing(protocol, "x")
    text = (folder / "protocol.yaml").read_text(encoding="utf-8")
    (folder / "protocol.yaml").write_text(text.replace("washout: {as: x}", "washout: none"), encoding="utf-8")
    codes = [each.code for each in check_protocol(str(folder), knowledge).diagnostics]
    assert codes == ["P0407", "P0439"]
    assert load(str(folder), knowledge).protocol.washout == ()
