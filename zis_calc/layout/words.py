"""What the columns are called in both languages, by what other names people call them, and what is said beside them."""
# ruff: noqa: E501
# fmt: off

from typing import NamedTuple


class Column(NamedTuple):
    """The names of a column: Spanish, English, the hint beside it in both, other names it is known by, a usual unit."""

    es: str
    en: str
    hint_es: str = ""
    hint_en: str = ""
    others: tuple[str, ...] = ()
    unit: str = ""


MEASURES: dict[str, Column] = {
    "id": Column("Medida", "Measure", "Código corto y único: minúsculas, dígitos, - y _ (caldera-2)", "Short unique code: lower case, digits, - and _ (boiler-2)", ("id", "código", "codigo de medida", "medida id", "measure id", "code")),
    "name": Column("Nombre", "Name", "Qué se hizo o se planea, en una línea", "What was done or is planned, on one line", ("nombre de la medida", "título", "measure name", "title", "opción", "option")),
    "company": Column("Empresa", "Company", "Como está en la hoja Empresas", "As on the sheet Companies", ("compañía", "razón social", "planta", "firm", "plant")),
    "sector": Column("Sector (CIIU)", "Sector (ISIC)", "CIIU rev. 4, por ejemplo C1313; vacío: el de la empresa", "ISIC rev. 4, for example C1313; empty: that of the company", ("sector", "ciiu", "isic", "rubro")),
    "zone": Column("Zona", "Zone", "Distrito o parque industrial; vacío: la de la empresa", "District or industrial park; empty: that of the company", ("distrito", "parque industrial", "district", "ubicación", "location")),
    "technology": Column("Tecnología", "Technology", "Por ejemplo fuel-switch, lighting", "For example fuel-switch, lighting"),
    "equipment": Column("Equipo", "Equipment"),
    "description": Column("Descripción", "Description"),
    "start": Column("Inicio", "Start", "Fecha de puesta en marcha: dd/mm/aaaa. Desde aquí cuentan los años NDC", "Date of commissioning: dd/mm/yyyy. NDC years run from here", ("fecha de inicio", "puesta en marcha", "start date", "commissioning", "inicio de operación")),
    "end": Column("Fin", "End", "Primer día que ya no cuenta; o dé la vida útil", "First day that no longer counts; or give the lifetime", ("fecha de fin", "end date")),
    "lifetime": Column("Vida útil", "Lifetime", "Número de años", "Number of years", ("vida", "vida util (años)", "life"), "yr"),
    "stage": Column("Etapa", "Stage", "En qué etapa se estimó: de la lista", "The stage of the estimate: from the list", ("fase", "estado", "phase", "status")),
    "date": Column("Fecha de la estimación", "Date of estimate"),
    "applies_from": Column("Aplica desde", "Applies from"),
    "factor_year": Column("Año de los factores", "Factor year", "Vacío: el año del inicio", "Empty: the year of the start"),
    "after": Column("Después de", "After", "Medidas sobre el mismo equipo que actúan antes, separadas por ;", "Measures on the same equipment that act before, separated by ;"),
    "notes": Column("Notas", "Notes", "", "", ("observaciones", "comentarios", "remarks")),
    "reported.ghg_reduction": Column("Reducción GEI informada", "Reported GHG reduction", "Solo si otros la midieron y no hay flujos", "Only if others measured it and there are no flows", ("reducción reportada", "tco2e reportadas"), "tCO2e/yr"),
    "reported.copni_reduction": Column("Reducción COPni informada", "Reported COPni reduction", "", "", (), "µg TEQ/yr"),
    "reported.annual_savings": Column("Ahorro anual informado", "Reported annual savings", "", "", (), "USD/yr"),
    "reported.count": Column("Medidas que representa", "Measures it stands for", "Si la cifra es de varias medidas", "Where the figure stands for several measures"),
    "reported.companies": Column("Empresas que representa", "Companies it stands for", "Separadas por ;", "Separated by ;"),
    "reported.source": Column("Fuente de lo informado", "Source of reported figures", "Necesaria con cifras informadas", "Needed with reported figures"),
}

