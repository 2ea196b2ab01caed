"""`posology completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from posology_cli.output import write_out

VARIABLE = "_POSOLOGY_COMPLETE"
"""The variable by which a shell asks; click makes it from the name of the command."""


@click.command(
    help=(
        "Print the completion script for a shell. For bash, put this line into ~/.bashrc: "
        'eval "$(posology completion bash)"'
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Prints the script."""
    found = get_completion_class(shell)
    if found is None:
        message = f"click knows no completion for {shell}"
        raise LookupError(message)
    root = ctx.find_root()
    write_out(found(root.command, {}, "posology", VARIABLE).source() + "\n")
