"""Other readings of the same tree: forward chaining over facts, and later columns of a casebook."""
