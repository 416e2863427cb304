"""The night's models over all accounts: read what orders and evidence say, fit, score, and put a new run beside the old ones.

Worker only: numpy and scipy are needed here, and the web process imports nothing of this package.
"""
