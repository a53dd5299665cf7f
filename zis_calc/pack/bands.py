"""Bands of attainment: by which name an attainment is called, and what must be said of it."""

import functools

from zis_calc.model.library import Library
from zis_calc.model.programme import Band, Bands
from zis_calc.pack.intervals import place_of
from zis_calc.problems import ProblemError, did_you_mean, problem
from zis_calc.units import UnitTable


def bands_of(library: Library, id: str) -> Bands:
    """The bands `id` of the library (`targets.attainment_type_1`); ProblemError P061."""
    entry = library.entries.get(id)
    if entry is None or entry.kind != "bands":
        raise ProblemError(problem("P061", bands=id, suggestion=did_you_mean(id, library.ids("bands"))))
    return _read(entry.json)


@functools.lru_cache(maxsize=64)
def _read(text: str) -> Bands:
    return Bands.model_validate_json(text)


def band_of(units: UnitTable, bands: Bands, ratio: float | None) -> Band | None:
    """The band that holds `ratio` (obtained / expected); None where the ratio is not known (None or NaN)."""
    index = place_of(units, bands.bands, ratio)
    return None if index is None else bands.bands[index]
