"""The workbook's vocabulary: which sheets there are, which column holds which key of a measure file, what both are called."""
