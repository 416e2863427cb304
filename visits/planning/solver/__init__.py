"""The route solver: slack induction by string removals (Christiaens & Vanden Berghe 2020), carried over to day patterns.

Compiled by numba on the user's machine, so it is only for a process of its own: nothing else may import this package
(`python -m visits.planning.solver` is its door, `visits.planning.cycle.apart` the one who knocks).
"""

from visits.planning.solver.cache import keep_compiled_code

keep_compiled_code()
