"""Answers to text. Width and colour are told, never asked for; nothing here prints."""
