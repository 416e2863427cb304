"""Chance that is the same on every machine: xorshift64*, and logarithms from a table that the last bit cannot disturb."""

import math

import numpy as np
from numba import njit

_A, _B, _C, _MIX, _TO_UNIT = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(0x2545F4914F6CDD1D), np.uint64(11)
_UNIT = 1.0 / (1 << 53)
_STEPS = 1 << 14
#: -ln(u) in the middle of each step, rounded: libraries differ in the last bit.
MINUS_LOG = np.array([round(-math.log((step + 0.5) / _STEPS), 9) for step in range(_STEPS)])


def seeded(seed: int) -> np.ndarray:
    """The generator's state; splitmix64 keeps neighbouring seeds apart."""
    mask = (1 << 64) - 1
    mixed = (seed + 0x9E3779B97F4A7C15) & mask
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return np.array([(mixed ^ (mixed >> 31)) or 1], dtype=np.uint64)


@njit(cache=True, nogil=True, forceinline=True)
def unit(rng):
    """A number in [0, 1)."""
    x = rng[0]
    x ^= x >> _A
    x ^= x << _B
    x ^= x >> _C
    rng[0] = x
    return ((x * _MIX) >> _TO_UNIT) * _UNIT


@njit(cache=True, nogil=True, forceinline=True)
def below(rng, bound):
    """A whole number in [0, bound)."""
    return int(unit(rng) * bound)


@njit(cache=True, nogil=True, forceinline=True)
def minus_log(rng):
    """-ln of a number in (0, 1)."""
    return MINUS_LOG[int(unit(rng) * _STEPS)]
