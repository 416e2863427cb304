"""What may be done on the road: one function a verb, one transaction each, `by=` whom and `at=` what time.

`by=None` is the program itself. `heard` tells when the server learned of it; left out, the time is trusted as it stands.
"""
