"""What it comes to: pure functions over float64 arrays; numpy and math only."""
