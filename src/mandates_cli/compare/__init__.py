"""What differs between two states of the corpus, and what one summit took up from another. Values only; wording is
elsewhere."""

from mandates_cli.compare.diff import Change, Comparison, Difference, MandateChange, changes, diff

__all__ = ["Change", "Comparison", "Difference", "MandateChange", "changes", "diff"]
