"""durable-rules, guarded: what follows from what is known so far, and a second opinion on any proposal."""

from evenhand.backends.durable.account import Account, Ends, account_of, ends_of_case
from evenhand.backends.durable.deciding import Derivation, DurableRules
from evenhand.backends.durable.facts import TooLargeError
from evenhand.backends.durable.guard import DurableRulesError, NotInstalledError
from evenhand.backends.durable.plans import Program
from evenhand.backends.durable.program import CannotExpressError, compile_program

__all__ = [
    "Account",
    "CannotExpressError",
    "Derivation",
    "DurableRules",
    "DurableRulesError",
    "Ends",
    "NotInstalledError",
    "Program",
    "TooLargeError",
    "account_of",
    "compile_program",
    "ends_of_case",
]
