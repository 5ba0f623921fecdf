"""What stands before the first claim and after the last: preamble, abstract, conventions, notation, bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.language.claims import Kind
from verify.report.latex.edition import Edition, bold_letters
from verify.report.latex.words import joined

__all__ = ["BIBLIOGRAPHY", "CONVENTIONS", "abstract", "cited", "notation", "preamble", "with_citations"]

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{microtype}
\usepackage[margin=2.6cm]{geometry}
\usepackage{booktabs,longtable,array}
\usepackage{ridgeproof}
PICTURES\usepackage[hidelinks,bookmarks=false,pdfusetitle]{hyperref}
\pdftrailerid{ridgeproof}
\pdfcompresslevel=3 % a tenth larger, and quicker
\AddToHook{enddocument/end}{\pdfcompresslevel=0 } % fonts as they are: for each page a reader unpacks all that it uses
\makeatletter
\renewcommand*{\l@section}{\@dottedtocline{1}{0em}{2em}}
\makeatother
\lineskiplimit=2pt
\lineskip=3pt
\sloppy
\relpenalty=800 \binoppenalty=850
\raggedbottom
\title{Weight decay on a quadratic loss:\\ every formula proved}
\author{ridgeproof}
\date{}
\begin{document}
\maketitle"""

_PICTURES = r"""\ifnum\pdfdraftmode=0
\usepackage{pgfplots}
\pgfplotsset{compat=1.18}
\definecolor{rpblue}{HTML}{1F5A96}
\definecolor{rpred}{HTML}{A8452C}
\fi
"""

CONVENTIONS = r"""\section{Conventions}
All matrices and numbers are real. Bold letters are vectors (small) and matrices (capital); $n$ is the number of
parameters, $m$ the number of examples, and every claim holds for every size of at least 1. A $1 \times 1$ matrix is a
number. $\bm{A} \succeq \bm{0}$ says that $\bm{A}$ is symmetric and $\bm{x}^{\top}\bm{A}\bm{x} \ge 0$ for every
$\bm{x}$, and $\bm{A} \succ \bm{0}$ that it is symmetric and $\bm{x}^{\top}\bm{A}\bm{x} > 0$ for every $\bm{x}$ other
than $\bm{0}$. $\nabla_{\bm{w}}(f)|_{\bm{w}=\bm{p}}$ is the gradient of the function that maps $\bm{w}$ to $f$, at
$\bm{p}$; $\mathrm{D}_{\bm{w}}$ is the Jacobian matrix. $\operatorname{diag}_{i}(f_{i})$ is the diagonal matrix with the
entries $f_{i}$, $\lVert \bm{A}\rVert_{2}$ the largest singular value. $\bm{e}_{i}$ is the standard basis vector with
a $1$ at place $i$, $\bm{q}_{i} = \bm{Q}\bm{e}_{i}$ the column $i$ of $\bm{Q}$, $w_{i}$ an entry of $\bm{w}$; the
entries of a diagonal matrix have its small letter, as $\lambda_{i}$ in $\bm{\Lambda}$, $s_{i}$ in $\bm{S}$ and
$d_{i}$ in $\bm{D}$. Natural numbers begin with $0$. Nothing is
invertible unless a hypothesis or a claim says so. Numbers such as 7.13 are those of the book~\cite{book}."""

_LETTERS = {
    "H": (True, "the Hessian of the data loss at $\\bm{w}^{*}$"),
    "J": (False, "the data loss; $\\hat{J}$ its quadratic model, $\\tilde{J}$ the regularized objective"),
    "w": (True, "the parameters"),
    "w_star": (True, "a minimiser of the data loss"),
    "w_tilde": (True, "the regularized optimum"),
    "alpha": (False, "the penalty coefficient"),
    "eps": (False, "the learning rate"),
    "Q": (True, "an orthogonal matrix whose columns $\\bm{q}_{i}$ are eigenvectors of $\\bm{H}$"),
    "Lam": (True, "the diagonal matrix of its eigenvalues $\\lambda_{i}$"),
    "lam": (False, "one eigenvalue"),
    "H_plus": (True, "the pseudo-inverse of $\\bm{H}$; $\\bm{\\Pi} = \\bm{H}\\bm{H}^{+}$ projects on the range of $\\bm{H}$"),
    "X": (True, "the design, one row an example"),
    "y": (True, "the targets"),
    "U": (
        True,
        "$\\bm{U}\\bm{S}\\bm{V}^{\\top}$ is a thin singular value decomposition of $\\bm{X}$, $s_{i}$ the entries of $\\bm{S}$",
    ),
    "M": (True, "a preconditioner"),
    "k": (False, "a number of steps"),
    "w_next": (True, "the parameters after one more step"),
}
_SHORT = {
    "R": r"$\bm{R} = (\bm{H} + \alpha\bm{I})^{-1}$, $\bm{K} = \bm{H} + \alpha\bm{I}$, in titles and reasons, and "
    r"$\bm{R}_{\beta}$, $\bm{K}_{\beta}$ with $\beta$ in the place of $\alpha$.",
}

