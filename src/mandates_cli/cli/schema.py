"""The JSON Schema of the records."""

import json

from mandates_cli.cli import output


def schema() -> None:
    """JSON Schema of the mandate record."""
    from mandates_cli.model import Mandate

    output.write([json.dumps(Mandate.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False) + "\n"])
