"""Whether like cases come to be graded otherwise as time goes on. Arrays in, arrays out."""
