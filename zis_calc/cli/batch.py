"""`zis-calc batch`."""
from typing import Any


def add(*args: Any) -> None:
    """Placeholder until the flow stands."""
