"""zis-calc: emissions and savings of cleaner-production measures in Peruvian industry."""

__version__ = "0.1.0"
