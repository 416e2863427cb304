/** Which side a customer stands on: to be kept, or to be won (rows 13, 24). Twin of `tiers/work_list.py`, held to it by `tests/vectors/sides.json`. */
export type Side = 'keep' | 'win';

/** Who buys from us, whether lately or not. */
const KEPT = new Set(['active', 'dormant']);

export function sideOf(status: string): Side {
  return KEPT.has(status) ? 'keep' : 'win';
}
