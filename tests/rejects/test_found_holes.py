"""False sequents that a checker of ours once called proved: both checkers have to turn each of them down."""

from __future__ import annotations

from typing import Any

from verify import kernel, second_opinion

VECTOR = ["n", 1]


def number(value: int) -> list[str]:
    return ["num", str(value)]


def square(x: Any) -> list[Any]:
    return ["mul", ["T", x], x]


def sequent(symbols: Any, goal: Any, by: list[str], functions: Any = None, hypotheses: Any = None) -> dict[str, Any]:
    found = {"symbols": symbols, "hypotheses": hypotheses or {}, "steps": [{"show": goal, "by": by}], "goal": goal}
    return found | ({"functions": functions} if functions else {})


def refused(theory: dict[str, Any], certificates: dict[str, Any]) -> bool:
    """Whether both checkers refuse the sequent "x", whose last step is all that could be wrong with it."""
    judged, other = kernel.check(theory, certificates)["x"], second_opinion.check(theory, certificates)["x"]
    return judged.verdict == "rejected" and "malformed" not in judged.message and other.verdict == "objects"


FUNCTIONS = {"J": {"shape": [1, 1], "domain": VECTOR, "derivative": "g"}, "g": {"shape": VECTOR, "domain": VECTOR}}
SLOPE = sequent({"w": {"shape": VECTOR}}, ["grad", ["apply", "J", "w"], "w", "w", ["apply", "g", "w"]], [], FUNCTIONS)
SLOPE_SHOWN = {"local": {"d": {"shape": VECTOR}}, "steps": [[{"rule": "gradient", "direction": "d", "items": []}]]}


def test_the_lemma_itself_holds() -> None:
    """The earlier sequent that the cases below misuse is proved, so that they fail for what is wrong in them."""
    assert kernel.check({"slope": SLOPE}, {"slope": SLOPE_SHOWN})["slope"].verdict == "proved"


def test_sum_with_an_inverse() -> None:
    """B invertible does not make 1/b - 1 invertible: with b = 1 it would give 1 = 0."""
    p = ["add", ["inv", "b"], ["neg", number(1)]]
    theory = {
        "x": sequent(
            {"b": {"shape": [1, 1]}},
            ["eq", number(1), number(0)],
            ["one"],
            None,
            {"nonzero": ["inv", "b"], "one": ["eq", "b", number(1)]},
        )
    }
    items = [
        [number(-1), None, ["cancel", p, "left"], None],
        [number(1), ["inv", p], ["cancel", "b", "left"], None],
        [number(-1), ["mul", ["inv", p], ["inv", "b"]], "one", None],
    ]
    assert refused(theory, {"x": {"steps": [[{"rule": "items", "items": items}]]}})


def test_derivative_alone() -> None:
    """A derivative replaced without its function would make grad J(w) = M w for every J and M."""
    goal = ["eq", ["apply", "g", "w"], ["mul", "M", "w"]]
    theory = {"slope": SLOPE, "x": sequent({"w": {"shape": VECTOR}, "M": {"shape": ["n", "n"]}}, goal, ["slope"], FUNCTIONS)}
    use = {"rule": "use", "claim": "slope", "with": {"w": "w"}, "facts": {}}
    lines = [
        {**use, "name": "one"},
        {**use, "name": "two", "functions": {"g": {"of": "v", "is": ["mul", "M", "v"]}}},
        {"rule": "same_gradient", "first": "one", "second": "two"},
    ]
    assert refused(theory, {"slope": SLOPE_SHOWN, "x": {"local": {"v": {"shape": VECTOR}}, "steps": [lines]}})


def test_symmetric_function() -> None:
    """A Hessian is symmetric, so what is put in for it has to be: otherwise every square M would be."""
    functions = {
        "g": {"shape": VECTOR, "domain": VECTOR, "derivative": "h"},
        "h": {"shape": ["n", "n"], "domain": VECTOR, "symmetric": True},
    }
    hessian = ["apply", "h", "w"]
    theory = {
        "hessian": sequent({"w": {"shape": VECTOR}}, ["eq", hessian, ["T", hessian]], [], functions),
        "x": sequent({"M": {"shape": ["n", "n"]}}, ["eq", "M", ["T", "M"]], ["hessian"]),
    }
    image = ["mul", "M", "y"]
    lines = [
        {"rule": "gradient", "name": "G", "show": ["grad", image, "y", "y", "M"], "direction": "d", "items": []},
        {
            "rule": "use",
            "claim": "hessian",
            "with": {"w": "v"},
            "facts": {},
            "functions": {"g": {"of": "y", "is": image, "gradient": "G"}, "h": {"of": "y", "is": "M"}},
        },
    ]
    local = {name: {"shape": VECTOR} for name in ("y", "d", "v")}
    shown = {"steps": [[{"rule": "items", "items": []}]]}
    assert refused(theory, {"hessian": shown, "x": {"local": local, "steps": [lines]}})


