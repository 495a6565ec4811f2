"""Which cases to second-mark: drawn at random, by strata or by risk, and how many."""
