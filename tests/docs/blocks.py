"""Fenced blocks of a page that are run: `console` for commands in a shell, `pycon` for Python.

A block is written anew from what really happens, and compared with what the page says. `first=40` after the language
keeps the first forty lines of each command's output and says how many follow; with `from=PLAN to=CARE` behind it, also
those from the line `PLAN` to the line before `CARE`. A comment `<!-- day: 2026-12-07 -->` on the line above says on
which day its commands run; without one it is today.

A block of another language with `file=NAME` after it is a file that the commands below it find, and one with `add=NAME`
is added to that file: so a page can write a protocol before the reader's eyes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.docs.python import run_python
from tests.docs.shell import run_commands

_FENCE = re.compile(
    r"(?:^<!-- day: (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) -->\n)?"
    r"^```(?P<language>console|pycon)(?: first=(?P<first>[0-9]+)(?: from=(?P<start>\S+) to=(?P<stop>\S+))?)?\n"
    r"(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(
    r"^```[a-z]+ (?P<how>file|add)=(?P<name>[a-z0-9/._-]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
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
        language = block["language"]
        steps = steps_of(block["body"], _PROMPTS[language])
        entered = [_without_prompts(step) for step in steps]
        files = files_above(page, block.start())
        in_shell = language == "console"
        outputs = run_commands(entered, files, block["day"]) if in_shell else run_python(entered, names)
        shown = [_shown(output, block["first"], block["start"], block["stop"]) for output in outputs]
        body = "".join("\n".join((*step.typed, *lines)) + "\n" for step, lines in zip(steps, shown, strict=True))
        return block.group().replace(block["body"], body, 1)

    return _FENCE.sub(run, page)


def files_above(page: str, place: int) -> dict[str, str]:
    """The files that the page has written above that place, by name."""
    files: dict[str, str] = {}
    for block in _FILE.finditer(page, 0, place):
        before = files.get(block["name"], "") if block["how"] == "add" else ""
        files[block["name"]] = before + block["body"]
    return files


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


def _shown(output: str, first: str | None, start: str | None, stop: str | None) -> list[str]:
    """The lines of the output, trailing blanks dropped as an editor would, as many as the page wants to show."""
    lines = [line.rstrip() for line in output.rstrip("\n").split("\n")] if output.strip() else []
    if first is None or len(lines) <= int(first):
        return lines
    opening, left = lines[: int(first)], lines[int(first) :]
    if start is None or stop is None:
        return [*opening, _left_out(left)]
    begin, end = left.index(start), left.index(stop)
    return [*opening, _left_out(left[:begin]), "", *left[begin:end], _left_out(left[end:])]


def _left_out(lines: list[str]) -> str:
    return f"… {len(lines)} more lines"
