"""Bytes to records. Pure: the same bytes give the same records, in any order of pages."""

from mandates_cli.parse.assemble import Assembly, assemble
from mandates_cli.parse.look import Looked, look
from mandates_cli.parse.page import Excerpt, PageRecords, parse_page, refused

__all__ = ["Assembly", "Excerpt", "Looked", "PageRecords", "assemble", "look", "parse_page", "refused"]
