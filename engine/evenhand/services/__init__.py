"""Floor 7: one use case a module; the only place where the floors below are put together."""
