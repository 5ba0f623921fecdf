"""The words in which claims are written: terms, statements, claims; their parser, printer, evaluation and lowering."""
