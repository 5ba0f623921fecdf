"""That V diag((1 - exp(-lam_i t))/s_i) U^T y solves the equation of gradient flow, w' = -grad J(w), w(0) = 0.

The derivative is the limit of the difference quotient from the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
h_positive, mu_nonnegative = positive(h), nonnegative(mu)
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


def off_right(index: Symbol) -> Term:
    """Return what the difference quotient from the right is off by in a coordinate, but for u_i^T y."""
    return kept(t, index) / Coordinate(S, index) * ((1 - kept(h, index)) / h - lam_at(index))


def bound_right(index: Symbol) -> Term:
    """Return a bound of what it is off by from the right, over h."""
    return lam_at(index) ** 2 / Coordinate(S, index) / 2


def _limit_steps(gap: Term, now: Term, rest: DiagonalOf, most: DiagonalOf) -> tuple[Step, ...]:
    """The steps that bound the square of what the difference quotient is off by."""
    spread = scores.T * most * scores
    return (
        Step(
            st.eq(gap, V * rest * U.T * y),
            ("flow_ridge_risk.right_change", Instance("flow_ridge_risk.downhill").at(D=now), *singular_values[:3]),
        ),
        entry(most),
        Step(st.PositiveSemidefinite(bound_right(e_i) ** 2), because="a square", squares=(bound_right(e_i),)),
        Step(st.PositiveSemidefinite(Coordinate(most, e_i)), ("step 2", "step 3")),
        Step(st.PositiveSemidefinite(most), ("step 4",), rule="entrywise", using={"index": e_i}),
        Step(st.PositiveSemidefinite(spread), ("step 5",), squares=(scores,)),
        Step(
            st.PositiveSemidefinite(h**2 * spread - scores.T * rest * rest * scores),
            ("flow_ridge_risk.right_bound",),
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


def derivative(later: Term, sooner: Term) -> tuple[Part, ...]:
    """Return the parts that show what the difference quotient tends to as h tends to 0 from above, at time theta^2."""
    off, bound = off_right, bound_right
    rest, most = DiagonalOf(off(e_j), e_j), DiagonalOf(bound(e_j) ** 2, e_j)
    now = flow_filter(t)
    change = (flow_filter(later) - flow_filter(sooner)) / h - (S - S * S * now) / m
    quotient, slope = (flow_at(later) - flow_at(sooner)) / h, downhill(now)
    spread = scores.T * most * scores
    sums = Step(st.eq(kept(later, e_i), kept(sooner, e_i) * kept(h, e_i)), because="exp of a sum")
    return (
        shows(
            "right_change",
            "so each coordinate of the difference quotient is off by a factor times u_i^T y",
            st.eq(change, rest),
            "step 6",
            after=(
                sums,
                entry(flow_filter(later)),
                entry(flow_filter(sooner)),
                Step(
                    st.eq(Coordinate(S * S * now, e_i), Coordinate(S, e_i) * (1 - kept(t, e_i))),
                    because="S e_i = s_i e_i",
                ),
                entry(rest),
                Step(st.eq(Coordinate(change, e_i), Coordinate(rest, e_i)), ("step 1", "step 2", "step 3", "step 4", "step 5")),
            ),
            rule="entrywise",
            using={"index": e_i},
            given=(S_positive, S_diagonal, h_positive, *indices),
            conditions=each_positive,
        ),
        shows(
            "right_bound",
            "of which the square is at most h^2 times one without h",
            st.PositiveSemidefinite(h**2 * most - rest * rest),
            "step 9",
            after=(
                *_coordinate_bound(),
                entry(most),
                Step(st.eq(Coordinate(rest * rest, e_i), off(e_i) ** 2), because="twice an entry of a diagonal matrix"),
                Step(st.PositiveSemidefinite(Coordinate(h**2 * most - rest * rest, e_i)), ("step 6", "step 7", "step 8")),
            ),
            rule="entrywise",
            using={"index": e_i},
            given=(S_positive, h_positive, *indices),
            conditions=each_positive,
        ),
        shows(
            "right_limit",
            "so w(t) = V diag((1 - exp(-lam_i t))/s_i) U^T y has the derivative -grad J(w(t)) from the right at t = theta^2",
            st.LimitIs(quotient, h, "0", slope),
            "step 10",
            after=_limit_steps(quotient - slope, now, rest, most),
            rule="limit",
            using={"bound": 1 + spread},
            given=(*singular_values, S_positive, h_positive, *indices),
            conditions=each_positive,
        ),
    )


def entry(matrix: DiagonalOf) -> Step:
    """Return the step that says what entry i of a diagonal matrix is."""
    return Step(st.eq(Coordinate(matrix, e_i), substitute(matrix.entry, {"e_j": e_i})), because="an entry of a diagonal matrix")


def square(vector: Term) -> Term:
    """Return the squared length."""
    return vector.T * vector


def _coordinate_bound() -> tuple[Step, ...]:
    """The steps that bound one coordinate: by that of the exponential at z = lam_i h, and exp(-x) <= 1."""
    lam_i, s_i = lam_at(e_i), Coordinate(S, e_i)
    rate = Step(st.PositiveSemidefinite(lam_i), because="a square over m", squares=(s_i,))
    at_rate = Instance("flow_ridge_risk.step_right").at(mu=lam_i)
    before, earlier, off, bound = lam_i * t, kept(t, e_i), off_right, bound_right
    return (
        rate,
        Step(st.PositiveSemidefinite(before), ("step 1",), squares=(theta,)),
        Step(
            st.PositiveSemidefinite(1 - earlier),
            ("step 2",),
            rule="taylor",
            using={"of": -before, "degree": 0, "sign": "step 2"},
        ),
        Step(st.PositiveDefinite(earlier), because="exp is positive", rule="taylor", using={"of": -before, "degree": -1}),
        Step(st.PositiveSemidefinite(1 - earlier**2), ("step 3", "step 4")),
        Step(
            st.PositiveSemidefinite(h**2 * bound(e_i) ** 2 - off(e_i) ** 2),
            (at_rate, "step 1", "step 5"),
            squares=(earlier / s_i / h, h * bound(e_i)),
        ),
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
    *derivative(t + h, t),
)


def derive_flow(n: int) -> Derived:
    """Differentiate V diag((1 - exp(-lam_i t))/s_i) U^T y by t."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.singular_values import thin_factors

    at = Letters(n, 2)
    thin_factors(at)
    time, spectrum = sympy.Symbol("time"), at[S].diagonal()
    undone = [1 - sympy.exp(-(s**2) * time / at.sizes["m"]) for s in spectrum]
    flow = at[V] * sympy.diag(*(one / s for one, s in zip(undone, spectrum, strict=True))) * at[U].T * at[y]
    slope = flow.diff(time).subs(time, at.number(theta) ** 2)
    return at.done(slope, "the derivative of the weights by t, at t = theta^2")


DERIVED = {"right_limit": derive_flow}
