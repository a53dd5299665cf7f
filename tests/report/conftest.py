from pathlib import Path

import pytest

from tests.support import run_files
from zis_calc.model.library import Library
from zis_calc.run import Run

MEASURES = Path(__file__).parent / "measures"


@pytest.fixture(scope="session")
def run(library: Library) -> Run:
    return run_files(library, sorted(MEASURES.glob("*.yaml")))
