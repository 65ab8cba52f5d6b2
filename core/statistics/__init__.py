"""What is computed from weighted pixels: averages by kind, class areas, percentiles, statistics of a stack."""
