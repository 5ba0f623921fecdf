"""Objective, gradient, update: formulas 7.1 to 7.5.

The penalty is half the squared Euclidean norm, its gradient is alpha w, and a gradient step first shrinks the weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Kind, Part, Step, chain, shows, to
from derivations.language.symbols import (
    J,
    alpha,
    differentiable,
    eps,
    grad_J,
    invertible,
    m,
    nonnegative,
    nonzero,
    w,
)
from derivations.language.terms import Apply, Symbol, Term

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "eq_7_01", "eq_7_02", "eq_7_03", "eq_7_04", "eq_7_05", "penalized", "scaled_penalty", "step"]

theta = Symbol("theta", "n")
h = Symbol("h", "n")
x = Symbol("x")
d = Symbol("d")
lambda_ = Symbol("lambda")
w_next = Symbol("w_next", "n")

# --- 7.1 to 7.3 --------------------------------------------------------------------------------------------------------------

eq_7_01 = Claim(
    id="eq_7_01",
    title="The regularized objective",
    number="7.1",
    kind=Kind.definition,
    source="book, 7.1; note A",
    parts=(
        Part(
            "main",
            "J_tilde = J + alpha Omega",
            (),
            (),
            st.eq(Apply("J_tilde", theta), J(theta) + alpha * Apply("Omega", theta)),
        ),
    ),
)


def penalized(loss: Apply) -> Term:
    """Return alpha/2 w^T w + loss, the objective with the penalty of 7.2."""
    return alpha / 2 * w.T * w + loss


eq_7_02 = Claim(
    id="eq_7_02",
    title="The L2 penalty",
    number="7.2",
    kind=Kind.definition,
    source="book, 7.2; note A",
    parts=(Part("main", "J_tilde = alpha/2 w^T w + J", (), (), st.eq(Apply("J_tilde", w), penalized(J(w)))),),
    remark="Omega is half the squared Euclidean norm of w, not the norm.",
)


def derive_difference_quotient(n: int) -> Derived:
    """Form ((x + d)^2 - x^2)/d in one dimension and cancel d."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    position, change = at.number(x), at.number(d)
    rise = sympy.expand((position + change) ** 2 - position**2)
    quotient = sympy.expand(rise / change)
    return at.done(quotient, f"(x + d)^2 - x^2 = {rise}", f"divided by d: {quotient}")


