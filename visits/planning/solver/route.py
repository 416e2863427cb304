"""One route: its times, and where an account fits in without making anybody late; lunch is a second layer of times.

The inner functions take numbers and single arrays: handing over `Data` costs more than the work itself.
"""

from numba import njit

from visits.planning.solver.arrays import FAR

#: The part of the mean by which a day may differ for nothing: a lead sees no difference, the road needs it.
TOLERANCE = 0.08
#: What a minute of work beyond that costs at most. For a lack it is less than a minute of travel, so that none is made up.
STEEPEST, STEEPEST_LACK = 3.0, 0.9


@njit(cache=True, nogil=True, forceinline=True)
def first_begin(opens, closes, first, end, time):
    """The earliest begin at or after `time` in the windows from `first` to before `end`."""
    for w in range(first, end):
        if time <= closes[w]:
            return max(time, opens[w])
    return FAR


@njit(cache=True, nogil=True, forceinline=True)
def last_begin(opens, closes, first, end, time):
    """The latest begin at or before `time`."""
    for w in range(end - 1, first - 1, -1):
        if time >= opens[w]:
            return min(time, closes[w])
    return -FAR


@njit(cache=True, nogil=True, forceinline=True)
def after_lunch(opens, latest, length, time):
    """When one who is free at `time` has eaten."""
    if time > latest:
        return FAR
    return max(time, opens) + length


@njit(cache=True, nogil=True, forceinline=True)
def before_lunch(opens, latest, length, time):
    """The latest moment to be free so that one has eaten by `time`."""
    if opens + length > time:
        return -FAR
    return min(time - length, latest)


@njit(cache=True, nogil=True, forceinline=True)
def unevenness(balance, target, work):
    """What a day's work costs that differs from the mean by more than the tolerance: more and more, but never so much that nobody
    would be visited."""
    if balance == 0.0:
        return 0.0
    steepest = STEEPEST
    off = work - target
    if off < 0.0:
        off, steepest = -off, STEEPEST_LACK
    off -= TOLERANCE * target
    if off <= 0.0:
        return 0.0
    mild = min(off, steepest / (2.0 * balance) * target)
    return balance * mild * mild / target + steepest * (off - mild)


@njit(cache=True, nogil=True)
def refresh(data, state, r):
    """Recompute times and sums of a route; False when somebody would be late."""
    stops, length = state.stops[r], state.length[r]
    stops[0], stops[length + 1] = data.start[r], data.end[r]
    travel, service, demand = data.travel, data.service, data.demand
    way = travel[stops[0], stops[1]]
    work = load = 0.0
    for k in range(1, length + 1):
        node = stops[k]
        way += travel[node, stops[k + 1]]
        work += service[node]
        load += demand[node]
    state.way[r], state.work[r], state.load[r] = way, way + work, load
    state.over[r] = unevenness(data.balance[r], data.target[r], way + work if length > 0 else 0.0)
    state.early[r, 0], state.early_after[r, 0] = data.opens[r], FAR
    _last(data, state, r, length)
    _retime(data, state, r, stops, length, 1, length)
    return data.opens[r] <= state.late[r, 0] and load <= data.capacity[r]


@njit(cache=True, nogil=True, forceinline=True)
def _last(data, state, r, length):
    """When one must be back: with lunch behind, or in time to have it at home, or with time for it there."""
    closes = data.closes[r]
    state.late[r, length + 1] = state.late_after[r, length + 1] = closes
    if data.lunch_length[r] > 0.0:
        stays = before_lunch(data.lunch_open[r], data.lunch_latest[r], data.lunch_length[r], closes)
        state.late[r, length + 1] = max(min(closes, data.lunch_latest[r]), stays)


@njit(cache=True, nogil=True, forceinline=True)
def _retime(data, state, r, stops, length, forward, backward):
    _times(
        data.travel, data.service, data.window_first, data.window_open, data.window_close,
        stops, state.legs[r], state.early[r], state.early_after[r], state.late[r], state.late_after[r],
        length, forward, backward, data.lunch_open[r], data.lunch_latest[r], data.lunch_length[r],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _times(
    travel, service, cut, opens, closes, stops, legs, early, after, late, late_after,
    length, forward, backward, lunch, latest, eats,
):  # fmt: skip
    """The earliest begins from position `forward` on, the latest from `backward` down."""
    for k in range(forward, length + 2):
        before, node = stops[k - 1], stops[k]
        legs[k - 1] = travel[before, node]
        step = service[before] + legs[k - 1]
        there = early[k - 1] + step
        there_after = FAR
        if eats > 0.0:
            there_after = min(after[k - 1] + step, after_lunch(lunch, latest, eats, there))
        if k <= length:
            there = first_begin(opens, closes, cut[node], cut[node + 1], there)
            if eats > 0.0:
                there_after = first_begin(opens, closes, cut[node], cut[node + 1], there_after)
        early[k], after[k] = there, there_after
    for k in range(backward, -1, -1):
        node = stops[k]
        step = service[node] + legs[k]
        leave, leave_after = late[k + 1] - step, late_after[k + 1] - step
        if eats > 0.0:
            leave = max(leave, before_lunch(lunch, latest, eats, late_after[k + 1]) - step)
        if k > 0:
            leave = last_begin(opens, closes, cut[node], cut[node + 1], leave)
            if eats > 0.0:
                leave_after = last_begin(opens, closes, cut[node], cut[node + 1], leave_after)
        late[k], late_after[k] = leave, leave_after


@njit(cache=True, nogil=True)
def put_in(data, state, r, k, node):
    """Insert `node` behind position k, which is known to fit; what does not change is not computed anew."""
    stops, length = state.stops[r], state.length[r]
    late, late_after = state.late[r], state.late_after[r]
    for at in range(length + 1, k, -1):
        stops[at + 1], late[at + 1], late_after[at + 1] = stops[at], late[at], late_after[at]
    stops[k + 1] = node
    state.length[r] = length + 1
    i, j = stops[k], stops[k + 2]
    more = data.travel[i, node] + data.travel[node, j] - data.travel[i, j]
    state.way[r] += more
    state.work[r] += more + data.service[node]
    state.load[r] += data.demand[node]
    state.over[r] = unevenness(data.balance[r], data.target[r], state.work[r])
    _retime(data, state, r, stops, length + 1, k + 1, k + 1)


@njit(cache=True, nogil=True)
def copy_route(source, target, r):
    upto = source.length[r] + 2
    target.stops[r, :upto] = source.stops[r, :upto]
    target.legs[r, :upto] = source.legs[r, :upto]
    target.early[r, :upto] = source.early[r, :upto]
    target.early_after[r, :upto] = source.early_after[r, :upto]
    target.late[r, :upto] = source.late[r, :upto]
    target.late_after[r, :upto] = source.late_after[r, :upto]
    target.length[r] = source.length[r]
    target.way[r], target.work[r] = source.way[r], source.work[r]
    target.load[r], target.over[r] = source.load[r], source.over[r]