BIBLIOGRAPHY = {
    "book": r"I. Goodfellow, Y. Bengio, A. Courville, \emph{Deep Learning}, MIT Press, 2016, chapter 7.",
    "note-a": r"Note A: \emph{L2 regularization}, \url{ickma2311.github.io/ML/l2-regularization.html}.",
    "note-b": r"Note B: \emph{L2 regularization in depth}, "
    r"\url{deeplearningnotes-site.pages.dev/deep-nns/overfitting/l2-regularization-in-depth}.",
    "hoerl-kennard": r"A. E. Hoerl, R. W. Kennard, Ridge regression: biased estimation for nonorthogonal problems, "
    r"\emph{Technometrics} 12 (1970), 55--67.",
    "golub-heath-wahba": r"G. H. Golub, M. Heath, G. Wahba, Generalized cross-validation as a method for choosing a good ridge "
    r"parameter, \emph{Technometrics} 21 (1979), 215--223.",
    "ali-kolter-tibshirani": r"A. Ali, J. Z. Kolter, R. J. Tibshirani, A continuous-time view of early stopping for least "
    r"squares, \emph{AISTATS} 2019.",
    "xie-li": r"S. Xie, Z. Li, Implicit bias of AdamW: $\ell_\infty$-norm constrained optimization, \emph{ICML} 2024.",
}


_WORKS = {"Ali, Kolter and Tibshirani 2019": "ali-kolter-tibshirani", "Xie and Li 2024": "xie-li"}


def with_citations(written: str) -> str:
    """Return LaTeX in which the works that are named by authors and year are cited as well."""
    for words, key in _WORKS.items():
        names, _, year = words.rpartition(" ")
        written = re.sub(rf"{names} \$?{year}\$?", rf"{names}~\\cite{{{key}}}", written)
    return written


def preamble(pictures: bool) -> str:
    """Return what stands before the title and the title; the package for pictures is loaded only for some."""
    return _PREAMBLE.replace("PICTURES", _PICTURES if pictures else "")


def abstract(edition: Edition, errata: int) -> str:
    """Return the abstract; its counts are those of what is printed."""
    theorems = [claim for claim in edition.chosen if claim.kind == Kind.theorem]
    steps = sum(len(part.steps) for claim in theorems for part in claim.parts)
    axioms = sorted({axiom for c in theorems for p in c.parts for axiom in edition.results[c.sequent_id(p.id)].axioms})
    titles = [edition.find(axiom.partition(".")[0]).title.partition(":")[0] for axiom in dict.fromkeys(axioms)]
    named = [f"the {title[0].lower()}{title[1:]}" for title in titles]
    noun = "theorem that is" if len(named) == 1 else f"{len(named)} theorems that are"
    resting = f"They rest on {noun} cited, not proved: {joined(named)}. " if named else ""
    false = (
        f"Of what is printed there, {errata} claims are false, incomplete or loose as they stand, "
        "each with an exact counterexample. "
        if errata
        else ""
    )
    return rf"""\begin{{abstract}}
L2 regularization adds a multiple of the squared length of the weights to a loss. This article proves what
section 7.1.1 and part of section 7.8 of the book~\cite{{book}} say of it, and what the lecture
notes~\cite{{note-a,note-b}} add: {len(theorems)} theorems in {steps} steps, for every dimension.
{resting}{false}Every statement, hypothesis, step and reason below is printed from the object that a small
proof checker has accepted; a hypothesis is printed where the proof uses it and nowhere else. The ridge
estimator goes back to~\cite{{hoerl-kennard}}, its effective number of parameters
to~\cite{{golub-heath-wahba}}.
\end{{abstract}}
\tableofcontents"""


def notation(edition: Edition) -> Iterator[str]:
    """Yield the table of those standing letters that occur."""
    from verify.report.latex.letters import letter

    found: dict[str, bool] = {"J": False}
    for claim in edition.chosen:
        found.update(bold_letters(*claim.parts))
    yield r"\begin{center}\begin{tabular}{@{}ll@{}}\toprule"
    yield from (
        rf"${letter(name, bold)[0]}$ & {meaning} \\" for name, (bold, meaning) in _LETTERS.items() if found.get(name) == bold
    )
    yield r"\bottomrule\end{tabular}\end{center}"
    yield from (f"{words}" for name, words in _SHORT.items() if "H" in found and name)


def cited(text: str) -> frozenset[str]:
    """Return the keys that a text cites."""
    return frozenset(key.strip() for keys in re.findall(r"\\cite\{([^}]*)\}", text) for key in keys.split(","))
