"""Fenced blocks of a page that are run: `console` for commands in a shell, `pycon` for Python.

A block is written anew from what really happens, and compared with what the page says. `first=40` after the language
keeps the first forty lines of each command's output and says how many follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.docs.python import run_python
from tests.docs.shell import run_commands

_FENCE = re.compile(
    r"^```(?P<language>console|pycon)(?: first=(?P<first>[0-9]+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PROMPTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"console": ("$ ", "> "), "pycon": (">>> ", "... ")})


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody types, with the prompts before each line of it, and what the page says comes back."""

    typed: tuple[str, ...]
    said: tuple[str, ...]


class NoPrompt(ValueError):  # noqa: N818 - named as the other exceptions here: what is the case, not that it is an error
    """Raised where a block that is run begins with something that nobody types."""

    def __init__(self, prompt: str, line: str) -> None:
        super().__init__(f"a block that is run begins with `{prompt}`, not with: {line}")


def has_blocks(page: str) -> bool:
    """Whether anything on the page is run."""
    return _FENCE.search(page) is not None


def run_page(page: str) -> str:
    """The page with the output of every block as it really is. Python blocks of one page share their names."""
    names: dict[str, object] = {}

    def run(block: re.Match[str]) -> str:
        language, first = block["language"], block["first"]
        steps = steps_of(block["body"], _PROMPTS[language])
        entered = [_without_prompts(step) for step in steps]
        outputs = run_commands(entered) if language == "console" else run_python(entered, names)
        shown = [_first(output, first) for output in outputs]
        body = "".join("\n".join((*step.typed, *lines)) + "\n" for step, lines in zip(steps, shown, strict=True))
        return block.group().replace(block["body"], body, 1)

    return _FENCE.sub(run, page)


def steps_of(body: str, prompts: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps of a block.

    Raises:
        NoPrompt: where the block does not begin with a prompt.
    """
    steps: list[Step] = []
    for line in body.splitlines():
        begins, goes_on = (_is_prompt(line, prompt) for prompt in prompts)
        if begins:
            steps.append(Step((line,), ()))
        elif not steps:
            raise NoPrompt(prompts[0], line)
        elif goes_on and not steps[-1].said:
            steps[-1] = Step((*steps[-1].typed, line), ())
        else:
            steps[-1] = Step(steps[-1].typed, (*steps[-1].said, line))
    return tuple(steps)


def _is_prompt(line: str, prompt: str) -> bool:
    return line.startswith(prompt) or line == prompt.rstrip()


def _without_prompts(step: Step) -> str:
    prompt = len(step.typed[0].split(" ", 1)[0]) + 1
    return "\n".join(line[prompt:] for line in step.typed)


def _first(output: str, first: str | None) -> list[str]:
    """The lines of the output, trailing blanks dropped as an editor would, as many as the page wants to show."""
    lines = [line.rstrip() for line in output.rstrip("\n").split("\n")] if output.strip() else []
    if first is None or len(lines) <= int(first):
        return lines
    return [*lines[: int(first)], f"… {len(lines) - int(first)} more lines"]
