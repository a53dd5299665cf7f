"""Names and words of keys: what `feasibility`, `nd` or `recalled` is called when people read it.

A text that starts with `@` is a message id (tools/messages.py collects it); `words.say` translates it.
"""

from zis_calc.report.blocks import BAD, DIM, FAIR, GOOD

STAGES = {
    "quick_scan": "@quick scan",
    "recp_study": "@RECP study",
    "feasibility": "@feasibility study",
    "implemented": "@implemented",
    "verified": "@verified (measured)",
    "discarded": "@discarded",
}

VECTORS = {"air": "@air", "water": "@water", "land": "@land", "product": "@product", "residue": "@residue"}

GASES = {
    "co2": "@CO2",
    "ch4": "@CH4",
    "n2o": "@N2O",
    "f_gases": "@refrigerant gases",
    "unsplit_co2e": "@CO2e not split by gas",
}

STATUSES = {
    "never": "@never",
    "immediate": "@immediate",
    "none": "@none",
    "multiple": "@several",
    "unknown": "@not known",
    "nd": "@ND",
    "na": "@NA",
}

# Of a reimbursement: why there is no number, or why it is not the rule alone.
CREDIT_STATUSES = {
    "not_measured": "@not measured",
    "undefined_by_rule": "@not defined by the rule",
    "stated": "@stated",
}

ROUNDINGS = {
    "half_up": "@half up",
    "half_even": "@half to even",
    "half_down": "@half down",
    "up": "@always up",
    "down": "@always down",
}

STATUS_MEANINGS = {
    "never": "@never: the savings do not pay it back (discounted: not within the lifetime).",
    "immediate": "@immediate: there is nothing to pay.",
    "none": "@none: the cash flow has no such rate, or nothing is reduced.",
    "multiple": "@several: the cash flow has more than one such rate; none of them can be called the IRR.",
    "unknown": "@not known: an amount it needs is missing.",
}

REVIEWS = {
    "verified": "@verified",
    "computed": "@computed",
    "secondary-copy": "@secondary copy",
    "recalled": "@recalled",
}

REVIEW_MEANINGS = {
    "verified": "@every factor was compared with its primary source",
    "computed": "@the weakest factor follows from other numbers of the library",
    "secondary-copy": "@the weakest factor was read in a secondary copy, not in the primary source",
    "recalled": "@the weakest factor is recalled from memory: read it in its source before you publish",
}

REVIEW_STYLES = {"verified": GOOD, "computed": GOOD, "secondary-copy": FAIR, "recalled": BAD}

# Of the figures of a measure: whether they were computed or reported by somebody else.
ORIGINS = {"ok": "@computed", "reported": "@reported"}

# Why a measure stands where it does in the cost curve.
RANKED_BY = {"npv": "@NPV, where it pays", "abatement_cost": "@cost per tonne"}

# How a value of a factor was chosen.
CHOSEN = {"exact": "@exact", "held": "@held"}

# What a sheet of a workbook was read as, or why it was not read.
SHEET_KINDS = {
    "companies": "@companies", "measures": "@measures", "flows": "@flows", "copni": "@COPni sources",
    "finance": "@finance", "methods": "@methods", "prices": "@prices", "evidence": "@evidence",
    "wide": "@one wide sheet",
    "hidden": "@not read: hidden", "own": "@not read: written by zis-calc",
    "no headings": "@not read: no table of measures",
}  # fmt: skip

REIMBURSEMENTS = {
    "ok": "@as the line rules",
    "undefined_by_rule": "@the rule does not define this stretch",
    "not_measured": "@not known: the reduction of the indicator is not given",
}

NDC_RULES = {
    "prorata_days": "@partial years count by days",
    "prorata_months": "@partial years count by months",
    "full_years": "@only full years count",
    "any_day": "@a year with any day counts in full",
}

CHOSEN = {"exact": "@exact", "held": "@held from an earlier year"}

SEVERITIES = {"error": "@error", "warning": "@warning", "note": "@note"}
SEVERITY_STYLES = {"error": BAD, "warning": FAIR, "note": DIM}

BASES = {"lhv": "@LHV", "hhv": "@HHV"}

ITEM_TYPES = {
    "fuel": "@fuel",
    "electricity": "@electricity",
    "refrigerant": "@refrigerant",
    "process": "@process",
    "water": "@water",
    "waste": "@waste",
    "material": "@material",
}

KINDS = {
    "factor": "@factor",
    "item": "@item",
    "target": "@target",
    "credit_line": "@credit line",
    "bands": "@bands",
    "indicator": "@indicator",
    "framework": "@framework",
    "method": "@method",
    "settings": "@settings",
}

# Keys that problems carry as `@key` and that do not read as English by themselves.
KEYS = {
    "simple_payback": "@simple payback",
    "ghg_reduction": "@GHG reduction",
    "copni_reduction": "@COPni reduction",
    "annual_savings": "@annual savings",
    "discount_rate": "@discount rate",
    "annual": "@annual",
    "monthly": "@monthly",
}

# The words of units.describe; species and currencies keep their names.
DIMENSIONS = {
    text[1:]: text
    for text in (
        "@a plain number", "@energy", "@power", "@volume", "@mass", "@length", "@time", "@year",
        "@amount of gas", "@amount of substance", "@temperature", "@pieces", "@piece", "@carbon",
    )
}  # fmt: skip

# Why a measure is not behind a total.
REASONS = {
    "no_flows": "@without flows or a reported reduction",
    "no_copni": "@without comparable COPni",
    "no_investment": "@without investment",
    "no_finance": "@without a finance block",
    "no_savings": "@without prices or savings",
    "no_lifetime": "@without lifetime",
    "no_start": "@without start",
    "refused": "@refused",
}
