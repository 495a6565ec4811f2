"""Departures from proposed grades: how many, which way, under which rules, and like ones treated unalike."""
