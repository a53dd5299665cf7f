"""What a programme reports of its measures: credits, indicators, goals, attainment, targets and claims."""
