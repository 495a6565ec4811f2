"""How near cases are to each other by what is known of them, and which are the nearest."""
