"""How many requests Schemathesis makes of an operation, without and with --long."""

EXAMPLES, LONG_EXAMPLES = 20, 1000
