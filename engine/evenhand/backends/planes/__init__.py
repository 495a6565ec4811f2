"""Many inspections decided at once, over columns of packed bits."""