def test_marked_variable() -> None:
    """With a basis vector as the variable, e^T e = 1 would give w^T w the gradient 2 w (w^T w)."""
    wrong, wrong_at_e = (["mul", number(2), x, square(x)] for x in ("w", "e"))
    theory = {"slope": SLOPE, "x": sequent({"w": {"shape": VECTOR}}, ["grad", square("w"), "w", "w", wrong], ["slope"])}
    items = [
        [number(1), None, ["T1", ["mul", ["T", "d"], "e"]], None],
        [number(-2), ["mul", ["T", "e"], "d"], ["unit", "e"], None],
    ]
    lines = [
        {
            "rule": "gradient",
            "name": "G",
            "show": ["grad", square("e"), "e", "e", wrong_at_e],
            "direction": "d",
            "items": items,
        },
        {
            "rule": "use",
            "claim": "slope",
            "with": {"w": "w"},
            "facts": {},
            "functions": {"J": {"of": "e", "is": square("e"), "gradient": "G"}, "g": {"of": "e", "is": wrong_at_e}},
        },
    ]
    local = {"e": {"shape": VECTOR, "basis": True}, "d": {"shape": VECTOR}}
    assert refused(theory, {"slope": SLOPE_SHOWN, "x": {"local": local, "steps": [lines]}})


def test_chosen_terms() -> None:
    """The spectral theorem gives some Q and Lam; citing it for Q = I would make every symmetric matrix diagonal."""
    symmetric = {"shape": ["n", "n"], "symmetric": True}
    axiom = {
        "symbols": {"H": symmetric, "Q": {"shape": ["n", "n"]}, "Lam": {**symmetric, "diagonal": True}},
        "gives": {"decomposition": ["eq", "H", ["mul", "Q", "Lam", ["T", "Q"]]]},
    }
    cite = {
        "axiom": "spectral_theorem",
        "gives": "decomposition",
        "with": {"H": "H", "Q": ["id", "n"], "Lam": "D"},
    }
    hypotheses = {"spectral": {"statement": ["eq", "H", "D"], "cite": cite}}
    symbols = {"H": symmetric, "D": {**symmetric, "diagonal": True}}
    theory = {"spectral_theorem": axiom, "x": sequent(symbols, ["eq", "H", "D"], ["spectral"], None, hypotheses)}
    lines = [{"rule": "items", "items": [[number(1), None, "spectral", None]]}]
    assert refused(theory, {"x": {"steps": [lines]}})


def test_letter_of_the_certificate() -> None:
    """A statement speaks of letters that it declares: one that its certificate chose, symmetric say, would be free to mean any."""
    turned = {
        "symbols": {},
        "hypotheses": {},
        "steps": [{"show": ["eq", "M", ["T", "M"]], "by": []}],
        "goal": ["eq", "M", ["T", "M"]],
    }
    local = {"M": {"shape": ["n", "n"], "symmetric": True}}
    assert refused({"x": turned}, {"x": {"local": local, "steps": [[{"rule": "items", "items": []}]]}})
    natural = {"symbols": {}, "hypotheses": {}, "steps": [{"show": ["psd", "z"], "by": []}], "goal": ["psd", "z"]}
    assert refused(
        {"x": natural}, {"x": {"local": {"z": {"shape": [1, 1], "natural": True}}, "steps": [[{"rule": "natural"}]]}}
    )


def test_derivative_of_a_function_of_a_matrix() -> None:
    """The chain rule multiplied: of F(w w^T) A along d it made G^T (d w^T + w d^T) A, where tr(G^T (..)) A is right."""
    matrix, outer = {"shape": ["n", "n"]}, ["mul", "w", ["T", "w"]]
    functions = {"F": {"shape": [1, 1], "domain": ["n", "n"], "derivative": "G"}, "G": {**matrix, "domain": ["n", "n"]}}
    slope, form = ["apply", "G", outer], ["mul", ["T", "b"], ["mul", ["apply", "F", outer], "A"], "c"]
    turned = ["mul", ["T", "b"], ["T", slope]]
    image = ["add", ["mul", ["T", "w"], "A", "c", slope, "b"], ["mul", turned, "w", "A", "c"]]
    items = [
        [["mul", turned, "d"], None, ["T1", ["mul", ["T", "w"], "A", "c"]], None],
        [["mul", turned, "w"], None, ["T1", ["mul", ["T", "d"], "A", "c"]], None],
        [["mul", ["T", "c"], ["T", "A"], "d"], None, ["T1", ["mul", turned, "w"]], None],
    ]
    symbols = {**{name: {"shape": VECTOR} for name in ("w", "b", "c")}, "A": matrix}
    theory = {"x": sequent(symbols, ["grad", form, "w", "w", image], [], functions)}
    lines = [{"rule": "gradient", "direction": "d", "items": items}]
    assert refused(theory, {"x": {"local": {"d": {"shape": VECTOR}}, "steps": [lines]}})
