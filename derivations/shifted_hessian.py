"""H + alpha I: positive definite, so invertible; its eigenvalues, its norm, its condition number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.foundations import decomposition, orthogonal_inverse
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.deriving import Letters, of_numbers
from derivations.language.symbols import H, I, Lam, Q, alpha, positive, positive_semidefinite, symmetric
from derivations.language.terms import Symbol, inv

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "H_psd",
    "K",
    "R",
    "alpha_positive",
    "lam_min",
    "low_positive",
    "shifted_invertible",
    "smallest",
]

K = H + alpha * I
R = inv(K)
H_psd = positive_semidefinite(H)
alpha_positive = positive(alpha)
beta = Symbol("beta")
lam_max, lam_min = Symbol("lam_max"), Symbol("lam_min")
q_max, q_min = Symbol("q_max", "n"), Symbol("q_min", "n")
lam, q = Symbol("lam"), Symbol("q", "n")
high, low = lam_max + alpha, lam_min + alpha


def eigenpair(vector: Symbol, value: Symbol) -> tuple[Hypothesis, Hypothesis]:
    """Return the hypotheses that a unit vector is an eigenvector of H."""
    return (
        Hypothesis(f"{vector.name}_eigenvector", st.eq(H * vector, value * vector)),
        Hypothesis(f"{vector.name}_unit", st.eq(vector.T * vector, 1)),
    )


largest = Hypothesis("lam_max_largest", st.PositiveSemidefinite(lam_max * I - H), words="no eigenvalue of H exceeds lam_max")
smallest = Hypothesis("lam_min_smallest", st.PositiveSemidefinite(H - lam_min * I), words="no eigenvalue of H is below lam_min")
max_pair, min_pair = eigenpair(q_max, lam_max), eigenpair(q_min, lam_min)
low_positive = Hypothesis("alpha_above_minus_lam_min", st.PositiveDefinite(low), words="alpha > -lam_min")
beta_larger = Hypothesis("beta_larger", st.PositiveDefinite(beta - alpha), words="beta > alpha")
gap = Hypothesis("gap", st.PositiveSemidefinite(lam_max - lam_min), words="lam_max >= lam_min")
strict_gap = Hypothesis("strict_gap", st.PositiveDefinite(lam_max - lam_min), words="lam_max > lam_min")
no_gap = Hypothesis("no_gap", st.eq(lam_max, lam_min))
condition = high / low
condition_at_beta = (lam_max + beta) / (lam_min + beta)
per_low, per_low_at_beta = 1 / low, 1 / (lam_min + beta)
drop = (lam_max - lam_min) * (beta - alpha) * per_low * per_low_at_beta
drops = (
    Step(st.PositiveDefinite(per_low), (low_positive,)),
    Step(st.PositiveDefinite(per_low_at_beta), (low_positive, beta_larger)),
)

eigenvector = Hypothesis("q_eigenvector", st.eq(H * q, lam * q))
below, above = lam_max * I - H, H - lam_min * I
spectral, orthonormal, _ = decomposition()
inverse_gap = per_low**2 * R * (K * K - low**2 * I) * R


def derive_condition_number() -> Derived:
    """Put the difference of the two condition numbers over a common denominator."""
    import sympy

    at = Letters(1)
    top, bottom, here, there = (at.number(s) for s in (lam_max, lam_min, alpha, beta))
    fall = sympy.factor(sympy.together((top + here) / (bottom + here) - (top + there) / (bottom + there)))
    return at.done(fall, f"kappa(alpha) - kappa(beta) = {fall}")


shifted_invertible = Claim(
    id="shifted_invertible",
    title="H + alpha I is positive definite, and better conditioned the larger alpha",
    source="book, section 7.1.1; note B",
    parts=(
        shows(
            "main",
            "H + alpha I is positive definite, so invertible",
            st.PositiveDefinite(K),
            alpha_positive,
            H_psd,
            given=(H_psd, alpha_positive),
        ),
        shows(
            "above_minus_lam_min",
            "for that alpha > -lam_min is enough",
            st.PositiveDefinite(K),
            low_positive,
            smallest,
            given=(smallest, low_positive),
        ),
        chain(
            "eigenvalues",
            "it has the eigenvectors of H, with eigenvalues lam + alpha",
            K * q,
            to(lam * q + alpha * q, eigenvector),
            to((lam + alpha) * q, because="collect q"),
            given=(eigenvector,),
        ),
        chain(
            "spectrum",
            "and no others: H + alpha I = Q (Lam + alpha I) Q^T",
            K,
            to(Q * Lam * Q.T + alpha * I, spectral),
            to(Q * Lam * Q.T + alpha * (Q * Q.T), orthogonal_inverse["right"]),
            to(Q * (Lam + alpha * I) * Q.T, because="Q and Q^T taken out"),
            given=(symmetric(H), *decomposition()),
        ),
        shows(
            "norm",
            "its norm is lam_max + alpha",
            st.NormIs(K, high),
            "step 2",
            max_pair[1],
            "step 4",
            "step 5",
            after=(
                Step(st.PositiveSemidefinite(lam_max), (H_psd, *max_pair), squares=(q_max,)),
                Step(st.PositiveDefinite(high), ("step 1", alpha_positive)),
                Step(st.PositiveDefinite(1 / high), ("step 2",)),
                Step(
                    st.PositiveSemidefinite(high * high * I - K.T * K),
                    ("step 2", "step 3", largest, "shifted_invertible"),
                    squares=(K, below),
                ),
                Step(st.eq(q_max.T * (K.T * K) * q_max, high * high), max_pair),
            ),
            rule="norm",
            using={
                "nonnegative": "step 2",
                "bound": "step 4",
                "vector": q_max,
                "unit": max_pair[1].name,
                "attained": "step 5",
            },
            given=(H_psd, alpha_positive, largest, *max_pair),
        ),
        shows(
            "inverse_norm",
            "the norm of its inverse is 1/(lam_min + alpha)",
            st.NormIs(R, per_low),
            "step 1",
            min_pair[1],
            "step 4",
            "step 6",
            after=(
                Step(st.PositiveDefinite(per_low), (low_positive,)),
                Step(st.eq(per_low * per_low * I - R.T * R, inverse_gap), because="R K = K R = I"),
                Step(
                    st.PositiveSemidefinite(inverse_gap),
                    (low_positive, smallest),
                    squares=(per_low * above * R, per_low * R),
                ),
                Step(st.PositiveSemidefinite(per_low * per_low * I - R.T * R), ("step 2", "step 3")),
                Step(st.eq(R * q_min, per_low * q_min), (min_pair[0],)),
                Step(st.eq(q_min.T * (R.T * R) * q_min, per_low * per_low), ("step 5", min_pair[1])),
            ),
            rule="norm",
            using={
                "nonnegative": "step 1",
                "bound": "step 4",
                "vector": q_min,
                "unit": min_pair[1].name,
                "attained": "step 6",
            },
            conditions=("shifted_invertible.above_minus_lam_min",),
            given=(symmetric(H), smallest, low_positive, *min_pair),
        ),
        chain(
            "condition_difference",
            "its condition number is (lam_max + alpha)/(lam_min + alpha), and between alpha and beta it falls by",
            condition - condition_at_beta,
            to(drop, because="over a common denominator"),
            given=(low_positive, beta_larger),
        ),
        shows(
            "condition_number_falls",
            "so it does not grow with alpha",
            st.PositiveSemidefinite(condition - condition_at_beta),
            gap,
            beta_larger,
            "step 1",
            "step 2",
            "shifted_invertible.condition_difference",
            after=drops,
            given=(low_positive, beta_larger, gap),
        ),
        shows(
            "falls_strictly_if",
            "it falls strictly if lam_max > lam_min",
            st.PositiveDefinite(condition - condition_at_beta),
            strict_gap,
            beta_larger,
            "step 1",
            "step 2",
            "shifted_invertible.condition_difference",
            after=drops,
            given=(low_positive, beta_larger, strict_gap),
        ),
        shows(
            "falls_strictly_only_if",
            "and only then: otherwise it is the same for every alpha",
            st.eq(condition, condition_at_beta),
            no_gap,
            given=(low_positive, beta_larger, no_gap),
        ),
    ),
    derive={"condition_difference": of_numbers(derive_condition_number)},
)

CLAIMS = (shifted_invertible,)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
