import { describe, expect, test } from 'vitest';
import { flowOf, heldBy, outline } from '../../src/desk/tiers/geometry.ts';
import { stepsBetween, whoOf, type Cell } from '../../src/desk/tiers/rows.ts';

const POINTS = [
  { accounts_share: 0.1, revenue_share: 0.5 },
  { accounts_share: 0.2, revenue_share: 0.7 },
  { accounts_share: 1, revenue_share: 1 },
];

test.each([
  [0, 0],
  [0.05, 0.25],
  [0.1, 0.5],
  [0.15, 0.6],
  [0.6, 0.85],
  [1, 1],
])('the first %d of the accounts hold %d of the sales', (share, held) => {
  expect(heldBy(POINTS, share)).toBeCloseTo(held);
});

test('nothing is held where nobody stands', () => {
  expect(heldBy([], 0.2)).toBe(0);
});

const cell = (before: Cell['before'], after: Cell['after'], accounts: number): Cell => ({ before, after, accounts, annual_value: {} });
const CELLS = [cell('vip', 'vip', 5), cell('gold', 'key', 3), cell('gold', 'vip', 1), cell('ordinary', 'ordinary', 900), cell(null, 'ordinary', 12)];

describe('the bands between two days', () => {
  test('who stayed is left out unless asked for', () => {
    const moved = flowOf(CELLS, { height: 400, gap: 10, stayed: false });
    const all = flowOf(CELLS, { height: 400, gap: 10, stayed: true });

    expect(moved.left.map(({ tier, accounts }) => [tier, accounts])).toEqual([['gold', 4], [null, 12]]);
    expect(moved.right.map(({ tier }) => tier)).toEqual(['vip', 'key', 'ordinary']);
    expect(all.bands).toHaveLength(5);
  });

  test('the bands fill their stacks, none overlaps, all can be seen', () => {
    for (const stayed of [true, false]) {
      const { left, right, bands } = flowOf(CELLS, { height: 400, gap: 10, stayed });
      for (const [nodes, at] of [[left, 'from'], [right, 'to']] as const) {
        const end = nodes.at(-1);
        expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThanOrEqual(400.01);
        for (const node of nodes) {
          const inside = bands.filter((band) => band[at] >= node.y - 0.01 && band[at] + band.thick <= node.y + node.height + 0.01);
          expect(inside.reduce((sum, band) => sum + band.thick, 0)).toBeCloseTo(node.height);
        }
      }
      expect(Math.min(...bands.map(({ thick }) => thick))).toBeGreaterThanOrEqual(3);
    }
  });

  test('nobody moved: nothing is drawn and nothing is no number', () => {
    expect(flowOf([cell('vip', 'vip', 5)], { height: 400, gap: 10, stayed: false })).toEqual({ left: [], right: [], bands: [] });
  });

  test('an outline is a closed path of numbers', () => {
    const [band] = flowOf(CELLS, { height: 400, gap: 10, stayed: false }).bands;

    expect(band && outline(band, 100, 600)).toMatch(/^M100 [\d.]+C[\d. ]+V[\d.]+C[\d. ]+Z$/);
  });
});

test('steps count from ordinary where nothing was computed', () => {
  expect([stepsBetween('vip', 'key'), stepsBetween('gold', null), stepsBetween('key', 'key')]).toEqual([2, 2, 0]);
});

test('the address says whose accounts, and nothing else goes to the server', () => {
  expect(whoOf(new URLSearchParams('team=1&owner__in=2&stayed=true&colour=red&territory__within='))).toEqual({ team: '1', owner__in: '2' });
});
