"""Loyalty by evidence: four marks and staying, never satisfaction (row 10).

Rule files without a database: arrays in, one entry an account, arrays out; NaN says "nothing was observed". They stand on
numpy, and run in the worker only; `tiers.loyalty_points` says what each piece of evidence proves.
"""
