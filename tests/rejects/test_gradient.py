"""GRAD: the derivative along every direction, at the point that is named, of a function that has one."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import (
    JACOBIAN,
    ONE,
    SLOPED,
    I,
    J,
    add,
    along,
    eq,
    g,
    inv,
    items,
    mul,
    named,
    neg,
    num,
    turn,
)

NOTHING = ["zero", "n", 1]
FORM, HALF = mul(turn("w"), "H", "w"), num("1/2")
TURN = mul(turn("d"), "H", "w")

form = Case("half_a_quadratic_form", "H:nn.s A:nn w:n p:n c", ["grad", mul(HALF, FORM), "w", "w", mul("H", "w")],
            along(("1/2", None, ["T1", TURN], None)), local="d:n", by=())  # fmt: skip
placed = Case("at_a_point", "H:nn.s A:nn w:n p:n c", ["grad", mul(HALF, FORM), "w", "p", mul("H", "p")],
              along(("1/2", None, ["T1", mul(turn("d"), "H", "p")], None)), local="d:n")  # fmt: skip
linear = Case("a_linear_map", "A:mn w:n b:m B:mn", ["grad", add(mul("A", "w"), "b"), "w", "w", "A"], along(), local="d:n")
chained = Case("a_function_of_a_multiple", "w:n c b", ["grad", J(mul("c", "w")), "w", "w", mul("c", g(mul("c", "w")))], along(),
               functions=SLOPED, local="d:n")  # fmt: skip
cube = Case("a_power_of_a_number", "x y", ["grad", ["pow", "x", 3], "x", "x", mul(num(3), "x", "x")], along(), local="d")
jacobian = Case("a_vector_function", "w:n p:n", ["grad", mul(num(2), g("w")), "w", "p", mul(num(2), ["apply", "K", "p"])], along(),
                functions=JACOBIAN, local="d:n")  # fmt: skip
GRADIENTS = [
    form,
    form.but("it is not half of it", show=["grad", FORM, "w", "w", mul("H", "w")]),
    form.but("with the other sign", show=["grad", mul(HALF, FORM), "w", "w", neg(mul("H", "w"))]),
    form.but("the matrix is not symmetric", symbols="H:nn A:nn w:n p:n c"),
    form.but("with another matrix", show=["grad", mul(HALF, FORM), "w", "w", mul("A", "w")]),
    form.but("with a term more", show=["grad", add(mul(HALF, FORM), mul(turn("p"), "w")), "w", "w", mul("H", "w")]),
    form.but("with the item dropped", line=along()),
    form.but("as a row", show=["grad", mul(HALF, FORM), "w", "w", mul(turn("w"), "H")]),
    form.but("as a number", show=["grad", mul(HALF, FORM), "w", "w", "c"]),
    form.but("a hypothesis speaks of the direction", symbols="H:nn.s A:nn w:n p:n c d:n", local="", hypotheses={"d": eq("d", "w")}),
    form.but("the gradient speaks of the direction", symbols="H:nn.s A:nn w:n p:n c d:n", local="",
             show=["grad", mul(HALF, FORM), "w", "w", mul("H", "d")]),
    form.but("the direction is a basis vector", local="d:n.b"),
    form.but("the direction has another size", local="d:m"),
    placed,
    placed.but("the gradient is at another point", show=["grad", mul(HALF, FORM), "w", "p", mul("H", "w")]),
    placed.but("the point is another", show=["grad", mul(HALF, FORM), "w", "w", mul("H", "p")]),
    placed.but("the point has another size", symbols="H:nn.s A:nn w:n p:m c"),
    linear,
    linear.but("the Jacobian is transposed", symbols="A:nn w:n b:n B:nn", show=["grad", add(mul("A", "w"), "b"), "w", "w", turn("A")]),
    linear.but("the Jacobian is another", show=["grad", add(mul("A", "w"), "b"), "w", "w", "B"]),
    linear.but("the Jacobian is a number", symbols="A:nn w:n b:n B:nn", show=["grad", mul(num(2), "w"), "w", "w", num(2)]),
    linear.but("the variable is another", symbols="A:mn w:n b:m B:mn", show=["grad", add(mul("A", "w"), "b"), "b", "b", "A"], local="d:m"),
    chained,
    chained.but("without the inner derivative", show=["grad", J(mul("c", "w")), "w", "w", g(mul("c", "w"))]),
    chained.but("at the wrong place", show=["grad", J(mul("c", "w")), "w", "w", mul("c", g("w"))]),
    chained.but("not differentiable", functions={"J": {"shape": [1, 1], "domain": ["n", 1]}, "g": SLOPED["g"]}),
    chained.but("of a product of two", show=["grad", mul(J("w"), J("w")), "w", "w", mul(J("w"), g("w"))]),
    cube,
    cube.but("with another factor", show=["grad", ["pow", "x", 3], "x", "x", mul(num(2), "x", "x")]),
    cube.but("with another exponent", show=["grad", ["pow", "x", 3], "x", "x", mul(num(3), "x")]),
    jacobian,
    jacobian.but("without the factor", show=["grad", mul(num(2), g("w")), "w", "p", ["apply", "K", "p"]]),
    jacobian.but("at another point", show=["grad", mul(num(2), g("w")), "w", "p", mul(num(2), ["apply", "K", "w"])]),
]  # fmt: skip

TWO = {"first": ["grad", J("w"), "w", "p", "a"], "second": ["grad", J("w"), "w", "p", "b"]}
unique = Case("two_gradients_of_one_function_at_one_point", "w:n p:n q:n a:n b:n", eq("a", "b"),
              {"rule": "same_gradient", "first": "first", "second": "second"}, TWO, functions=SLOPED)  # fmt: skip
UNIQUE = [
    unique,
    unique.but("of two functions", hypotheses=TWO | {"second": ["grad", mul(num(2), J("w")), "w", "p", "b"]}),
    unique.but("at two points", hypotheses=TWO | {"second": ["grad", J("w"), "w", "q", "b"]}),
    unique.but("by two variables", hypotheses=TWO | {"second": ["grad", J("q"), "q", "p", "b"]}),
    unique.but("with the sides swapped", show=eq("b", "a")),
    unique.but("of another", show=eq("a", "q")),
    unique.but("one of them is an equation", hypotheses=TWO | {"second": eq("a", "b")}),
    unique.but("one of them is not given", hypotheses={"first": TWO["first"]}),
]
CASES = [*GRADIENTS, *UNIQUE]


@pytest.mark.parametrize("case", GRADIENTS, ids=str)
def test_gradients(case: Case) -> None:
    """Factor, sign, transpose, point and direction decide."""
    assert not faults([case])


@pytest.mark.parametrize("case", UNIQUE, ids=str)
def test_one_gradient_each(case: Case) -> None:
    """A function has one gradient at a point, and says nothing of other functions and points."""
    assert not faults([case])


def test_two_points() -> None:
    """w^T w at w and at v: the functions are one after a rewrite by w = v, the points are not compared by that."""
    shown = {"at_w": ["grad", mul(turn("u"), "u"), "u", "w", "a"], "at_v": ["grad", mul(turn("u"), "u"), "u", "v", "b"]}
    line = {"rule": "same_gradient", "first": "at_w", "second": "at_v"}
    case = Case("points", "u:n w:n v:n a:n b:n", eq("a", "b"), line, shown)
    assert not faults([case.but("the points are two")])


def test_inverse_of_the_variable() -> None:
    """w^2/w has the derivative 1 wherever it is defined, which it is not at 0; and no rule here derives an inverse."""
    quotient = ["grad", ["div", mul("w", "w"), "w"], "w", num(0), num(1)]
    inverse = ["grad", inv("w"), "w", "w", neg(mul(inv("w"), inv("w")))]
    cases = [
        Case("inverse", "w", statement, along(), {"w_nonzero": ["inv", "w"]}, local="d", by=()).but("the variable is inverted")
        for statement in (quotient, inverse)
    ]
    assert not faults(cases)


def test_marked_direction() -> None:
    """Along symmetric directions W^T changes as W does; along others it does not."""
    case = Case("transpose", "W:nn", ["grad", turn("W"), "W", "W", I], along(), local="d:nn.s")
    assert not faults([case.but("the direction is symmetric"), case.but("the variable is", symbols="W:nn.s")])


def test_exponent_of_the_variable() -> None:
    """x^k has no derivative here, and a natural number is no variable."""
    power = ["grad", ["pow", "x", "k"], "x", "x", ["pow", "x", "k"]]
    case = Case("power", "x k:.k", power, along(), local="d")
    assert not faults([case.but("the exponent is a symbol"),
        case.but("the variable is natural", symbols="k:.k x", show=["grad", mul("k", "x"), "k", "k", "x"])])  # fmt: skip


def test_gradient_under_a_sum() -> None:
    """Nothing is known of the derivative of a sum over an index."""
    summed = ["sumover", "e", mul(turn("e"), "w")]
    line = along((1, None, "same", None))
    case = Case("sum", "w:n e:n.b", ["grad", summed, "w", "w", "w"], line, {"same": eq(ONE, ONE)}, local="d:n")
    helpers = (named("trivial", eq("w", "w"), items()),)
    assert not faults([case.but("the variable stands under a sum"), case.but("and helpers change nothing", helpers=helpers)])
