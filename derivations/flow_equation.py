"""That V diag((1 - exp(-lam_i t))/s_i) U^T y solves the equation of gradient flow, w' = -grad J(w), w(0) = 0.

The derivative is the limit of the difference quotient from the right and, where t > 0, from the left: there the step is
t h/(1 + h), which for h > 0 is any number between 0 and t.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from derivations.exponential import taylor
from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Instance, Part, Step, chain, shows, to
from derivations.language.symbols import X, basis, m, nonnegative, positive, y
from derivations.language.terms import Coordinate, DiagonalOf, Symbol, Term, Zero, exp
from derivations.language.traversal import substitute
from derivations.singular_values import S, S_diagonal, U, V, V_orthonormal, e_i, singular_values
from derivations.tangent import number

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["DERIVED", "EQUATION", "flow_filter"]

e_j, D = Symbol("e_j", "r"), Symbol("D", "r", "r")
theta, h, mu = Symbol("theta"), Symbol("h"), Symbol("mu")
t = theta**2  # any time that is not negative
zero = number("0")
indices = (basis(e_i), basis(e_j))
S_positive = Hypothesis("S_positive", st.PositiveDefinite(S), words="every s_i > 0")
h_positive, mu_nonnegative, theta_positive = positive(h), nonnegative(mu), positive(theta)
each_positive = ("flow_ridge_risk.s_positive", Instance("flow_ridge_risk.s_positive").at(e_i=e_j))
scores = U.T * y
z = mu * h
short = exp(-z)


def lam_at(index: Symbol) -> Term:
    """Return lam_i = s_i^2/m."""
    return Coordinate(S, index) ** 2 / m


def kept(time: Term, index: Symbol) -> Term:
    """Return what flow leaves undone of a coordinate at a time."""
    return exp(-(lam_at(index) * time))


def flow_filter(time: Term) -> DiagonalOf:
    """Return the diagonal matrix of what flow has multiplied u_i^T y with at a time."""
    return DiagonalOf((1 - kept(time, e_j)) / Coordinate(S, e_j), e_j)


def flow_at(time: Term) -> Term:
    """Return the weights at a time."""
    return V * flow_filter(time) * U.T * y


def downhill(matrix: Term) -> Term:
    """Return -grad J at V D U^T y."""
    return -(X.T * (X * (V * matrix * U.T * y) - y) / m)


class Side(NamedTuple):
    """The difference quotient from one side of time t, and by what its coordinates are off but for u_i^T y.

    Attributes
    ----------
    name, words : str
        Of the side.
    later, sooner, step : Term
        The two times and what lies between them.
    off, bound : callable
        What coordinate i is off by, and a bound of that over h.
    given : tuple of Hypothesis
        What makes the step positive.
    conditions : tuple of str
        The claims that say so, and of what is divided by.
    """

    name: str
    words: str
    later: Term
    sooner: Term
    step: Term
    off: Callable[[Symbol], Term]
    bound: Callable[[Symbol], Term]
    given: tuple[Hypothesis, ...]
    conditions: tuple[str, ...] = ()


def _off_right(index: Symbol) -> Term:
    return kept(t, index) / Coordinate(S, index) * ((1 - kept(h, index)) / h - lam_at(index))


def _off_left(index: Symbol) -> Term:
    gained = (1 - kept(back, index)) / back - lam_at(index) * kept(back, index)
    return kept(before, index) / Coordinate(S, index) * gained


def _bound_right(index: Symbol) -> Term:
    return lam_at(index) ** 2 / Coordinate(S, index) / 2


def _bound_left(index: Symbol) -> Term:
    return lam_at(index) ** 2 / Coordinate(S, index) * t


before, back = t / (1 + h), t * h / (1 + h)
RIGHT = Side("right", "from the right", t + h, t, h, _off_right, _bound_right, (h_positive,))
divisor, moved = "flow_ridge_risk.left_divisor", "flow_ridge_risk.left_step"
LEFT = Side(
    "left",
    "from the left, if t > 0",
    t,
    before,
    back,
    _off_left,
    _bound_left,
    (theta_positive, h_positive),
    (divisor, moved),
)


def _limit_steps(side: Side, gap: Term, rest: DiagonalOf, most: DiagonalOf) -> tuple[Step, ...]:
    """The steps that bound the square of what the difference quotient is off by."""
    spread = scores.T * most * scores
    return (
        Step(
            st.eq(gap, V * rest * U.T * y),
            (
                f"flow_ridge_risk.{side.name}_change",
                Instance("flow_ridge_risk.downhill").at(D=flow_filter(t)),
                *singular_values[:3],
            ),
        ),
        entry(most),
        Step(st.PositiveSemidefinite(side.bound(e_i) ** 2), because="a square", squares=(side.bound(e_i),)),
        Step(st.PositiveSemidefinite(Coordinate(most, e_i)), ("step 2", "step 3")),
        Step(st.PositiveSemidefinite(most), ("step 4",), rule="entrywise", using={"index": e_i}),
        Step(st.PositiveSemidefinite(spread), ("step 5",), squares=(scores,)),
        Step(
            st.PositiveSemidefinite(h**2 * spread - scores.T * rest * rest * scores),
            (f"flow_ridge_risk.{side.name}_bound",),
            squares=(scores,),
        ),
        Step(st.eq(square(gap), square(V * rest * U.T * y)), ("step 1",)),
        Step(st.eq(square(V * rest * U.T * y), scores.T * rest * rest * scores), (V_orthonormal,)),
        Step(
            st.PositiveSemidefinite((1 + spread) * (1 + spread) * h * h - square(gap)),
            ("step 6", "step 7", "step 8", "step 9"),
            squares=(h, h * spread),
        ),
    )


def _change(side: Side, change: Term, rest: DiagonalOf) -> Part:
    """What the difference quotient is off by, as a diagonal matrix: entry by entry."""
    sums = _sum_of_times(side)
    first, last = len(sums), len(sums) + 5
    return shows(
        f"{side.name}_change",
        f"{side.words}, each coordinate of the difference quotient is off by a factor times u_i^T y",
        st.eq(change, rest),
        f"step {last}",
        after=(
            *sums,
            entry(flow_filter(side.later)),
            entry(flow_filter(side.sooner)),
            Step(
                st.eq(Coordinate(S * S * flow_filter(t), e_i), Coordinate(S, e_i) * (1 - kept(t, e_i))),
                because="S e_i = s_i e_i",
            ),
            entry(rest),
            Step(st.eq(Coordinate(change, e_i), Coordinate(rest, e_i)), tuple(f"step {k}" for k in range(first, last))),
        ),
        rule="entrywise",
        using={"index": e_i},
        given=(S_positive, S_diagonal, *side.given, *indices),
        conditions=(*each_positive, *side.conditions),
    )


def derivative(side: Side) -> tuple[Part, ...]:
    """Return the parts that show what the difference quotient of a side tends to as h tends to 0 from above."""
    later, sooner, off, bound = side.later, side.sooner, side.off, side.bound
    rest, most = DiagonalOf(off(e_j), e_j), DiagonalOf(bound(e_j) ** 2, e_j)
    now = flow_filter(t)
    change = (flow_filter(later) - flow_filter(sooner)) / side.step - (S - S * S * now) / m
    quotient, slope = (flow_at(later) - flow_at(sooner)) / side.step, downhill(now)
    spread = scores.T * most * scores
    bounds = _coordinate_bound(side)
    bounded = len(bounds)
    return (
        _change(side, change, rest),
        shows(
            f"{side.name}_bound",
            "of which the square is at most h^2 times one without h",
            st.PositiveSemidefinite(h**2 * most - rest * rest),
            f"step {bounded + 3}",
            after=(
                *bounds,
                entry(most),
                Step(st.eq(Coordinate(rest * rest, e_i), off(e_i) ** 2), because="twice an entry of a diagonal matrix"),
                Step(
                    st.PositiveSemidefinite(Coordinate(h**2 * most - rest * rest, e_i)),
                    (f"step {bounded}", f"step {bounded + 1}", f"step {bounded + 2}"),
                ),
            ),
            rule="entrywise",
            using={"index": e_i},
            given=(S_positive, *side.given, *indices),
            conditions=(*each_positive, *side.conditions),
        ),
        shows(
            f"{side.name}_limit",
            f"so w(t) = V diag((1 - exp(-lam_i t))/s_i) U^T y has the derivative -grad J(w(t)) {side.words}, at t = theta^2",
            st.LimitIs(quotient, h, "0", slope),
            "step 10",
            after=_limit_steps(side, quotient - slope, rest, most),
            rule="limit",
            using={"bound": 1 + spread},
            given=(*singular_values, S_positive, *side.given, *indices),
            conditions=(*each_positive, *side.conditions),
        ),
    )


def entry(matrix: DiagonalOf) -> Step:
    """Return the step that says what entry i of a diagonal matrix is."""
    return Step(st.eq(Coordinate(matrix, e_i), substitute(matrix.entry, {"e_j": e_i})), because="an entry of a diagonal matrix")


def square(vector: Term) -> Term:
    """Return the squared length."""
    return vector.T * vector


def _sum_of_times(side: Side) -> tuple[Step, ...]:
    """The steps that take the later time apart."""
    later, parts = -(lam_at(e_i) * side.later), -(lam_at(e_i) * side.sooner) - lam_at(e_i) * side.step
    apart = st.eq(kept(side.later, e_i), kept(side.sooner, e_i) * kept(side.step, e_i))
    if side is RIGHT:
        return (Step(apart, because="exp of a sum"),)
    return (
        Step(st.eq(later, parts), because="t = t/(1 + h) + t h/(1 + h)"),
        Step(st.eq(exp(later), exp(parts)), ("step 1",)),
        Step(apart, ("step 2",), because="exp of a sum"),
    )


def _coordinate_bound(side: Side) -> tuple[Step, ...]:
    """The steps that bound one coordinate: by that of the exponential at z = lam_i times the step, and exp(-x) <= 1."""
    lam_i, s_i, off, bound = lam_at(e_i), Coordinate(S, e_i), side.off, side.bound
    gone, earlier = lam_i * side.sooner, kept(side.sooner, e_i)
    root = theta if side is RIGHT else theta / (1 + h)
    at_rate = Instance(f"flow_ridge_risk.step_{side.name}").at(mu=lam_i, h=side.step)
    sizes = (
        Step(st.PositiveSemidefinite(lam_i), because="a square over m", squares=(s_i,)),
        Step(st.PositiveSemidefinite(gone), ("step 1", *side.conditions[:1]), squares=(root,)),
        Step(
            st.PositiveSemidefinite(1 - earlier), ("step 2",), rule="taylor", using={"of": -gone, "degree": 0, "sign": "step 2"}
        ),
        Step(st.PositiveDefinite(earlier), because="exp is positive", rule="taylor", using={"of": -gone, "degree": -1}),
        Step(st.PositiveSemidefinite(1 - earlier**2), ("step 3", "step 4")),
    )
    most = st.PositiveSemidefinite(h**2 * bound(e_i) ** 2 - off(e_i) ** 2)
    if side is RIGHT:
        return *sizes, Step(most, (at_rate, "step 1", "step 5"), squares=(earlier / s_i / h, h * bound(e_i)))
    own = back * lam_i**2 / s_i
    return (
        *sizes,
        Step(st.PositiveSemidefinite(t * h - back), (divisor,), squares=(theta * h / (1 + h),)),
        Step(st.PositiveSemidefinite((t * h) ** 2 - back**2), ("step 6", moved)),
        Step(
            st.PositiveSemidefinite(own**2 - off(e_i) ** 2),
            (at_rate, "step 1", "step 5", moved),
            squares=(earlier / s_i / back, own),
        ),
        Step(most, ("step 7", "step 8"), squares=(lam_i**2 / s_i,)),
    )


EQUATION = (
    shows(
        "flow_start",
        "gradient flow starts at 0",
        st.eq(flow_at(zero), Zero("n")),
        "step 3",
        after=(
            Step(st.eq(kept(zero, e_i), 1), because="exp(0) = 1"),
            Step(st.eq(Coordinate(flow_filter(zero), e_i), 0), ("step 1",)),
            Step(st.eq(flow_filter(zero), Zero("r", "r")), ("step 2",), rule="entrywise", using={"index": e_i}),
        ),
        given=(S_positive, *indices),
        conditions=each_positive,
    ),
    chain(
        "downhill",
        "-grad J at V D U^T y is V (S - S^2 D) U^T y/m",
        downhill(D),
        to(V * (S - S * S * D) * U.T * y / m, *singular_values[:3]),
        given=singular_values,
    ),
    shows(
        "step_right",
        "exp(-mu h) differs from 1 - mu h by at most (mu h)^2/2, here with both sides squared",
        st.PositiveSemidefinite((z**2 / 2) ** 2 - (short - 1 + z) ** 2),
        "step 2",
        "step 4",
        after=(
            Step(st.PositiveSemidefinite(z), (mu_nonnegative, h_positive)),
            taylor(-z, 1),
            taylor(-z, 2, "step 1"),
            Step(st.PositiveSemidefinite(z**2 / 2 - (short - 1 + z)), ("step 3",)),
        ),
        given=(mu_nonnegative, h_positive),
    ),
    *derivative(RIGHT),
    shows(
        "step_left",
        "(1 - exp(-z) - z exp(-z))^2 <= z^4 for z = mu h >= 0",
        st.PositiveSemidefinite((z**2) ** 2 - (1 - short - z * short) ** 2),
        "step 5",
        "step 6",
        after=(
            Step(st.PositiveSemidefinite(z), (mu_nonnegative, h_positive)),
            taylor(-z, 1),
            taylor(z, 1),
            Step(st.PositiveDefinite(short), because="exp is positive", rule="taylor", using={"of": -z, "degree": -1}),
            Step(st.PositiveSemidefinite(1 - short - z * short), ("step 3", "step 4")),
            Step(st.PositiveSemidefinite(z**2 - (1 - short - z * short)), ("step 1", "step 2")),
        ),
        given=(mu_nonnegative, h_positive),
    ),
    shows("left_divisor", "1 + h > 0", st.PositiveDefinite(1 + h), h_positive, given=(h_positive,)),
    shows(
        "left_step",
        "t/(1 + h) lies before t = theta^2 > 0, by t h/(1 + h)",
        st.PositiveDefinite(back),
        "step 1",
        "step 2",
        h_positive,
        after=(
            Step(st.PositiveDefinite(1 / (1 + h)), (h_positive,)),
            Step(st.PositiveDefinite(t), (theta_positive,)),
        ),
        given=(theta_positive, h_positive),
    ),
    *derivative(LEFT),
)


@cache
def derive_flow(n: int) -> Derived:
    """Differentiate V diag((1 - exp(-lam_i t))/s_i) U^T y by t, on which only the diagonal depends."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.singular_values import thin_factors

    at = Letters(n, 2)
    thin_factors(at)
    time, spectrum = sympy.Symbol("time"), at[S].diagonal()
    undone = [1 - sympy.exp(-(s**2) * time / at.sizes["m"]) for s in spectrum]
    slopes = [sympy.diff(one / s, time) for one, s in zip(undone, spectrum, strict=True)]
    slope = (at[V] * sympy.diag(*slopes) * at[U].T * at[y]).xreplace({time: at.number(theta) ** 2})
    return at.done(slope, "the derivative of the weights by t, at t = theta^2")


DERIVED = {"right_limit": derive_flow, "left_limit": derive_flow}