def derive_gradient(n: int) -> Derived:
    """Differentiate alpha/2 w^T w + J(w) for a loss J of which nothing is known."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    weights = at[w]
    loss = sympy.Function("J")(*weights)
    at.functions = {"J": lambda v: sympy.Matrix([[sympy.Function("J")(*v)]]), "grad_J": lambda v: gradient_of(loss, v)}
    objective = at.number(alpha) / 2 * (weights.T * weights)[0, 0] + loss
    slope = gradient_of(objective, weights)
    return at.done(slope, f"J_tilde = {objective}", *(f"d/d{v} J_tilde = {s}" for v, s in zip(weights, slope, strict=True)))


eq_7_03 = Claim(
    id="eq_7_03",
    title="The gradient of the regularized objective",
    number="7.3",
    source="book, 7.3; note A",
    parts=(
        chain(
            "difference_quotient",
            "in one dimension: ((x + d)^2 - x^2)/d = 2x + d",
            ((x + d) ** 2 - x**2) / d,
            to((2 * x * d + d**2) / d, because="the square of a sum"),
            to(2 * x + d, because="d cancels"),
            given=(invertible(d),),
        ),
        chain(
            "difference",
            "in n dimensions: |w + h|^2 - |w|^2 = 2 w^T h + |h|^2",
            (w + h).T * (w + h) - w.T * w,
            to(w.T * h + h.T * w + h.T * h, because="multiply out"),
            to(2 * w.T * h + h.T * h, because="h^T w = w^T h"),
        ),
        shows(
            "squared_norm",
            "the gradient of w^T w is 2 w",
            st.GradientIs(w.T * w, w, w, 2 * w),
            because="the part of |w + h|^2 - |w|^2 that is linear in h",
        ),
        shows(
            "main",
            "the gradient of alpha/2 w^T w + J is alpha w plus the gradient of J",
            st.GradientIs(penalized(J(w)), w, w, alpha * w + grad_J(w)),
            because="the derivative of a sum, and that of the squared norm",
            given=(differentiable(),),
        ),
    ),
    derive={"difference_quotient": derive_difference_quotient, "main": derive_gradient},
)

# --- 7.4, 7.5 ----------------------------------------------------------------------------------------------------------------

step = w - eps * (alpha * w + grad_J(w))

eq_7_04 = Claim(
    id="eq_7_04",
    title="A step of gradient descent",
    number="7.4",
    kind=Kind.definition,
    source="book, 7.4; note A",
    parts=(Part("main", "w <- w - eps (alpha w + grad J(w))", (), (), st.eq(w_next, step)),),
)

decay = eps * alpha
shrunk = (1 - decay) * w
shorter = w.T * w - shrunk.T * shrunk
some_w = nonzero(w)
gets_shorter = Hypothesis("shorter", st.PositiveDefinite(shorter), words="(1 - eps alpha) w is shorter than w")
decay_positive = Hypothesis("decay_positive", st.PositiveDefinite(decay))
decay_below_two = Hypothesis("decay_below_two", st.PositiveDefinite(2 - decay), words="eps alpha < 2")
coordinate = (1 - decay) * x * x
not_reversed = Hypothesis(
    "not_reversed", st.PositiveSemidefinite(coordinate), words="(1 - eps alpha) x has no other sign than x"
)
sign_kept = Hypothesis("sign_kept", st.PositiveDefinite(coordinate), words="(1 - eps alpha) x has the sign of x")
at_most_one = Hypothesis("decay_at_most_one", st.PositiveSemidefinite(1 - decay), words="eps alpha <= 1")
below_one = Hypothesis("decay_below_one", st.PositiveDefinite(1 - decay), words="eps alpha < 1")
N, p = Symbol("N"), Symbol("p")
positive_product = Hypothesis("product_positive", st.PositiveDefinite(N * p), words="N p > 0")
eq_7_05_factor = Instance("eq_7_05.factor")
reciprocal_x = Step(st.PositiveDefinite(1 / (x * x)), (nonzero(x),))
uphill = -((alpha + 1 / eps) * w)


def derive_step(n: int) -> Derived:
    """Expand the step of 7.4 and collect what multiplies w."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    weights, rate, penalty = at[w], at.number(eps), at.number(alpha)
    loss = sympy.Function("J")(*weights)
    at.functions = {"grad_J": lambda v: gradient_of(loss, v)}
    taken = weights - rate * (penalty * weights + gradient_of(loss, weights))
    collected = taken.applyfunc(lambda entry: sympy.collect(sympy.expand(entry), list(weights)))
    return at.done(collected, *(f"{v} <- {entry}" for v, entry in zip(weights, collected, strict=True)))


