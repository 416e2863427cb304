"""Recreate: put everybody back where the pattern as a whole is cheapest, passing over a place now and then."""

from numba import njit

from visits.planning.solver.arrays import FAR
from visits.planning.solver.chance import below, unit
from visits.planning.solver.route import after_lunch, first_begin, put_in, unevenness

BLINK = 0.01


@njit(cache=True, nogil=True)
def put_in_order(data, rng, scratch, count):
    """Sort the pool by one of six rules: at random, the heavy, the far, the frequent, the near, the narrow first."""
    pool, key = scratch.pool, scratch.key
    for i in range(count - 1, 0, -1):
        j = below(rng, i + 1)
        pool[i], pool[j] = pool[j], pool[i]
    rule = unit(rng)
    if rule < 0.33:
        return
    for i in range(count):
        node = pool[i]
        if rule < 0.60:
            key[i] = -data.load_rank[node]
        elif rule < 0.75:
            key[i] = -data.far_rank[node]
        elif rule < 0.85:
            first = data.pattern_first[node]
            key[i] = (
                -float(data.pattern_day_first[first + 1] - data.pattern_day_first[first])
                if first < data.pattern_first[node + 1]
                else 0.0
            )
        elif rule < 0.92:
            key[i] = data.far_rank[node]
        else:
            key[i] = data.tight_rank[node]
    for i in range(1, count):
        node, mine, j = pool[i], key[i], i - 1
        while j >= 0 and key[j] > mine:
            pool[j + 1], key[j + 1] = pool[j], key[j]
            j -= 1
        pool[j + 1], key[j + 1] = node, mine


@njit(cache=True, nogil=True)
def best_places(data, state, rng, scratch, node):
    """The cheapest place on each of an account's days, noted in `scratch`."""
    bound = data.unplaced_cost[node]
    for d in range(data.day_first[node], data.day_first[node + 1]):
        day = data.days[d]
        best, best_route, best_at = bound, -1, -1
        seen_empty = -1
        for r in range(data.route_first[day], data.route_first[day + 1]):
            if not data.may_take[node, r] or state.load[r] + data.demand[node] > data.capacity[r]:
                continue
            empty = state.length[r] == 0
            if empty:
                if seen_empty == data.kind[r]:
                    continue
                seen_empty = data.kind[r]
            at, cost = best_in_route(
                data.travel[node], data.travel_to[node], data.service, data.window_open, data.window_close, rng,
                state.stops[r], state.legs[r], state.early[r], state.early_after[r], state.late[r], state.late_after[r],
                state.length[r], node, data.window_first[node], data.window_first[node + 1], best,
                data.lunch_open[r], data.lunch_latest[r], data.lunch_length[r],
                data.balance[r], data.target[r], 0.0 if empty else state.work[r], state.over[r],
            )  # fmt: skip
            if at >= 0:
                best, best_route, best_at = cost, r, at
        scratch.cost[day] = best if best_route >= 0 else FAR
        scratch.route[day], scratch.at[day] = best_route, best_at


@njit(cache=True, nogil=True, forceinline=True)
def best_in_route(
    away, toward, service, opens, closes, rng, stops, legs, early, after, late, late_after,
    length, node, window, windows, best, lunch, latest, eats, balance, target, worked, over,
):  # fmt: skip
    """The cheapest place in a route that costs less than `best`; -1 for none."""
    found = -1
    last_close = closes[windows - 1] if windows > window else -FAR
    serving = service[node]
    for k in range(length + 1):
        if early[k] > last_close and after[k] > last_close:
            break
        i, j = stops[k], stops[k + 1]
        into, out = toward[i], away[j]
        more = into + out
        if length > 0:
            more -= legs[k]
        if more - over >= best:  # at the most a day loses what its work costs now
            continue
        if balance > 0.0:
            more += unevenness(balance, target, worked + more + serving) - over
            if more >= best:
                continue
        step = service[i] + into
        onward = serving + out
        there = early[k] + step
        begin = first_begin(opens, closes, window, windows, there)
        fits = begin + onward <= late[k + 1]
        if not fits and eats > 0.0:
            fits = after_lunch(lunch, latest, eats, begin + onward) <= late_after[k + 1]
            if not fits:
                there = min(after[k] + step, after_lunch(lunch, latest, eats, there))
                fits = first_begin(opens, closes, window, windows, there) + onward <= late_after[k + 1]
        if not fits or unit(rng) < BLINK:
            continue
        best, found = more, k
    return found, best


@njit(cache=True, nogil=True)
def put_back(data, state, rng, scratch, count):
    """Give each of the pool the cheapest pattern; who costs more than staying away stays away."""
    put_in_order(data, rng, scratch, count)
    for i in range(count):
        node = scratch.pool[i]
        best_places(data, state, rng, scratch, node)
        best, chosen = data.unplaced_cost[node], -1
        for p in range(data.pattern_first[node], data.pattern_first[node + 1]):
            cost = data.pattern_cost[p]
            for d in range(data.pattern_day_first[p], data.pattern_day_first[p + 1]):
                cost += scratch.cost[data.pattern_day[d]]
            if cost < best:
                best, chosen = cost, p
        if chosen < 0:
            continue
        state.pattern[node] = chosen
        state.fixed[0] += data.pattern_cost[chosen] - data.unplaced_cost[node]
        for d in range(data.pattern_day_first[chosen], data.pattern_day_first[chosen + 1]):
            day = data.pattern_day[d]
            r = scratch.route[day]
            put_in(data, state, r, scratch.at[day], node)
            state.route_of[node, day] = r
            scratch.touched[r] = True
