"""Print the JSON schema of `Answer.to_dict()`: `python -m rag.schema`."""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Write the schema to standard output."""
    from pydantic import TypeAdapter

    from rag.answers import Answer

    schema = TypeAdapter(Answer).json_schema(mode="serialization")
    sys.stdout.write(json.dumps(schema, indent=2) + "\n")


if __name__ == "__main__":
    main()
