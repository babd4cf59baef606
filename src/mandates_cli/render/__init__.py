"""Records to text. Width and colour are told, never asked for; nothing here prints."""

from mandates_cli.render.plain import FORMATS, as_written, columns_of, rendered
from mandates_cli.render.shown import shown

__all__ = ["FORMATS", "as_written", "columns_of", "rendered", "shown"]
