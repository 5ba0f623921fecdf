"""What a checker must say of known sequents before anything else it says counts.

A checker that accepts everything is found out by the false ones, one that rejects everything by the true one. Each false
sequent comes with the certificate a hopeful forger would write.
"""

from __future__ import annotations

from typing import Any

__all__ = ["CONTROLS", "FALSE", "certificates", "theory", "unreliable"]

_SQUARE = {"shape": ["n", "n"]}
_VECTOR = {"shape": ["n", 1]}
_AB = {"A": _SQUARE, "B": _SQUARE}
_THIN = {"Q": {"shape": ["n", "k"]}}
_H = {"H": {**_SQUARE, "symmetric": True}, "x": _VECTOR}


def _sequent(symbols: dict[str, Any], hypotheses: dict[str, Any], goal: list[Any], *by: str) -> dict[str, Any]:
    return {"symbols": symbols, "hypotheses": hypotheses, "steps": [{"show": goal, "by": [*by]}], "goal": goal}


def _items(*items: list[Any]) -> dict[str, Any]:
    return {"steps": [[{"rule": "items", "items": [*items]}]]}


_AB_INVERSE, _A_INVERSE, _B_INVERSE = (["inv", ["mul", "A", "B"]], ["inv", "A"], ["inv", "B"])
_FORM = ["mul", ["T", "x"], "H", "x"]

CONTROLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "sums_commute": (_sequent(_AB, {}, ["eq", ["add", "A", "B"], ["add", "B", "A"]]), _items()),
    "products_commute": (_sequent(_AB, {}, ["eq", ["mul", "A", "B"], ["mul", "B", "A"]]), _items()),
    "sign_is_free": (_sequent(_AB, {}, ["eq", "A", ["neg", "A"]]), _items()),
    "semidefinite_is_invertible": (
        _sequent(_H, {"H_psd": ["psd", "H"]}, ["eq", ["mul", "H", ["inv", "H"], "x"], "x"]),
        _items([["num", "1"], None, ["cancel", "H", "right"], "x"]),
    ),
    "thin_is_orthogonal": (
        _sequent(
            _THIN,
            {"Q_columns": ["eq", ["mul", ["T", "Q"], "Q"], ["id", "k"]]},
            ["eq", ["mul", "Q", ["T", "Q"]], ["id", "n"]],
            "Q_columns",
        ),
        {"steps": [[{"rule": "dedekind", "left": ["T", "Q"], "right": "Q", "from": "Q_columns"}]]},
    ),
    "inverse_keeps_order": (
        _sequent(
            _AB,
            {"A_invertible": ["inv", "A"], "B_invertible": ["inv", "B"]},
            ["eq", _AB_INVERSE, ["mul", _A_INVERSE, _B_INVERSE]],
        ),
        _items([["num", "-1"], _AB_INVERSE, ["cancel", "A", "right"], None]),
    ),
    "gradient_of_form_is_half": (
        _sequent(_H, {}, ["grad", _FORM, "x", "x", ["mul", "H", "x"]]),
        {
            "local": {"d": _VECTOR},
            "steps": [
                [
                    {
                        "rule": "gradient",
                        "direction": "d",
                        "items": [[["num", "1"], None, ["T1", ["mul", ["T", "d"], "H", "x"]], None]],
                    }
                ]
            ],
        },
    ),
}
"""Sequent and certificate by name; only the first is true."""

FALSE = frozenset(CONTROLS) - {"sums_commute"}


def theory() -> dict[str, Any]:
    """Return the sequents of the controls."""
    return {name: sequent for name, (sequent, _) in CONTROLS.items()}


def certificates() -> dict[str, Any]:
    """Return the certificates of the controls."""
    return {name: certificate for name, (_, certificate) in CONTROLS.items()}


def unreliable(accepted: set[str]) -> str:
    """Return what is wrong with a checker that accepts these controls; nothing if it tells them apart."""
    if wrong := sorted(FALSE & accepted):
        return f"accepts false sequents ({', '.join(wrong)}): nothing it accepts counts"
    if missed := sorted(CONTROLS.keys() - FALSE - accepted):
        return f"rejects true sequents ({', '.join(missed)}): nothing it rejects counts"
    return ""
