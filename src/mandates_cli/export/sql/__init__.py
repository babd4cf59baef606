"""Statements for the files of an export; `corpus/sql` holds those for the index."""
