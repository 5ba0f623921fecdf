"""Phrases put together to a sentence."""

from __future__ import annotations

__all__ = ["joined"]


def joined(words: list[str], between: str = "and") -> str:
    """Return phrases as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any("," in word.replace(r"\,", "") or ":" in word for word in words) else ", "
    return f"{comma.join(words[:-1])}{comma.rstrip() if comma == '; ' else ''} {between} {words[-1]}"
