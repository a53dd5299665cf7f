"""THE VOCABULARY: every column once, with its unit, its meaning in both languages, and how it adds up.

Inside the engine a column is a float64 array. `unit` is the unit inside; where rows differ (a flow counts gallons or
cubic metres) it is empty and the row's own unit is kept beside it. `adds` says how a total is made: `sum`, `derived`
(computed again from summed parts) or `none`.
"""

from typing import NamedTuple

# Statuses of a quantity that has no number. The position is the code inside arrays.
STATUSES = ("ok", "never", "immediate", "none", "multiple", "unknown", "nd", "na")
OK, NEVER, IMMEDIATE, NONE, MULTIPLE, UNKNOWN, ND, NA = range(8)
NO_ACTIVITY = -1  # of a release row: the source does not run on this side, so nothing is released

SIDES = ("baseline", "project")
VECTORS = ("air", "water", "land", "product", "residue")


class Column(NamedTuple):
    """One column of a table."""

    name: str
    unit: str
    adds: str
    es: str
    en: str

    def meaning(self, language: str) -> str:
        """What the column is, in `language`."""
        return self.es if language == "es" else self.en


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


# Rows: one per flow and side (baseline, project).
FLOW = _columns(
    Column("activity", "", "none", "actividad", "activity"),
    Column("density", "", "none", "densidad", "density"),
    Column("net_calorific_value", "", "none", "poder calorífico inferior", "net calorific value"),
    Column("heating_value_ratio", "1", "none", "relación PCI/PCS", "LHV/HHV ratio"),
    Column("emission_base", "", "none", "actividad para el factor de emisión", "activity for the emission factor"),
    Column("energy_per_base", "", "none", "energía por unidad", "energy per unit"),
    Column("energy", "MWh/yr", "sum", "energía", "energy"),
    Column("emission_factor_co2", "", "none", "factor de emisión de CO2", "CO2 emission factor"),
    Column("emission_factor_biogenic_co2", "", "none", "factor de CO2 biogénico", "biogenic CO2 factor"),
    Column("emission_factor_ch4", "", "none", "factor de emisión de CH4", "CH4 emission factor"),
    Column("emission_factor_n2o", "", "none", "factor de emisión de N2O", "N2O emission factor"),
    Column("emission_factor_co2e", "", "none", "factor de emisión de CO2e", "CO2e emission factor"),
    Column("gwp_refrigerant", "tCO2e/t", "none", "PCG del refrigerante", "GWP of the refrigerant"),
    Column("gwp_montreal", "tCO2e/t", "none", "PCG de gases del Protocolo de Montreal", "GWP of Montreal gases"),
    Column("gwp_ch4", "tCO2e/tCH4", "none", "PCG del CH4", "GWP of CH4"),
    Column("gwp_n2o", "tCO2e/tN2O", "none", "PCG del N2O", "GWP of N2O"),
    Column("co2", "tCO2/yr", "sum", "CO2", "CO2"),
    Column("biogenic_co2", "tCO2/yr", "sum", "CO2 biogénico (aparte)", "biogenic CO2 (memo)"),
    Column("ch4", "tCH4/yr", "sum", "CH4", "CH4"),
    Column("n2o", "tN2O/yr", "sum", "N2O", "N2O"),
    Column("f_gases", "tCO2e/yr", "sum", "gases refrigerantes (Kioto)", "refrigerant gases (Kyoto)"),
    Column("montreal_gases", "tCO2e/yr", "sum", "gases de Montreal (aparte)", "Montreal gases (memo)"),
    Column("unsplit_co2e", "tCO2e/yr", "sum", "CO2e sin desglose por gas", "CO2e not split by gas"),
    Column("ghg", "tCO2e/yr", "sum", "emisiones de GEI", "GHG emissions"),
    Column("price", "", "none", "precio", "price"),
    Column("cost", "", "sum", "costo anual", "yearly cost"),
)

# Rows: one per release source, side and vector.
RELEASE = _columns(
    Column(
        "toolkit_activity_per_base",
        "",
        "none",
        "actividad del Toolkit por unidad",
        "Toolkit activity per unit",
    ),
    Column("release_factor", "", "none", "factor de liberación", "release factor"),
    Column("release", "µg TEQ/yr", "sum", "liberación de COPni", "COPni release"),
)

# Rows: one per measure and stage.
MEASURE = _columns(
    Column("investment", "", "sum", "inversión", "investment"),
    Column("grant", "", "sum", "donación", "grant"),
    Column("net_investment", "", "sum", "inversión neta", "net investment"),
    Column("other_costs", "", "sum", "otros costos anuales", "other yearly costs"),
    Column("cost_baseline", "", "sum", "costo anual antes", "yearly cost before"),
    Column("cost_project", "", "sum", "costo anual después", "yearly cost after"),
    Column("annual_savings", "", "sum", "ahorro anual", "annual savings"),
    Column("lifetime", "yr", "none", "vida útil", "lifetime"),
    Column("discount_rate", "1/yr", "none", "tasa de descuento", "discount rate"),
    Column("annuity_factor", "yr", "none", "factor de anualidad", "annuity factor"),
    Column("payback", "yr", "derived", "recuperación simple, neta de la donación", "simple payback, net of grant"),
    Column("payback_gross", "yr", "derived", "recuperación simple, sin donación", "simple payback, without grant"),
    Column(
        "discounted_payback",
        "yr",
        "derived",
        "recuperación descontada, neta",
        "discounted payback, net of grant",
    ),
    Column(
        "discounted_payback_gross",
        "yr",
        "derived",
        "recuperación descontada, sin donación",
        "discounted payback, without grant",
    ),
    Column("npv", "", "sum", "VAN, con donación", "NPV, with grant"),
    Column("npv_gross", "", "sum", "VAN, sin donación", "NPV, without grant"),
    Column("irr", "1/yr", "derived", "TIR, con donación", "IRR, with grant"),
    Column("irr_gross", "1/yr", "derived", "TIR, sin donación", "IRR, without grant"),
    Column("abatement_cost", "", "derived", "costo por tonelada, con donación", "cost per tonne, with grant"),
    Column(
        "abatement_cost_gross",
        "",
        "derived",
        "costo por tonelada, sin donación",
        "cost per tonne, without grant",
    ),
    Column("leverage", "1", "derived", "apalancamiento", "leverage"),
    Column("grant_share", "1", "derived", "parte de la donación", "grant share"),
    Column("grant_per_annual_tonne", "", "derived", "donación por tonelada anual", "grant per annual tonne"),
    Column("grant_per_lifetime_tonne", "", "derived", "donación por tonelada, vida útil", "grant per lifetime tonne"),
    Column("social_discount_rate", "1/yr", "none", "tasa social de descuento", "social discount rate"),
    Column("carbon_price", "", "none", "precio social del carbono", "social carbon price"),
    Column("social_annuity_factor", "yr", "none", "factor de anualidad social", "social annuity factor"),
    Column("social_npv", "", "sum", "VAN social", "social NPV"),
    Column("year_share", "1", "none", "parte del año que cuenta", "share of the year that counts"),
    Column("ndc", "tCO2e", "sum", "reducción que cuenta para la NDC", "reduction that counts toward the NDC"),
)

# Quantities that have a baseline, a project and a reduction in each measure, from the flow rows.
DIFFERENCES = (
    "ghg", "co2", "ch4", "n2o", "f_gases", "unsplit_co2e", "biogenic_co2", "montreal_gases", "energy", "cost",
)  # fmt: skip
