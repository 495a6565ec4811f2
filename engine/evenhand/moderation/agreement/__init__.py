"""How far people who judge the same cases agree: coefficients, intervals, and who met whom.

Ratings are whole numbers in an array, cases by raters. Each module is imported where it is used.
"""
