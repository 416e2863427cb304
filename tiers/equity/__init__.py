"""What a customer will still be worth (row 46): how often it will order, for how much, discounted, with every part shown.

Rule files without a database: arrays in, arrays out. They stand on numpy and scipy, and run in the worker only.
"""
