"""From sheets of plain values to measures: headings are found, rows find their measure, problems keep their cell."""
