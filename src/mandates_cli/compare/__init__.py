"""What differs between two states of the corpus. Values only; wording is elsewhere."""

from mandates_cli.compare.changes import MandateChange, changes

__all__ = ["MandateChange", "changes"]
