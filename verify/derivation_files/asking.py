"""The same question from Python: is this statement true? For people who hold SymPy, or code of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import Fault, read_values

__all__ = ["check_claim"]


def check_claim(
    show: object = None,
    symbols: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    *,
    start: object = None,
    steps: list[object] | None = None,
    by: str | list[str] | None = None,
) -> Checked:
    """Return the verdict on one claim, written in the language of derivation files.

    Parameters
    ----------
    show : str, optional
        A statement such as ``"inv(H + alpha*I)*H*w == w - alpha*inv(H + alpha*I)*w"``.
    symbols : mapping of str to str
        The kind of each letter: ``{"H": "psd n", "w": "vector n", "alpha": "positive"}``.
    given : mapping of str to str, optional
        What is assumed besides, by name.
    start, steps : optional
        A chain in place of `show`, or beside it: the first term, then each next one, a text or ``{"to": .., "by": ..}``.
    by : str or list of str, optional
        The only reasons that `show` may use.

    Anything that is not a text is taken as what ``str`` makes of it; a SymPy expression in scalars is read that way.

    Returns
    -------
    Checked
        With `verdict`: proved, refuted (`findings` hold the counterexample), undecided or error.
    """
    claim: dict[str, Any] = {"id": "claim", "show": None if show is None else str(show), "by": by}
    if start is not None or steps is not None:
        claim["start"] = None if start is None else str(start)
        claim["steps"] = [step if isinstance(step, dict) else {"to": str(step)} for step in steps or []]
    claim = {key: value for key, value in claim.items() if value is not None}
    values = {"symbols": dict(symbols or {}), "given": dict(given or {}), "claim": [claim]}
    try:
        return check_written(read_values(values), "python")[0]
    except Fault as fault:
        return Checked("python", "claim", fault.line, str(show or ""), "error", fault=fault)
