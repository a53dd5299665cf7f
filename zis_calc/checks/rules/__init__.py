"""The rules, one file each; `zis_calc.checks.rule` gathers them."""
