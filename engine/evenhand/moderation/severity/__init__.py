"""How much harder one grader grades than the others, with its uncertainty. Arrays in, arrays out."""
