"""Draws the ledger: as a table, a page, JSON or Markdown. Decides nothing."""
