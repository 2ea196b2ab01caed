"""Words that people write where they have nothing to write: they fill a field and say nothing."""

from __future__ import annotations

from typing import Final

_SAYS_NOTHING: Final = frozenset(
    {
        *("", "none", "no", "nil", "null", "na", "n a", "not applicable", "not available", "not known", "unknown"),
        *("tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed", "to be done", "todo"),
        *(
            "to follow",
            "to come",
            "to be decided",
            "to be named",
            "to be supplied",
            "to be filled in",
            "to do",
            "fill in",
        ),
        *(
            "not stated",
            "not given",
            "not recorded",
            "not yet",
            "not yet known",
            "not known yet",
            "see above",
            "as above",
        ),
        *(
            "pending",
            "awaited",
            "awaiting",
            "later",
            "somebody",
            "someone",
            "anybody",
            "anyone",
            "nobody",
            "no one",
            "nn",
        ),
        *(
            "n n",
            "name",
            "yes",
            "ok",
            "okay",
            "applied for",
            "in progress",
            "ditto",
            "dito",
            "idem",
            "asdf",
            "foo",
            "bar",
        ),
        *("open", "missing", "blank", "empty", "test", "dummy"),
    }
)


def is_placeholder(text: str) -> bool:
    """Whether the text stands in for something that is not there: `none`, `n/a`, `TBD`, `-`, `???`, `0000`."""
    letters = "".join(each if each.isalnum() else " " for each in text.casefold())
    words = " ".join(letters.split())
    joined = words.replace(" ", "")
    return words in _SAYS_NOTHING or joined in _SAYS_NOTHING or not joined.strip("0") or not joined.strip("x")


def stated(text: str | None) -> str | None:
    """The text, None where it says nothing."""
    return None if text is None or is_placeholder(text) else text
