"""What may be done to the customer notebook: one function a verb, one transaction each, `by=` whom and `at=` what time.

`by=None` is the program itself (a nightly job, a command on the server) and passes every question of rights.
"""
