"""Shared by all tests: numpy raises on every floating-point fault, and the library is opened once."""

import os
from pathlib import Path

import numpy as np
import pytest

os.environ["ZIS_CALC_LANG"] = "en"
np.seterr(all="raise")

from zis_calc.model.library import Library  # noqa: E402
from zis_calc.run import open_library  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def library() -> Library:
    library, problems = open_library([])
    assert problems == []
    return library