FLOWS: dict[str, Column] = {
    "item": Column("Ítem", "Item", "De la lista: combustible, electricidad, refrigerante, agua…", "From the list: fuel, electricity, refrigerant, water…", ("insumo", "combustible", "energético", "recurso", "fuel", "resource", "energy source", "tipo de combustible")),
    "name": Column("Nombre del flujo", "Name of the flow"),
    "baseline": Column("Antes", "Baseline", "Cantidad anual antes de la medida", "Yearly amount before the measure", ("línea base", "linea de base", "consumo antes", "consumo base", "before", "situación actual", "consumo línea base", "baseline consumption")),
    "project": Column("Después", "Project", "Cantidad anual después de la medida", "Yearly amount after the measure", ("proyecto", "con proyecto", "consumo después", "after measure", "situación propuesta", "con medida", "consumo proyecto", "project consumption")),
    "per": Column("Por producción de", "Per output of", "Si las cantidades son por unidad de producto: la producción anual", "Where amounts are per unit of output: the yearly output", ("producción", "production", "output")),
    "operating": Column("Tiempo de operación", "Operating time", "Si la cantidad es por hora o por día: 7200 h/yr, 300 day/yr", "Where the amount is per hour or day: 7200 h/yr, 300 day/yr", ("horas de operación", "horas", "operating hours"), "h/yr"),
    "heating_value": Column("Base del poder calorífico", "Heating value basis", "lhv (PCI) o hhv (PCS), para combustibles dados en energía", "lhv or hhv, for fuels given as energy", ("pci/pcs", "lhv/hhv", "poder calorífico")),
    "price": Column("Precio", "Price", "Por unidad del flujo, sin IGV", "Per unit of the flow, without VAT", ("precio unitario", "tarifa", "costo unitario", "unit price", "tariff")),
    "price_heating_value": Column("Base del precio", "Price basis", "lhv o hhv si el precio va por energía con otra base", "lhv or hhv where the price is per energy on another basis"),
    "end_use": Column("Uso final", "End use", "Liga el combustible a su clase COPni: boiler, diesel…", "Ties the fuel to its COPni class: boiler, diesel…", ("uso", "use")),
    "emission_factor": Column("Factor de emisión propio", "Own emission factor", "Por ejemplo 0.80 tCO2e/MWh; diga su fuente", "For example 0.80 tCO2e/MWh; say its source", ("factor de emisión", "emission factor")),
    "emission_factor_source": Column("Fuente del factor propio", "Source of own factor"),
    "scope": Column("Alcance", "Scope", "1, 2 o 3; vacío: el del ítem", "1, 2 or 3; empty: that of the item"),
    "note": Column("Nota del flujo", "Note on the flow", "", "", ("nota",)),
}

COPNI: dict[str, Column] = {
    "baseline.source": Column("Fuente antes", "Source before", "Categoría y clase del Toolkit: iron_foundry.class1", "Category and class of the Toolkit: iron_foundry.class1", ("clase antes",)),
    "baseline.activity": Column("Actividad antes", "Activity before", "Por ejemplo 4000 t/yr", "For example 4000 t/yr", (), "t/yr"),
    "baseline.activities": Column("Otras actividades antes", "Other activities before", "Para vectores por otra cosa: residue=12 t/yr; land=1 t/yr", "For vectors per something else: residue=12 t/yr; land=1 t/yr"),
    "project.source": Column("Fuente después", "Source after", "", "", ("clase después",)),
    "project.activity": Column("Actividad después", "Activity after", "", "", (), "t/yr"),
    "project.activities": Column("Otras actividades después", "Other activities after"),
    "operating": Column("Tiempo de operación COPni", "COPni operating time", "Si la actividad es por hora o por día", "Where the activity is per hour or day", (), "h/yr"),
    "note": Column("Nota COPni", "Note on COPni"),
}

