"""The texts of all problems, one line per code: name in words, severity, what is said, what to do.

English texts are gettext message ids. A value in braces is filled in: see `report.words` for `@`, `#` and `|` values.
"""
# ruff: noqa: E501
# fmt: off

from typing import NamedTuple

ERROR = "error"
WARNING = "warning"
NOTE = "note"


class Entry(NamedTuple):
    """One kind of problem: its name in words, how grave it is, what is said and what to do."""

    name: str
    severity: str
    message: str
    hint: str


CATALOGUE: dict[str, Entry] = {
    # --- files and YAML
    "Y001": Entry("file-missing", ERROR, "the file does not exist", "Check the path and its spelling."),
    "Y002": Entry("file-unreadable", ERROR, "the file cannot be read: {reason}", "Check that it is open to you and not locked by another program."),
    "Y003": Entry("encoding", ERROR, "the file is not UTF-8 text (byte {byte} at offset {offset})", "Save it again as UTF-8 (in Notepad: Save as, Encoding, UTF-8)."),
    "Y004": Entry("file-too-large", ERROR, "the file has {size} bytes; at most {limit} are read", "Split it, or check that it is the file you meant."),
    "Y005": Entry("too-deep", ERROR, "values are nested deeper than {limit} levels", "Measure and factor files need fewer than ten levels."),
    "Y006": Entry("yaml-syntax", ERROR, "this is not valid YAML: {reason}", "Look at the indentation, quotes and brackets at and above this place."),
    "Y007": Entry("duplicate-key", ERROR, "the key `{key}` stands twice in the same block (first on line {first})", "Keep one of the two."),
    "Y008": Entry("alias", ERROR, "anchors and aliases (& and *) are not read", "Write the value out."),
    "Y009": Entry("tag", ERROR, "the tag `{tag}` is not read", "Remove it; plain text, numbers and dates are enough."),
    "Y010": Entry("empty-file", ERROR, "the file is empty", "Start from `zis-calc schema measure` or from a file in examples/."),
    "Y011": Entry("many-documents", ERROR, "the file holds more than one YAML document", "Put each document in a file of its own."),
    "Y012": Entry("key-not-text", ERROR, "a key must be plain text", "Write `name: value`."),
    "Y013": Entry("not-a-mapping", ERROR, "the file must hold `key: value` lines, not {found}", "Start with `kind: measure`."),
    "Y014": Entry("file-is-folder", ERROR, "this is a folder, and a file is expected", "Name the files, for example with *.yaml."),
    "Y015": Entry("folder-without-files", ERROR, "the folder holds no .yaml file", "Check the path."),
    # --- shape (models)
    "S001": Entry("unknown-key", ERROR, "the key `{key}` is not known here{suggestion}", "Known keys here: {known}."),
    "S002": Entry("missing-key", ERROR, "the key `{key}` is missing", "Add it; `zis-calc schema {kind}` lists what is needed."),
    "S003": Entry("wrong-type", ERROR, "`{value}` is {found}, and {expected} is expected", "Write it as in the examples."),
    "S004": Entry("value-not-allowed", ERROR, "`{value}` is not allowed: {expected} is expected", "Use one of the values named."),
    "S005": Entry("unknown-kind", ERROR, "the kind `{kind}` is not known{suggestion}", "Known kinds: {known}."),
    "S006": Entry("wrong-kind", ERROR, "this is a file of kind `{kind}`, and `{expected}` is expected", "Give a file of kind `{expected}`."),
    # --- quantities
    "U001": Entry("not-a-quantity", ERROR, "`{value}` cannot be read as a number with a unit", "Write for example {example}."),
    "U002": Entry("unknown-unit", ERROR, "the unit `{unit}` in `{value}` is not known{suggestion}", "`gal` is the US gallon, `t` the metric ton; units are case-sensitive (kWh, MWh, m3, Nm3, MMBtu)."),
    "U003": Entry("wrong-dimension", ERROR, "`{value}` is {found}, and {expected} is expected", "Write for example {example}."),
    "U004": Entry("ambiguous-number", ERROR, "`{value}` can be read as {one} or as {other}", "Write {plain_one} or {plain_other}, or declare the number format: --set decimal=point or --set decimal=comma."),
    "U005": Entry("not-finite", ERROR, "`{value}` is not a finite number", "Give a number, or leave the key out if it is not known."),
    "U006": Entry("period-missing", ERROR, "`{value}` does not say the period it is for", "Add it: `{value}/yr`, `{value}/mes`."),
    "U007": Entry("operating-time-missing", ERROR, "`{value}` is per {period}, and a year has no fixed number of operating {period}s", "Say how much the plant runs: `operating: 300 day/yr` or `operating: 7200 h/yr` in the same flow, or give the amount per year or month."),
    "U011": Entry("days-or-hours", ERROR, "`{value}` is per {period} and `{operating}` counts hours: how long a {period} is, is not said", "Give the operating days: `operating: 300 day/yr`, or the amount per hour."),
    "U008": Entry("negative", ERROR, "`{value}` is negative", "An amount is zero or more; swap baseline and project if the measure uses more than before."),
    "U009": Entry("not-positive", ERROR, "`{value}` must be more than zero", "Give a value above zero."),
    "U010": Entry("out-of-range", ERROR, "`{value}` is outside the allowed range {low} to {high}", "Check the unit and the decimal point."),
    # --- measures
    "M001": Entry("unknown-item", ERROR, "the item `{item}` is not in the library{suggestion}", "`zis-calc factors list WORDS` searches the library."),
    "M002": Entry("ambiguous-item", ERROR, "the item `{item}` names several: {candidates}", "Write the full id."),
    "M003": Entry("unknown-copni-source", ERROR, "the COPni source `{source}` is not in the library{suggestion}", "Write category and class, for example iron_foundry.class1; `zis-calc factors list copni` lists them."),
    "M004": Entry("unknown-end-use", ERROR, "`{item}` has no Toolkit source class for the end use `{end_use}`", "Known end uses of this fuel: {known}. Write `end_use: process` where the release belongs to a process source."),
    "M005": Entry("heating-value-missing", ERROR, "`{value}` is an energy amount of a fuel and does not say its basis", "Add `heating_value: lhv` (PCI) or `heating_value: hhv` (PCS) to the flow; gas bills in MMBtu are usually hhv."),
    "M006": Entry("before-first-value", ERROR, "`{factor}` begins in {first}, and {year} is asked for", "Choose a series that covers {year}, or use a later value on purpose: `factor_year: {first_year}` (for an exchange rate, `price_year`)."),
    "M007": Entry("after-last-value", ERROR, "`{factor}` ended on {last}, and {year} is asked for", "Choose a factor that is still valid."),
    "M008": Entry("gwp-set-missing", ERROR, "`{factor}` has no value in the GWP set {gwp}", "Sets it has: {known}. Choose one with --gwp."),
    "M009": Entry("no-conversion", ERROR, "`{value}` of `{item}` cannot be turned into {wanted}: {reason}", "Give the amount in {example}."),
    "M010": Entry("own-factor-missing", ERROR, "`{item}` has no factor of its own", "Give `emission_factor: 0.80 tCO2e/MWh` and `emission_factor_source:` in the flow."),
    "M011": Entry("grant-over-investment", ERROR, "the grant ({grant}) is larger than the investment ({investment})", "Check both amounts; the investment is the whole cost before the grant."),
    "M012": Entry("end-before-start", ERROR, "the end {end} is not after the start {start}", "`end` is the first day that no longer counts."),
    "M013": Entry("end-and-lifetime", ERROR, "`end` {end} and `lifetime` {lifetime} do not agree", "Give one of the two."),
    "M014": Entry("price-year-missing", ERROR, "there are amounts of money and no `price_year`", "Add `finance: price_year:` with the year of the prices."),
    "M015": Entry("stage-and-stages", ERROR, "`{key}` stands outside `stages:`", "With `stages:`, each stage holds its own flows, copni, finance and reported figures."),
    "M016": Entry("stage-missing", ERROR, "the measure has no stage `{stage}`", "Its stages: {known}."),
    "M017": Entry("nothing-to-compute", ERROR, "the measure has neither flows, COPni sources nor reported figures", "Add `flows:`, `copni:` or `reported:`."),
    "M018": Entry("computed-and-reported", ERROR, "`{key}` is reported and there are also flows that compute it", "Keep one of the two in this stage."),
    "M019": Entry("stage-undeclared", ERROR, "neither `stage:` nor `stages:` is given", "Say the stage of the estimate, for example `stage: feasibility`."),
    "M020": Entry("unknown-currency", ERROR, "`{value}` is in {currency}, and no exchange rate to {wanted} is in the library", "Give amounts in USD or PEN, or add an exchange-rate factor with --factors."),
    "M021": Entry("same-id-twice", ERROR, "the id `{id}` is also used by {other}", "Give each measure an id of its own."),
    "M022": Entry("vector-activity-unknown", WARNING, "the {vector} factor of `{source}` is per {activity}, and that amount is not given", "Add `activities: {{{key}: 12 t/yr}}` to this source, or leave the vector out of the comparison."),
    "M023": Entry("own-factor-not-here", ERROR, "`emission_factor` can not replace the factors of `{item}`", "An own emission factor is for energy and process items; put the number in a folder of your own and use --factors."),
    "M030": Entry("copni-not-comparable", WARNING, "COPni, {vector}: the Toolkit gives no factor on one side ({baseline} before, {project} after); the difference is not known and is in no total", "Read it beside the total; never as a reduction or an increase."),
    "M031": Entry("copni-implausible", WARNING, "the COPni change of {value} µg TEQ/yr is outside experience (above {limit}): {reason}", "Check tonnes against kilograms and µg against mg and g."),
    "M032": Entry("end-use-missing", WARNING, "`{item}` is a fuel without `end_use`: its COPni are not known", "Add `end_use:` ({known}), or `end_use: process` where a process source covers it."),
    "M033": Entry("price-missing", WARNING, "`{item}` changes and has no price: the savings leave it out", "Add `price:` to the flow."),
    "M034": Entry("no-emission-factor", NOTE, "`{item}` has no emission factor: it counts as a resource only. {reason}", "Give `emission_factor:` in the flow if you have one."),
    "M035": Entry("implausible", WARNING, "{quantity}: {value} is outside experience ({limit}): {reason}", "Check units and decimal points."),
    "M036": Entry("own-factor", NOTE, "`{item}` uses the user's own emission factor {value}", "Keep its source with the file."),
    "M037": Entry("held-factor", NOTE, "`{factor}`: no value for {year}; the value of {used} is held", "Look for a newer value before you report."),
    "M038": Entry("default-electricity", NOTE, "`electricity` means `{item}` ({name}), the scheme of this run", "Name another scheme to use it: `zis-calc factors list electricity`."),
    "M039": Entry("montreal-gas", NOTE, "`{item}` holds gases of the Montreal Protocol: they stand apart and are not in the total", "See the memo lines."),
    "M040": Entry("held-back", WARNING, "the {vector} factor of `{source}` is kept out of totals: {reason}", "Read Annex 4 of the Toolkit and correct the factor file."),
    "M041": Entry("recalled-factors", WARNING, "{count} of the {total} factors used are recalled, not read: {factors}", "Confirm them against the source before you publish this result."),
    "M042": Entry("payback-over-lifetime", WARNING, "the simple payback of {payback} years is longer than the lifetime of {lifetime} years", "The money does not come back within the life of the measure."),
    "M043": Entry("ndc-needs-start", NOTE, "no NDC years: `start` is missing", "Add the date of commissioning."),
    "M049": Entry("no-lifetime", NOTE, "`lifetime` is missing: NDC years are counted without an end, and there is no NPV", "Add `lifetime: 10 yr`, or `end`."),
    "M050": Entry("stages-mixed", WARNING, "the total adds estimates of different stages: {stages}", "Choose one with --stage, or compute them apart."),
    "M051": Entry("discarded", NOTE, "the stage is `discarded`: the measure is in no total", "Remove the file from the command if it should not be shown."),
    "M052": Entry("price-years-mixed", WARNING, "the total adds money of different price years: {years}", "Bring the amounts to one price year before you publish a total."),
    "M044": Entry("discount-default", NOTE, "the discount rate is the default of this library, {value}", "Say `discount_rate:` in `finance`."),
    "M045": Entry("reported-figures", NOTE, "the figures of this stage are reported by {source}, not computed", "They enter totals marked as reported."),
    "M046": Entry("resource-sides-differ", NOTE, "`{item}` is given in {baseline} before and in {project} after: shown as energy", "Use one unit on both sides."),
    "M047": Entry("no-savings-no-payback", NOTE, "there is an investment and nothing that gives savings (no prices)", "Add prices to the flows to get payback, NPV and IRR."),
    "M048": Entry("schemes-mixed", WARNING, "the total adds electricity by different schemes: {schemes}", "Use one scheme for all measures before you publish a total (--set electricity=...)."),
    # --- portfolios
    "P030": Entry("applies-from-without-estimate", ERROR, "`applies_from` {date} needs an earlier stage in the file and a `start` before that date", "Give the earlier estimate in `stages:` and the `start`, or remove `applies_from`."),
    "P031": Entry("earlier-estimate-unknown", WARNING, "the stage {stage} gives no GHG reduction: the value applies to the whole life, not only from its date", "Complete the earlier stage, or remove `applies_from`."),
    # --- library files
    "F001": Entry("id-is-not-path", ERROR, "the id `{id}` does not match the path: `{expected}` is expected", "Rename the file or the id."),
    "F002": Entry("unknown-source", ERROR, "the source `{source}` is not in sources.yaml{suggestion}", "Add it there with title, publisher and year."),
    "F003": Entry("unknown-quantity", ERROR, "the quantity `{quantity}` is not in kinds.yaml{suggestion}", "Use one of its keys, or add it there."),
    "F004": Entry("unit-dimension", ERROR, "the unit `{unit}` is {found}, and `{quantity}` needs {expected}", "Correct the unit or the quantity."),
    "F005": Entry("dates-out-of-order", ERROR, "the date {date} is not after {previous}", "Sort the values by date, each date once."),
    "F006": Entry("until-before-from", ERROR, "`until` {until} is not after `from` {start}", "`until` is the first day that is no longer covered."),
    "F007": Entry("basis-missing", ERROR, "`{quantity}` needs `basis: lhv` or `basis: hhv`", "IPCC factors are per TJ LHV."),
    "F008": Entry("outside-plausible-range", WARNING, "the value {value} {unit} is outside the plausible range {low} to {high}: {reason}", "Check the number, its unit and the decimal point."),
    "F009": Entry("bounds-not-around-value", ERROR, "the value {value} is not between its bounds {lower} and {upper}", "Check the three numbers."),
    "F010": Entry("unknown-factor", ERROR, "the factor `{factor}` is not in the library{suggestion}", "Check the id."),
    "F011": Entry("value-missing", ERROR, "a value needs `value`, `vectors`, or both `lower` and `upper`", "Add the number."),
    "F012": Entry("date-or-set", ERROR, "a value is chosen by `from` or by `set`, one of the two", "GWP values take `set`, all others `from`."),
    "F013": Entry("verified-by-whom", ERROR, "`review: verified` needs `verified: {{by, on, against}}`", "Say who compared the number, when, and with what."),
    "F014": Entry("composition-sum", ERROR, "the shares of the composition sum to {sum}, not to 1", "Correct the shares."),
    "F015": Entry("role-quantity", ERROR, "`{role}` cannot take `{factor}`, whose quantity is `{quantity}`", "Link a factor of the right quantity."),
    "F016": Entry("same-item-name", WARNING, "`{name}` is the last part of {ids}", "The last part of an item's id must be its own."),
    "F017": Entry("no-values", ERROR, "a factor needs `values` or `composition`, one of the two", "Add them."),
    "F018": Entry("library-missing", ERROR, "the folder of factors `{folder}` does not exist", "Check --factors."),
    "F019": Entry("scale-gap", ERROR, "the parts of the scale leave a gap from {low} to {high}", "Close it: each part begins where the one before ends (`from` after `below`, `above` after `up_to`), the first has no lower end and the last no upper end. What a rule does not define is a part of its own with `undefined:`."),
    "F020": Entry("scale-overlap", ERROR, "the parts of the scale overlap from {low} to {high}", "A value must lie in one part: `below` before `from`, `up_to` before `above`."),
    "F021": Entry("scale-ends", ERROR, "`{part}` has two lower ends, two upper ends, or nothing between its ends", "Give at most one of `from` and `above`, and one of `below` and `up_to`, the lower end first."),
    # --- formulas and methods
    "E001": Entry("not-arithmetic", ERROR, "`{part}` is not arithmetic (column {column} of `{formula}`)", "Allowed: numbers, names, + - * / **, and min, max, where(a < b, x, y), exp, log, sqrt, interpolate(table, x)."),
    "E002": Entry("formula-too-long", ERROR, "the formula `{formula}` is longer or deeper than the limit {limit}", "Split it into quantities with names of their own."),
    "E003": Entry("unknown-name", ERROR, "`{name}` in `{formula}` (column {column}) is not known", "Known here: {known}."),
    "E004": Entry("formula-dimension", ERROR, "in `{formula}` (column {column}), `{part}` is {found}, and {expected} is needed", "Check the units of the parameters, or add a constant with a unit."),
    "E005": Entry("result-dimension", ERROR, "`{formula}` gives {found}, and {expected} is needed", "Correct the formula or the unit of the result."),
    "E006": Entry("worked-example", ERROR, "the worked example `{example}` gives {quantity} = {found}, and its source says {expected} (tolerance {tolerance})", "Correct the formula, the parameters of the example, or the expected value."),
    "E007": Entry("name-twice", ERROR, "`{name}` names two things in this method", "Give each parameter, constant, table and quantity a name of its own."),
    "E008": Entry("no-worked-example", ERROR, "the method has no worked example", "Add one with its expected results and their source."),
    "E009": Entry("table-shape", ERROR, "the table `{name}` needs as many y as x, and x that rises", "Correct the table."),
    "E010": Entry("unknown-method", ERROR, "the method `{method}` is not in the library{suggestion}", "`zis-calc methods list` shows all."),
    "E011": Entry("unknown-parameter", ERROR, "the method `{method}` has no parameter `{name}`{suggestion}", "Its parameters: {known}."),
    "E012": Entry("parameter-missing", ERROR, "the method `{method}` needs `{name}` ({meaning})", "Give it under `parameters:`, for example {example}."),
    "E013": Entry("parameter-not-allowed", ERROR, "`{name}` = {value} is outside the allowed range {low} to {high}", "Check the unit and the decimal point."),
    "E014": Entry("parameter-unusual", WARNING, "`{name}` = {value} is outside the usual range {low} to {high}: {reason}", "Keep it if it was measured, and say so in `evidence`."),
    "E015": Entry("parameter-default", NOTE, "`{name}` is not given: the method's default {value} is used ({source})", "Measure it, or confirm it."),
    "E016": Entry("method-undefined", ERROR, "with these parameters the method `{method}` gives no number for `{quantity}`", "Check for a division by zero: {formula}."),
    "E017": Entry("method-negative", ERROR, "with these parameters the method `{method}` gives a negative amount for `{quantity}` ({value})", "Check the parameters; an amount of energy or material cannot be negative."),
    "E018": Entry("choice-not-allowed", ERROR, "`{value}` is not a choice for `{name}`{suggestion}", "Choices: {known}."),
    "E019": Entry("after-unknown", ERROR, "`after` names `{id}`, which is not among the measures of this run", "Compute both files in one command."),
    "E020": Entry("after-circle", ERROR, "`after` goes in a circle: {ids}", "Say which of them acts first."),
    "E021": Entry("after-order", NOTE, "applied after {others}: its amounts are those that the others left ({details})", "The order is: {order}."),
    "E024": Entry("after-refused", ERROR, "`after` names `{id}`, which was refused because of its own errors", "Correct that measure first: what it left is not known."),
    "E025": Entry("after-not-scaled", WARNING, "`after` scales flows and the releases of fuels; COPni process sources and other costs of this measure stay as they are", "Give their amounts as the other measures leave them."),
    "E026": Entry("unknown-draft-key", ERROR, "`--set {key}` is not a key that `new` writes", "Keys: {known}."),
    "E023": Entry("recalled-method", WARNING, "the method `{method}` rests on formulas or numbers that are recalled, not read", "Compare it with its source (`zis-calc methods show {name}`) before you publish this result."),
    "E022": Entry("price-of-nothing", WARNING, "`prices` names `{item}`, which no flow of this stage has", "Check the item; the methods' flows: {known}."),
    # --- credits, indicators and progress of a portfolio
    "P060": Entry("unknown-credit-line", ERROR, "the credit line `{line}` is not in the library{suggestion}", "Known lines: {known}."),
    "P061": Entry("unknown-bands", ERROR, "the bands `{bands}` are not in the library{suggestion}", "`zis-calc factors list bands` shows all."),
    # --- settings
    "C001": Entry("unknown-setting", ERROR, "the setting `{key}` is not known{suggestion}", "Known settings: {known}."),
    "C002": Entry("setting-value", ERROR, "`{value}` is not a value of the setting `{key}`: {expected} is expected", "Correct it; it comes from {origin}."),
    "C003": Entry("set-path", ERROR, "`--set {text}` does not name a place in the file or a setting", "Write key=value, for example --set finance.grant=80000 USD or --set flows[0].project=0 gal/yr."),
    "C004": Entry("unknown-output", ERROR, "there is no output `{output}`{suggestion}", "Outputs: {known}."),
    "C005": Entry("output-exists", ERROR, "the output `{path}` is one of the inputs", "Choose another name: the input is never overwritten."),
    "C006": Entry("cannot-write", ERROR, "the output `{path}` cannot be written: {reason}", "Check the folder and that the file is not open in another program."),
    "C010": Entry("file-exists", ERROR, "the file `{path}` exists already", "Choose another name: a file is never overwritten."),
    "C008": Entry("settings-file", ERROR, "the settings file cannot be read: {reason}", "Correct it, or remove it."),
    "C007": Entry("unknown-id", ERROR, "`{id}` is not in the library{suggestion}", "`zis-calc factors list WORDS` searches the library."),
}
