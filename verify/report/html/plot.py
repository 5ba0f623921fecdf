"""Figure 7.1 with sliders: the page's script evaluates the claims' own terms, which are handed to it as data."""

from __future__ import annotations

import json
from typing import Any

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.report.figures import figure
from verify.report.figures.values import left, right
from verify.report.html.markup import Markup, tag
from verify.report.html.svg import drawn
from verify.report.html.words import pretty

__all__ = ["encoded", "plot", "terms"]

_SLIDERS = (
    ("lam_1", "0", "8", "0.05", "0.5"),
    ("lam_2", "0", "8", "0.05", "4"),
    ("alpha", "-2", "2", "0.02", "0"),
    ("angle of Q", "-90", "90", "1", "-23"),
    ("w_star, first", "-5", "5", "0.05", "4"),
    ("w_star, second", "-5", "5", "0.05", "2.5"),
)
_NUMBERS = (
    ("w_tilde", "the optimum, by 7.10"),
    ("factors", "how much of each eigendirection is kept"),
    ("coordinates of w_star", "in the eigenbasis"),
    ("coordinates of w_tilde", "in the eigenbasis"),
    ("d_eff", "effective parameters"),
    ("loss at w_tilde", "above its minimum, by 7.6"),
    ("cosine", "between the gradients of loss and penalty at w_tilde: -1 where contour and circle touch"),
    ("residual", "alpha w_tilde + H (w_tilde - w_star), by 7.8: 0 but for rounding"),
    ("7.10 against 7.13", "the largest difference between the two formulas: 0 but for rounding"),
)


def encoded(term: tm.Term) -> Any:  # noqa: C901 - one case a kind of node
    """Return a term as JSON values: letters as strings, everything else as a list that begins with what it is.

    Raises
    ------
    LanguageError
        If the page's script has no way to evaluate it.
    """
    match term:
        case tm.Symbol():
            return term.name
        case tm.Number():
            return ["number", term.value.numerator, term.value.denominator]
        case tm.Identity():
            return ["identity"]
        case tm.Sum():
            return ["sum", *map(encoded, term.terms)]
        case tm.Neg():
            return ["minus", encoded(term.term)]
        case tm.Product():
            return ["product", *map(encoded, term.factors)]
        case tm.Quotient():
            return ["quotient", encoded(term.numerator), encoded(term.denominator)]
        case tm.Transpose():
            return ["transpose", encoded(term.term)]
        case tm.Inverse():
            return ["inverse", encoded(term.term)]
        case tm.Trace():
            return ["trace", encoded(term.term)]
        case tm.Apply(function="J"):
            return ["number", 0, 1]  # the loss at its minimum, from which the picture counts
        case tm.Column():
            return ["product", encoded(term.matrix), term.index.name]
    raise LanguageError(f"the page cannot evaluate {type(term).__name__}")


def terms() -> dict[str, Any]:
    """Return the terms that the script evaluates, by what it calls them."""
    wanted = {
        "hessian": right("spectral_theorem"),
        "optimum": right("eq_7_10"),
        "decomposed": right("eq_7_13"),
        "residual": left("eq_7_08"),
        "factor": right("eq_7_43"),
        "model": right("eq_7_06"),
        "gradient": right_of_gradient("eq_7_07"),
        "parameters": left("effective_parameters"),
        "coordinates": tm.Product((tm.Transpose(tm.Symbol("Q", "n", "n")), tm.Symbol("w", "n"))),
    }
    return {name: encoded(term) for name, term in wanted.items()}


def right_of_gradient(claim: str) -> tm.Term:
    """Return the gradient that a claim shows."""
    import derivations
    from derivations.language.statements import GradientIs

    goal = derivations.find(claim).part("main").goal
    if not isinstance(goal, GradientIs):
        raise LanguageError(f"{claim} shows no gradient")
    return goal.value


def plot() -> Markup:
    """Return the figure as it is drawn without a script, the sliders, and the numbers that go with them."""
    controls = []
    for name, low, high, step, value in _SLIDERS:
        key = "s-" + name.replace(" ", "-").replace(",", "")
        bar = tag("input", type="range", id=key, min=low, max=high, step=step, value=value)
        controls.append(tag("div", tag("label", pretty(name), for_=key), bar, tag("output", value, for_=key)))
    rows = [
        tag(
            "tr", tag("th", pretty(name), scope="row"), tag("td", "", id="n-" + name.replace(" ", "-")), tag("td", pretty(says))
        )
        for name, says in _NUMBERS
    ]
    numbers = tag("table", tag("caption", "What the sliders give"), tag("tbody", *rows), class_="numbers")
    data = json.dumps(terms(), separators=(",", ":")).replace("<", "\\u003c")
    script = tag("script", Markup(data), type="application/json", id="terms")
    box = tag("div", tag("fieldset", tag("legend", "Move the problem"), *controls), numbers, class_="controls needs-script")
    return tag("div", tag("div", drawn(figure("contours")), id="plot"), box, script, class_="plot")
