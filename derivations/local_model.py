"""How good the quadratic model is near w_star: the remainder of the loss, and the error of the regularized optimum."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from derivations.calculus import hess_J, t_between, taylor_bounds, twice_differentiable
from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import (
    H,
    I,
    J,
    alpha,
    differentiable,
    grad_J,
    nonnegative,
    positive,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Number, Symbol, Term, Zero
from derivations.local_model_by_calculus import OF_BILINEAR_FORM, OF_OPTIMUM, OF_REMAINDER
from derivations.objective import eq_7_03, penalized
from derivations.optimum import eq_7_09, optimum
from derivations.quadratic_model import J_hat, hessian
from derivations.shifted_hessian import K, lam_min, low_positive, smallest

__all__ = ["CLAIMS", "bilinear_bound", "local_error", "taylor_remainder"]

L = Symbol("L")
C = Symbol("C")
T3 = Symbol("T3")
r = Symbol("r")
s = Symbol("s")
t = Symbol("t")
g = Symbol("g")
M = Symbol("M", "n", "n")
p = Symbol("p", "n")
q = Symbol("q", "n")
norm_p, norm_q = Symbol("norm_p"), Symbol("norm_q")
delta, eta = Symbol("delta"), Symbol("eta")
direction = Symbol("direction", "n")
v = Symbol("v", "n")
w_a = Symbol("w_a", "n")


def length(of: Term, number: Symbol, words: str) -> tuple[Hypothesis, Hypothesis]:
    """Return the hypotheses that a number is the length of a vector: it is not negative, and has the right square."""
    statement, name = st.eq(number * number, of.T * of), number.name
    square = Hypothesis(f"{name}_square", statement, words=f"{name} = |{words}|", defines=name)
    return replace(nonnegative(number), defines=name), square


# --- a form in two vectors ---------------------------------------------------------------------------------------------------

p_length, q_length = length(p, norm_p, "p"), length(q, norm_q, "q")
below_g = Hypothesis("M_below", st.PositiveSemidefinite(g * I - M), words="M is at most g I")
above_g = Hypothesis("M_above", st.PositiveSemidefinite(g * I + M), words="M is at least -g I")
bounded = (symmetric(M), below_g, above_g, *p_length, *q_length)
form_gap = g * norm_p * norm_q - p.T * M * q
weighted, opposed = norm_q * p + norm_p * q, norm_q * p - norm_p * q


def vanishing(number: Symbol) -> Hypothesis:
    """Return the hypothesis that a length is not positive."""
    return Hypothesis(
        f"{number.name}_not_positive", st.PositiveSemidefinite(-number), values={number.name: Number(Fraction(0))}
    )


def no_length(number: Symbol) -> tuple[Step, Step]:
    """Return the steps that show a number to be 0 that is neither negative nor positive."""
    return (
        Step(st.PositiveSemidefinite(-(number * number)), (nonnegative(number), vanishing(number))),
        Step(st.eq(number, 0), ("step 1",), rule="zero", using={"vector": number, "inner": "", "from": "step 1"}),
    )


def zero_part(id: str, title: str, vector: Symbol, number: Symbol) -> Any:  # noqa: A002 - as everywhere
    """Return the part that shows the bound where one of the two vectors is 0."""
    flat = vanishing(number)
    flat = replace(flat, values={**flat.values, vector.name: Zero("n")})
    sign, square = p_length if number is norm_p else q_length
    return shows(
        id,
        title,
        st.PositiveSemidefinite(form_gap),
        "step 3",
        "step 4",
        after=(
            Step(st.PositiveSemidefinite(-(number * number)), (sign, flat)),
            Step(st.PositiveSemidefinite(-(vector.T * vector)), ("step 1", square)),
            Step(st.eq(number, 0), ("step 1",), rule="zero", using={"vector": number, "inner": "", "from": "step 1"}),
            Step(st.eq(vector, Zero("n")), ("step 2",), rule="zero", using={"vector": vector, "inner": "", "from": "step 2"}),
        ),
        given=(sign, square, flat),
    )


bilinear_bound = Claim(
    id="bilinear_bound",
    title="A symmetric matrix of norm at most g turns two vectors into a number of at most g times their lengths",
    source="Cauchy and Schwarz, in the spectral norm",
    parts=(
        zero_part("p_is_0", "p^T M q <= g |p| |q| if p = 0", p, norm_p),
        zero_part("q_is_0", "or if q = 0", q, norm_q),
        shows(
            "neither",
            "otherwise it is a sum of two forms that are not negative, divided by 4 |p| |q|",
            st.PositiveSemidefinite(form_gap),
            "step 1",
            "step 2",
            "step 3",
            after=(
                Step(
                    st.PositiveSemidefinite(norm_p * norm_q * form_gap),
                    (below_g, above_g, p_length[1], q_length[1]),
                    squares=(weighted, opposed),
                ),
                Step(st.PositiveDefinite(1 / norm_p), (positive(norm_p),)),
                Step(st.PositiveDefinite(1 / norm_q), (positive(norm_q),)),
            ),
            given=(*bounded, positive(norm_p), positive(norm_q)),
        ),
        shows(
            "p_is_not_0",
            "so it holds whenever p is not 0",
            st.PositiveSemidefinite(form_gap),
            "bilinear_bound.q_is_0",
            "bilinear_bound.neither",
            rule="case",
            using={"of": -norm_q, "split": "sign"},
            given=(*bounded, positive(norm_p)),
        ),
        shows(
            "main",
            "and always: p^T M q <= g |p| |q|",
            st.PositiveSemidefinite(form_gap),
            "bilinear_bound.p_is_0",
            "bilinear_bound.p_is_not_0",
            rule="case",
            using={"of": -norm_p, "split": "sign"},
            given=bounded,
        ),
    ),
    derive=OF_BILINEAR_FORM,
)

# --- the remainder of the loss -----------------------------------------------------------------------------------------------

stationary = Hypothesis("w_star_stationary", st.eq(grad_J(w_star), Zero("n")), words="the gradient of J is 0 at w_star")
smooth = (differentiable(), twice_differentiable, symmetric(H), hessian, stationary)


def drift(step: Term) -> Term:
    """Return how far the Hessian at w_star + step is from that at w_star."""
    return hess_J(w_star + step) - hess_J(w_star)


def lipschitz(step: Term, size: Term, at: str) -> tuple[Hypothesis, Hypothesis]:
    """Return the hypotheses that on the segment from w_star to a point the Hessian moves by at most L times the distance."""
    bound = L * t * size * I
    return (
        Hypothesis(
            "hessian_below",
            st.Between(t, st.PositiveSemidefinite(bound - drift(t * step))),
            words=f"the Hessian, L-Lipschitz on the segment from w_star to {at}, gains at most L times the distance",
        ),
        Hypothesis(
            "hessian_above",
            st.Between(t, st.PositiveSemidefinite(bound + drift(t * step))),
            words=f"the Hessian, L-Lipschitz on the segment from w_star to {at}, loses at most L times the distance",
        ),
    )


away = w - w_star
delta_length = length(away, delta, "w - w_star")
remainder = J(w) - J_hat(w)
curvature_from_below, curvature_from_above = lipschitz(away, delta, "w")


def taylor_part(id: str, title: str, sign: int, bound: Hypothesis) -> Any:  # noqa: A002 - as everywhere
    """Return the part that bounds the remainder from one side."""
    value = J(w_star + s * away) - s * s * (away.T * H * away) / 2
    slope = away.T * grad_J(w_star + s * away) - s * (away.T * H * away)
    curvature = away.T * hess_J(w_star + s * away) * away - away.T * H * away
    here = away.T * hess_J(w_star + t * away) * away - away.T * H * away
    cubic = L * delta * delta * delta
    if sign < 0:
        value, slope, curvature, here = -value, -slope, -curvature, -here
    instance = taylor_bounds.at(c=cubic, e=Number(Fraction(0))).of(f=Formula(s, value, slope), df=Formula(s, slope, curvature))
    return shows(
        id,
        title,
        st.PositiveSemidefinite(L / 6 * (delta * delta * delta) - (remainder if sign > 0 else -remainder)),
        instance,
        stationary,
        after=(
            Step(bound.statement.statement, (bound, *t_between), rule="within", using={"at": t}),  # type: ignore[attr-defined]
            Step(st.PositiveSemidefinite(cubic * t - here), ("step 1", delta_length[1], hessian), squares=(away,)),
            Step(st.Between(t, st.PositiveSemidefinite(cubic * t - here)), ("step 2",), rule="every"),
        ),
        given=(*smooth, bound, *delta_length, *t_between),
    )


# --- its order along a direction ---------------------------------------------------------------------------------------------

line = r * direction
along = J(w_star + line) - J_hat(w_star + line)
bend = direction.T * drift(t * direction) * direction - t * T3
third_below = Hypothesis(
    "third_derivative_below",
    st.Between(t, st.PositiveSemidefinite(C * t * t - bend)),
    words="T3 is the third derivative of J along the direction: the form of the Hessian grows at most like T3 t, up to C t^2",
)
third_above = Hypothesis(
    "third_derivative_above",
    st.Between(t, st.PositiveSemidefinite(C * t * t + bend)),
    words="the form of the Hessian along the direction grows at least like T3 t, up to C t^2",
)
r_between = (nonnegative(r), Hypothesis("r_at_most_1", st.PositiveSemidefinite(1 - r), words="r <= 1"))
quartic = C * r * r * r * r / 12
cubic_term = T3 * r * r * r / 6
no_third = Hypothesis("T3_zero", st.eq(T3, 0))
near = Hypothesis("r_small", st.PositiveSemidefinite(T3 - C * r), words="C r <= T3")


def order_part(id: str, title: str, sign: int, bound: Hypothesis) -> Any:  # noqa: A002 - as everywhere
    """Return the part that bounds what the cubic term leaves of the remainder, from one side."""
    form = direction.T * H * direction
    value = J(w_star + s * line) - s * s * r * r * form / 2
    slope = r * (direction.T * grad_J(w_star + s * line)) - s * r * r * form
    curvature = r * r * (direction.T * hess_J(w_star + s * line) * direction) - r * r * form
    here = r * r * (direction.T * hess_J(w_star + t * line) * direction) - r * r * form
    c, e = T3 * r * r * r, C * r * r * r * r
    if sign < 0:
        value, slope, curvature, here, c = -value, -slope, -curvature, -here, -c
    instance = taylor_bounds.at(c=c, e=e).of(f=Formula(s, value, slope), df=Formula(s, slope, curvature))
    at = r * t
    moved = direction.T * drift(at * direction) * direction - at * T3
    return shows(
        id,
        title,
        st.PositiveSemidefinite(quartic - (along - cubic_term if sign > 0 else cubic_term - along)),
        instance,
        stationary,
        after=(
            Step(
                st.PositiveSemidefinite(C * at * at - (moved if sign > 0 else -moved)),
                (bound, *r_between, *t_between),
                rule="within",
                using={"at": at},
            ),
            Step(st.PositiveSemidefinite(c * t + e * t * t - here), ("step 1", hessian), squares=(r,)),
            Step(st.Between(t, st.PositiveSemidefinite(c * t + e * t * t - here)), ("step 2",), rule="every"),
        ),
        given=(*smooth, bound, *r_between, *t_between),
    )


taylor_remainder = Claim(
    id="taylor_remainder",
    title="The remainder of the quadratic model is of third order",
    source="note A; note B, with its hypothesis",
    parts=(
        taylor_part("main", "J - J_hat <= L/6 |w - w_star|^3", 1, curvature_from_below),
        taylor_part("below", "and J_hat - J is at most that too", -1, curvature_from_above),
        order_part(
            "order_above",
            "at r along a direction with the third derivative T3 the remainder is T3 r^3/6, up to C r^4/12",
            1,
            third_below,
        ),
        order_part("order_below", "from both sides", -1, third_above),
        shows(
            "order_3_if",
            "so it is of order 3 if T3 is not 0 (positive, along a direction or its opposite): at least T3 r^3/12",
            st.PositiveSemidefinite(along - T3 * r * r * r / 12),
            "taylor_remainder.order_below",
            "step 1",
            near,
            after=(Step(st.PositiveSemidefinite(r * r * r), (r_between[0],), squares=(r,)),),
            given=(*smooth, third_above, *r_between, *t_between, near),
        ),
        shows(
            "order_3_only_if",
            "and only then: if T3 = 0 it is of order 4",
            st.PositiveSemidefinite(quartic - along),
            "taylor_remainder.order_above",
            no_third,
            given=(*smooth, third_below, *r_between, *t_between, no_third),
        ),
        shows(
            "order_4_below",
            "from below as well",
            st.PositiveSemidefinite(quartic + along),
            "taylor_remainder.order_below",
            no_third,
            given=(*smooth, third_above, *r_between, *t_between, no_third),
        ),
    ),
    derive=OF_REMAINDER,
)

# --- the error of the optimum ------------------------------------------------------------------------------------------------

gone, error = w_a - w_star, w_a - w_tilde
gone_length, error_length = length(gone, delta, "w_a - w_star"), length(error, eta, "w_a - w_tilde")
a_below, a_above = lipschitz(gone, delta, "w_a")
found = Hypothesis(
    "w_a_stationary",
    st.GradientIs(penalized(J(w)), w, w_a, Zero("n")),
    words="w_a is a stationary point of J + alpha/2 |w|^2",
    values={"w_a": w_star / 2},
)
half_bound = L * delta * delta / 2
floor = lam_min + alpha
model_given = (differentiable(), twice_differentiable, symmetric(H), optimum, found)
norms = (*gone_length, *error_length)
form_given = (*smooth, optimum, found, a_below, a_above, *norms, *t_between)
a, b = Symbol("a"), Symbol("b")
cubed = Hypothesis("cube_nonnegative", st.PositiveSemidefinite(L * delta * delta * delta))
times_eta = Hypothesis("times_eta", st.PositiveSemidefinite(a * eta - b * eta * eta), words="b eta^2 <= a eta")
cancelled = st.PositiveSemidefinite(a - b * eta)
bent = L * delta * delta * eta * t + error.T * drift(t * gone) * gone
between_form = L * delta * delta * eta * t + error.T * hess_J(w_star + t * gone) * gone - error.T * H * gone

local_error = Claim(
    id="local_error",
    title="How far the optimum of the model is from that of the loss",
    source="note B, corrected",
    parts=(
        shows(
            "slope",
            "at a stationary point w_a of the penalised loss, alpha w_a + grad J(w_a) = 0",
            st.eq(alpha * w_a + grad_J(w_a), Zero("n")),
            "step 1",
            found,
            after=(
                Step(
                    st.GradientIs(penalized(J(w)), w, w_a, alpha * w_a + grad_J(w_a)),
                    (eq_7_03.at(w=w_a).of(J=Formula(v, J(v), grad_J(v))),),
                ),
            ),
            rule="same_gradient",
            given=(differentiable(), twice_differentiable, found),
        ),
        chain(
            "equation",
            "so (H + alpha I)(w_a - w_tilde) = H (w_a - w_star) - grad J(w_a)",
            K * error,
            to(K * w_a - H * w_star, eq_7_09.of(J=Formula(v, J(v), grad_J(v)))),
            to(H * gone - grad_J(w_a), "local_error.slope"),
            given=model_given,
        ),
        shows(
            "form",
            "its form in w_a - w_tilde is at most L/2 |w_a - w_star|^2 |w_a - w_tilde|",
            st.PositiveSemidefinite(half_bound * eta - error.T * K * error),
            taylor_bounds["first"]
            .at(c=L * delta * delta * eta)
            .of(
                f=Formula(
                    s,
                    s * (error.T * H * gone) - error.T * grad_J(w_star + s * gone),
                    error.T * H * gone - error.T * hess_J(w_star + s * gone) * gone,
                )
            ),
            stationary,
            "local_error.equation",
            after=(
                Step(a_below.statement.statement, (a_below, *t_between), rule="within", using={"at": t}),  # type: ignore[attr-defined]
                Step(a_above.statement.statement, (a_above, *t_between), rule="within", using={"at": t}),  # type: ignore[attr-defined]
                Step(
                    st.PositiveSemidefinite(bent),
                    (bilinear_bound.at(M=-drift(t * gone), g=L * t * delta, p=error, q=gone, norm_p=eta, norm_q=delta),),
                ),
                Step(st.PositiveSemidefinite(between_form), ("step 3", hessian)),
                Step(st.Between(t, st.PositiveSemidefinite(between_form)), ("step 4",), rule="every"),
            ),
            given=form_given,
        ),
        shows(
            "scaled",
            "which bounds |w_a - w_tilde| times itself",
            st.PositiveSemidefinite(half_bound * eta - floor * eta * eta),
            "local_error.form",
            smallest,
            error_length[1],
            squares=(error,),
            given=(*form_given, smallest),
        ),
        shows(
            "no_error",
            "to cancel a length eta: if it is 0 there is nothing to show",
            cancelled,
            "step 2",
            nonnegative(a),
            after=no_length(eta),
            given=(nonnegative(a), nonnegative(eta), vanishing(eta)),
        ),
        shows(
            "some_error",
            "otherwise one divides by it",
            cancelled,
            "step 1",
            times_eta,
            after=(Step(st.PositiveDefinite(1 / eta), (positive(eta),)),),
            given=(times_eta, positive(eta)),
        ),
        shows(
            "bound_flat",
            "L |w_a - w_star|^2 is not negative, since L |w_a - w_star| is not: it is 0 if w_a = w_star",
            st.PositiveSemidefinite(L * delta * delta),
            "step 2",
            after=no_length(delta),
            given=(nonnegative(delta), vanishing(delta)),
        ),
        shows(
            "bound_steep",
            "otherwise one divides by the length",
            st.PositiveSemidefinite(L * delta * delta),
            "step 1",
            cubed,
            after=(Step(st.PositiveDefinite(1 / delta), (positive(delta),)),),
            given=(cubed, positive(delta)),
        ),
        shows(
            "bound",
            "so L |w_a - w_star|^2 >= 0: the Hessian cannot gain less than it loses",
            st.PositiveSemidefinite(L * delta * delta),
            "local_error.bound_flat",
            "local_error.bound_steep",
            after=(
                Step(st.PositiveSemidefinite(Number(Fraction(1))), because="clear"),
                Step(st.PositiveSemidefinite(Number(Fraction(1)) - Number(Fraction(1))), because="clear"),
                Step(
                    st.PositiveSemidefinite(L * delta * I - drift(gone)),
                    (a_below, "step 1", "step 2"),
                    rule="within",
                    using={"at": Number(Fraction(1))},
                ),
                Step(
                    st.PositiveSemidefinite(L * delta * I + drift(gone)),
                    (a_above, "step 1", "step 2"),
                    rule="within",
                    using={"at": Number(Fraction(1))},
                ),
                Step(cubed.statement, ("step 3", "step 4", gone_length[1]), squares=(gone,)),
            ),
            rule="case",
            using={"of": -delta, "split": "sign"},
            given=(differentiable(), twice_differentiable, a_below, a_above, *gone_length),
        ),
        shows(
            "product",
            "so (lam_min + alpha) |w_a - w_tilde| <= L/2 |w_a - w_star|^2",
            st.PositiveSemidefinite(half_bound - floor * eta),
            Instance("local_error.no_error").at(a=half_bound, b=floor),
            Instance("local_error.some_error").at(a=half_bound, b=floor),
            after=(
                Step(st.PositiveSemidefinite(half_bound * eta - floor * eta * eta), ("local_error.scaled",)),
                Step(st.PositiveSemidefinite(half_bound), ("local_error.bound",)),
            ),
            rule="case",
            using={"of": -eta, "split": "sign"},
            given=(*form_given, smallest),
        ),
        shows(
            "main",
            "|w_a - w_tilde| <= L |w_a - w_star|^2/(2 (lam_min + alpha))",
            st.PositiveSemidefinite(L * delta * delta / (2 * floor) - eta),
            "local_error.product",
            low_positive,
            given=(*form_given, smallest, low_positive),
        ),
    ),
    derive=OF_OPTIMUM,
)

CLAIMS = (bilinear_bound, taylor_remainder, local_error)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
