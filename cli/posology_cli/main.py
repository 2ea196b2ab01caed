"""The command `posology`: which commands there are, and what becomes an exit code.

A command's module is imported when the command is asked for, so that `posology --help` waits for none of them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import click

from posology import __version__
from posology.diagnostics.diagnostic import Refused
from posology_cli.bugs import tell_bug
from posology_cli.clock import OF_THE_COMPUTER, Clock
from posology_cli.exits import BAD_INPUT, BUG, DONE, INTERRUPTED, WRONG_USAGE, NobodyReads

PACIFIED: Final = "PacifyFlushWrapper"
"""What click puts in the place of standard output when the other end of the pipe is closed."""


class Place(NamedTuple):
    """Where a command is, and the one line that `--help` says of it."""

    module: str
    name: str
    help: str


COMMANDS: Final[Mapping[str, Place]] = MappingProxyType(
    {
        "check": Place(
            "posology_cli.check",
            "check",
            "Judge one record: verdict, reasons, what is missing, washout, plan, doses.",
        ),
        "sheet": Place(
            "posology_cli.sheet", "sheet", "Lay out the procedure dose sheet: a draft, or final with nothing missing."
        ),
        "schedule": Place(
            "posology_cli.schedule", "schedule", "List the dates: holds, checks, procedure, restarts, visits."
        ),
        "second-check": Place(
            "posology_cli.second_check",
            "second_check",
            "Work a dose sheet out again without seeing it.",
        ),
        "sign": Place("posology_cli.signing", "sign", "Sign a dose sheet as author, verifier or approver."),
        "void": Place("posology_cli.signing", "void", "Take a dose sheet back, with the reason."),
        "override": Place(
            "posology_cli.signing", "override", "Pass over a limit or a doubt about a dose sheet, with the reason."
        ),
        "audit": Place("posology_cli.audit", "audit", "List, show, verify, replay and export the trail."),
        "visits": Place("posology_cli.visits", "visits", "List a patient's visits: done, due, upcoming, late, missed."),
        "outcomes": Place(
            "posology_cli.outcomes", "outcomes", "Count responders, their duration and means from follow-up scores."
        ),
        "screen": Place(
            "posology_cli.screen", "screen", "Judge a whole cohort: verdicts, attrition, what to ask first."
        ),
        "compare": Place(
            "posology_cli.compare", "compare", "Judge one record by every shipped protocol, side by side."
        ),
        "show": Place("posology_cli.show", "show", "Show a protocol, or what is known of a drug, with its sources."),
        "verify": Place("posology_cli.verify", "verify", "Prove, try and mutate a protocol, and run its worked cases."),
        "diff": Place(
            "posology_cli.diff", "diff", "Show what changed in meaning between two versions, each with a patient."
        ),
        "eval": Place("posology_cli.evaluate", "evaluate", "Evaluate one expression of the condition language."),
        "site": Place("posology_cli.site", "site", "Ask for a clinic's decisions, or say what they leave open."),
        "schema": Place(
            "posology_cli.schema", "schema", "Print the JSON Schema of a record, protocol or site file, for editors."
        ),
        "completion": Place("posology_cli.completion", "completion", "Print the completion script for a shell."),
    }
)


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        found: object = getattr(importlib.import_module(place.module), place.name)
        if not isinstance(found, click.Command):
            message = f"`{place.name}` of {place.module} is no command"
            raise TypeError(message)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list of commands, from the table: click would import every one of them for its help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])


@click.group(
    cls=Commands,
    help=(
        "Show a clinician how one patient stands against an investigational protocol, and why.\n\n"
        "Nothing here is approved for spine, orthopaedic or pain use, and no output replaces a clinician's judgement."
    ),
    epilog=(
        "Exit codes: 0 done, whatever the verdict; 1 `verify`, `diff` or `audit` found a fault; 2 wrong usage; "
        "3 bad input; 70 a fault of the program."
    ),
)
@click.version_option(__version__, prog_name="posology", message="%(prog)s %(version)s")
def posology() -> None:
    """The group itself does nothing."""


def main(arguments: Sequence[str] | None = None, clock: Clock = OF_THE_COMPUTER) -> int:
    """Runs the command and gives its exit code; whatever happens, what is no result is never printed as one."""
    try:
        return _run(arguments, clock)
    except NobodyReads:
        return DONE
    except SystemExit as ended_early:
        return _code_of(ended_early)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: whatever it is, it is our fault and no result
        tell_bug(error)
        return BUG


def _run(arguments: Sequence[str] | None, clock: Clock) -> int:
    """The exit code where nothing unexpected happens; faults of the user and of the input are told."""
    try:
        ended: object = posology.main(
            args=None if arguments is None else list(arguments), prog_name="posology", standalone_mode=False, obj=clock
        )
    except Refused as refused:
        from posology_cli.telling import tell_refusal  # noqa: PLC0415 - `--help` needs no catalogue of diagnostics

        tell_refusal(refused)
        return BAD_INPUT
    except click.ClickException as error:
        error.show()
        return error.exit_code if error.exit_code in {WRONG_USAGE, BAD_INPUT} else WRONG_USAGE
    return ended if isinstance(ended, int) else DONE


def _code_of(ended_early: SystemExit) -> int:
    """The code where click itself ends the program: after a completion, or when nobody reads its help any more."""
    nobody_reads = type(sys.stdout).__name__ == PACIFIED
    return WRONG_USAGE if ended_early.code and not nobody_reads else DONE