FINANCE: dict[str, Column] = {
    "price_year": Column("Año de los precios", "Price year", "Año de todos los montos de la medida", "Year of all amounts of the measure", ("año de precios", "año precio", "año precios", "anio precios", "anio de precios")),
    "investment": Column("Inversión", "Investment", "Costo total antes de la donación", "Whole cost before the grant", ("inversión total", "capex", "monto de inversión"), "USD"),
    "grant": Column("Donación", "Grant", "", "", ("cofinanciamiento", "subvención", "subsidio", "subsidy", "co-financing"), "USD"),
    "other_costs": Column("Otros costos anuales", "Other yearly costs", "Cambio en costos anuales fuera de los flujos; negativo ahorra", "Change in yearly costs beyond the flows; negative saves", ("otros costos", "other costs", "opex"), "USD/yr"),
    "discount_rate": Column("Tasa de descuento", "Discount rate", "12 con unidad %, o una celda con formato de porcentaje", "12 with unit %, or a cell formatted as percent", ("tasa", "cok", "wacc", "discount"), "%"),
    "credit.amount": Column("Monto del crédito", "Credit amount", "", "", ("crédito", "credit", "préstamo", "loan"), "USD"),
    "credit.rate": Column("Tasa del crédito", "Credit rate", "Tasa efectiva anual", "Effective yearly rate", ("tea", "interest rate", "tasa de interés"), "%"),
    "credit.term": Column("Plazo del crédito", "Credit term", "", "", ("plazo",), "yr"),
    "credit.grace": Column("Periodo de gracia", "Grace period", "", "", ("gracia",), "yr"),
    "credit.fees": Column("Comisiones", "Fees", "Dinero, o parte del monto en %", "Money, or a share of the amount in %", (), "%"),
    "credit.instalments": Column("Cuotas", "Instalments", "annual o monthly", "annual or monthly"),
    "credit.line": Column("Línea de crédito", "Credit line"),
    "credit.indicator_reduction": Column("Reducción del indicador", "Indicator reduction", "Cuánto bajó el indicador ambiental principal", "How much the main environmental indicator fell", (), "%"),
    "credit.reimbursed_in": Column("Año del reembolso", "Reimbursed in year"),
    "tax.rate": Column("Impuesto a la renta", "Income tax", "", "", ("impuesto",), "%"),
    "tax.depreciation": Column("Depreciación", "Depreciation", "Años de depreciación lineal", "Years of straight-line depreciation", (), "yr"),
}

METHODS: dict[str, Column] = {
    "use": Column("N.º de uso", "Use no.", "Vacío: un solo método; 1, 2… si la medida usa varios", "Empty: one method; 1, 2… where the measure uses several"),
    "method": Column("Método", "Method", "De la lista: led-lighting, fuel-switch…", "From the list: led-lighting, fuel-switch…"),
    "parameter": Column("Parámetro", "Parameter", "De la lista del método", "From the list of the method"),
    "value": Column("Valor", "Value", "Número, o la palabra que se elige", "Number, or the word that is chosen"),
    "note": Column("Nota del método", "Note on the method"),
}

PRICES: dict[str, Column] = {
    "item": Column("Ítem del precio", "Priced item", "Ítem de un flujo, también de los que hace un método", "Item of a flow, also of those that a method makes"),
    "price": Column("Precio del ítem", "Price of the item", "", "", (), "USD/kWh"),
}

EVIDENCE: dict[str, Column] = {
    "what": Column("Qué sustenta", "What it supports"),
    "title": Column("Título", "Title"),
    "author": Column("Autor", "Author"),
    "publisher": Column("Editor", "Publisher"),
    "year": Column("Año", "Year"),
    "locator": Column("Página o lugar", "Page or place", "", "", ("página", "page")),
    "url": Column("Enlace", "Link", "", "", ("url",)),
}

COMPANIES: dict[str, Column] = {
    "name": Column("Nombre de la empresa", "Company name"),
    "aliases": Column("Otros nombres", "Other names", "Separados por ;", "Separated by ;"),
    "sector": Column("CIIU de la empresa", "ISIC of the company", "CIIU rev. 4", "ISIC rev. 4"),
    "zone": Column("Zona de la empresa", "Zone of the company"),
}

UNIT_ES, UNIT_EN = "Unidad", "Unit"

# Words around the name of an item in a wide heading: «Diésel antes (gal/año)», «Natural gas price».
SIDES: dict[str, tuple[str, ...]] = {
    "baseline": ("antes", "linea base", "linea de base", "base", "baseline", "before", "actual"),
    "project": ("despues", "proyecto", "con proyecto", "con medida", "project", "after", "propuesto", "propuesta"),
    "price": ("precio", "precio unitario", "tarifa", "price", "unit price", "tariff"),
}