eq_7_05 = Claim(
    id="eq_7_05",
    title="Weight decay: the step shrinks the weights first",
    number="7.5",
    source="book, 7.5; note B",
    parts=(
        chain(
            "main",
            "the step is (1 - eps alpha) w - eps grad J(w)",
            step,
            to(w - decay * w - eps * grad_J(w), because="multiply out"),
            to((1 - decay) * w - eps * grad_J(w), because="collect w"),
        ),
        shows(
            "shorter_if",
            "the factor makes every w other than 0 shorter if 0 < eps alpha < 2",
            st.PositiveDefinite(shorter),
            decay_positive,
            decay_below_two,
            some_w,
            given=(decay_positive, decay_below_two, some_w),
        ),
        shows(
            "factor",
            "a number p is positive if N p is, where N is not negative",
            st.PositiveDefinite(p),
            "step 2",
            "step 3",
            positive_product,
            after=(
                Step(st.PositiveDefinite(1 / (N * p)), (positive_product,)),
                Step(st.PositiveSemidefinite(p), ("step 1", nonnegative(N)), squares=(p,)),
                Step(st.PositiveDefinite(1 / (1 + N)), (nonnegative(N),)),
            ),
            squares=(1 / (1 + N),),
            given=(nonnegative(N), positive_product),
        ),
        shows(
            "shorter_only_if_positive",
            "and only if 0 < eps alpha: a w that gets shorter is not 0",
            st.PositiveDefinite(decay),
            eq_7_05_factor.at(N=w.T * w, p=decay),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveSemidefinite(w.T * w), because="a square", squares=(w,)),
                Step(st.PositiveDefinite(w.T * w * decay), (gets_shorter,), squares=(decay * w,)),
            ),
            given=(gets_shorter,),
        ),
        shows(
            "shorter_only_if_below_two",
            "and eps alpha < 2",
            st.PositiveDefinite(2 - decay),
            eq_7_05_factor.at(N=w.T * w, p=2 - decay),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveSemidefinite(w.T * w), because="a square", squares=(w,)),
                Step(st.PositiveDefinite(w.T * w * (2 - decay)), (gets_shorter,), squares=((2 - decay) * w,)),
            ),
            given=(gets_shorter,),
        ),
        shows(
            "no_reversal_if",
            "it reverses no sign if eps alpha <= 1",
            st.PositiveSemidefinite(coordinate),
            at_most_one,
            given=(at_most_one,),
        ),
        shows(
            "no_reversal_only_if",
            "and only then",
            st.PositiveSemidefinite(1 - decay),
            not_reversed,
            "step 1",
            after=(reciprocal_x,),
            given=(not_reversed, nonzero(x)),
        ),
        shows(
            "sign_kept_if",
            "it keeps every sign if eps alpha < 1",
            st.PositiveDefinite(coordinate),
            below_one,
            nonzero(x),
            given=(below_one, nonzero(x)),
        ),
        shows(
            "sign_kept_only_if",
            "and only then",
            st.PositiveDefinite(1 - decay),
            eq_7_05_factor.at(N=x * x, p=1 - decay),
            "step 1",
            sign_kept,
            after=(Step(st.PositiveSemidefinite(x * x), because="a square", squares=(x,)),),
            given=(sign_kept,),
        ),
        chain(
            "doubles",
            "the whole step can lengthen w: where grad J = -(alpha + 1/eps) w it doubles it",
            w - eps * (alpha * w + uphill),
            to(2 * w, because="alpha w cancels, and eps/eps = 1"),
            given=(invertible(eps),),
        ),
        shows(
            "lengthens",
            "and 2 w is longer than w",
            st.PositiveDefinite((2 * w).T * (2 * w) - w.T * w),
            some_w,
            given=(some_w,),
        ),
    ),
    derive={"main": derive_step},
)

# --- another way to scale the penalty ----------------------------------------------------------------------------------------

rescaled = Hypothesis("alpha_is_lambda_over_m", st.eq(alpha, lambda_ / m), values={"alpha": lambda_ / m})


def derive_scaled_penalty(n: int) -> Derived:
    """Solve lambda/(2m) = alpha/2 for alpha and put it in."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    coefficient = at.number(lambda_) / (2 * at.sizes["m"])
    (solution,) = sympy.linsolve([at.number(alpha) / 2 - coefficient], [at.number(alpha)])
    at.put(alpha, solution[0])
    square = (at[w].T * at[w])[0, 0]
    return at.done(coefficient * square, f"alpha/2 = {coefficient} at m = {at.sizes['m']}", f"alpha = {solution[0]}")


scaled_penalty = Claim(
    id="scaled_penalty",
    title="The penalty lambda/(2m) |w|^2",
    source="note B",
    parts=(
        chain(
            "main",
            "the penalty is alpha/2 |w|^2",
            lambda_ / (2 * m) * (w.T * w),
            to(lambda_ / m / 2 * (w.T * w), because="one half taken out"),
            to(alpha / 2 * (w.T * w), rescaled),
            given=(rescaled,),
        ),
    ),
    derive={"main": derive_scaled_penalty},
)

CLAIMS = (eq_7_01, eq_7_02, eq_7_03, eq_7_04, eq_7_05, scaled_penalty)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
