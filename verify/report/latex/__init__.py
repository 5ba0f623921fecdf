"""The ledger as LaTeX: letters, terms, prose, claims with their proofs, figures, the article; and the check of the print."""
