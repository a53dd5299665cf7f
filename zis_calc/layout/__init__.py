"""The workbook's vocabulary: its sheets, which column holds which key of a measure file, what both are called."""
