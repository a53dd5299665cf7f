"""From sheets of plain values to measures: headings are found, rows belong to measures, every problem keeps its cell."""
