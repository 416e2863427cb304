"""Ruin: take strings of neighbours out of the routes around a seed; a touched account leaves all of its days."""

from numba import njit

from visits.planning.solver.chance import below, unit
from visits.planning.solver.route import refresh

MEAN_REMOVED, LONGEST_STRING = 7.0, 10.0
DEPTH = 0.01  # chance that a split string keeps one more
SAME_DAY = 0.3
WIDEST_CIRCLE = 18
#: So many without a place are tried again in a round, the nearest to where it ruins: in a full cycle there may be hundreds.
TRIED_AGAIN = 6


@njit(cache=True, nogil=True)
def pick_strings(data, state, rng, scratch):
    """Mark in `scratch.out` who goes; around whom."""
    seed = below(rng, len(state.pattern))
    placed = routes = 0.0
    for r in range(len(state.length)):
        if state.length[r] > 0:
            placed += state.length[r]
            routes += 1.0
        scratch.hit[r] = False
    if routes == 0.0:
        return seed
    longest = min(LONGEST_STRING, placed / routes)
    strings = int(1.0 + unit(rng) * (4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0))
    one_day = -1
    if state.pattern[seed] >= 0 and unit(rng) < SAME_DAY:
        one_day = any_day(data, state, rng, seed)
    for node in data.near[seed]:
        if strings == 0:
            break
        if scratch.out[node] or state.pattern[node] < 0:
            continue
        day = one_day if one_day >= 0 else any_day(data, state, rng, node)
        r = state.route_of[node, day]
        if r < 0 or scratch.hit[r]:
            continue
        scratch.hit[r] = True
        strings -= 1
        mark_string(state, rng, scratch, r, node, 1 + below(rng, int(min(longest, state.length[r]))))
    return seed


@njit(cache=True, nogil=True)
def mark_string(state, rng, scratch, r, node, size):
    length = state.length[r]
    at = 1
    while state.stops[r, at] != node:
        at += 1
    kept = 0
    if size > 1 and size < length and unit(rng) < 0.5:
        kept = 1
        while size + kept < length and unit(rng) < DEPTH:
            kept += 1
    whole = size + kept
    lowest, highest = max(1, at - whole + 1), min(at, length - whole + 1)
    begin = lowest + below(rng, highest - lowest + 1)
    keep_from = begin + whole
    if kept > 0:
        keep_from = begin + 1 + below(rng, size - 1) if size > 2 else begin + 1
    for k in range(begin, begin + whole):
        if k < keep_from or k >= keep_from + kept:
            scratch.out[state.stops[r, k]] = True


@njit(cache=True, nogil=True)
def any_day(data, state, rng, node):
    """One of the days on which an account is visited."""
    first = data.pattern_day_first[state.pattern[node]]
    return data.pattern_day[first + below(rng, data.pattern_day_first[state.pattern[node] + 1] - first)]


@njit(cache=True, nogil=True)
def pick_circle(data, state, rng, scratch):
    """Mark the nearest around a seed, which is the answer."""
    seed = below(rng, len(state.pattern))
    wanted = 2 + below(rng, min(WIDEST_CIRCLE, max(10, len(state.pattern) // 3)))
    for node in data.near[seed]:
        if wanted == 0:
            break
        if state.pattern[node] >= 0:
            scratch.out[node] = True
            wanted -= 1
    return seed


@njit(cache=True, nogil=True)
def pick_unplaced(data, state, scratch, seed):
    """Mark those without a place who are tried again."""
    count = 0
    for node in range(len(state.pattern)):
        if state.pattern[node] < 0:
            count += 1
            scratch.out[node] = True
    if count <= TRIED_AGAIN:
        return
    for node in range(len(state.pattern)):
        if state.pattern[node] < 0:
            scratch.out[node] = False
    count = 0
    for node in data.near[seed]:
        if count == TRIED_AGAIN:
            break
        if state.pattern[node] < 0:
            scratch.out[node] = True
            count += 1


@njit(cache=True, nogil=True)
def take_out(data, state, scratch):
    """Take out who is marked, and list who is to be placed now; the number of them."""
    count = 0
    for node in range(len(state.pattern)):
        if not scratch.out[node]:
            continue
        p = state.pattern[node]
        if p >= 0:
            for d in range(data.pattern_day_first[p], data.pattern_day_first[p + 1]):
                day = data.pattern_day[d]
                scratch.touched[state.route_of[node, day]] = True
                state.route_of[node, day] = -1
            state.pattern[node] = -1
            state.fixed[0] += data.unplaced_cost[node] - data.pattern_cost[p]
        scratch.pool[count] = node
        count += 1
    for r in range(len(state.length)):
        if scratch.touched[r]:
            close_up(data, state, scratch, r)
    return count


@njit(cache=True, nogil=True)
def close_up(data, state, scratch, r):
    stops, kept = state.stops[r], 0
    for k in range(1, state.length[r] + 1):
        if not scratch.out[stops[k]]:
            kept += 1
            stops[kept] = stops[k]
    state.length[r] = kept
    refresh(data, state, r)
