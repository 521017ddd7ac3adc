"""The JSON of a service's answer, or one clear error."""

from __future__ import annotations

import json
from typing import Any

from needsbook.errors import SourceError
from needsbook.refresh.transport import HttpAnswer


def read_json(answer: HttpAnswer, kind: type) -> Any:
    """The JSON of an answer, which must be a list or an object as ``kind`` says."""
    try:
        content = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError(
            f"the service answered with something that is not JSON: {answer.text()}",
            answer.address, "try again later; the address may have changed",
        ) from None  # fmt: skip
    if not isinstance(content, kind):
        raise SourceError(
            f"the service answered with an unknown layout: {answer.text()}", answer.address,
            f"expected a JSON {'list' if kind is list else 'object'}",
        )  # fmt: skip
    return content
