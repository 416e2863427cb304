/** Where the marks of the two charts stand. Pure: no texts, no DOM. */
import type { Tier } from '../../data/rows.ts';
import type { Cell, Mark } from './rows.ts';

/** How much of the sales the first share of the accounts holds, straight between two known points. */
export function heldBy(points: Pick<Mark, 'accounts_share' | 'revenue_share'>[], share: number): number {
  let left = { accounts_share: 0, revenue_share: 0 };
  for (const right of points) {
    if (right.accounts_share >= share) {
      const width = right.accounts_share - left.accounts_share;
      const part = width ? (share - left.accounts_share) / width : 1;
      return left.revenue_share + (right.revenue_share - left.revenue_share) * part;
    }
    left = right;
  }
  return left.revenue_share;
}

export type Step = Tier | null;
export const STEPS: Step[] = ['vip', 'gold', 'key', 'ordinary', null];

export interface Node {
  tier: Step;
  accounts: number;
  y: number;
  height: number;
}

export interface Band {
  cell: Cell;
  /** Top of the band on either side, and how thick it is. */
  from: number;
  to: number;
  thick: number;
}

export interface Flow {
  left: Node[];
  right: Node[];
  bands: Band[];
}

/** A band thinner than this cannot be seen or pointed at. */
const THINNEST = 3;

/** Two stacks of tiers and the bands between them, within `height`; who stayed is left out unless asked for. */
export function flowOf(cells: Cell[], { height, gap, stayed }: { height: number; gap: number; stayed: boolean }): Flow {
  const shown = cells.filter((cell) => cell.accounts > 0 && (stayed || cell.before !== cell.after));
  const total = shown.reduce((sum, cell) => sum + cell.accounts, 0);
  const sides = (['before', 'after'] as const).map((side) => STEPS.filter((tier) => shown.some((cell) => cell[side] === tier)));
  const room = height - gap * Math.max(0, ...sides.map((tiers) => tiers.length - 1)) - THINNEST * shown.length;
  const thick = (accounts: number): number => (total ? THINNEST + (accounts / total) * Math.max(room, 0) : 0);
  const stack = (side: 'before' | 'after'): Node[] => {
    let y = 0;
    return STEPS.filter((tier) => shown.some((cell) => cell[side] === tier)).map((tier) => {
      const of = shown.filter((cell) => cell[side] === tier);
      const node = { tier, accounts: of.reduce((sum, cell) => sum + cell.accounts, 0), y, height: of.reduce((sum, cell) => sum + thick(cell.accounts), 0) };
      y += node.height + gap;
      return node;
    });
  };
  const [left, right] = [stack('before'), stack('after')];
  const at = (nodes: Node[]): Map<Step, number> => new Map(nodes.map(({ tier, y }) => [tier, y]));
  const [from, to] = [at(left), at(right)];
  const bands = shown.map((cell) => {
    const band = { cell, from: from.get(cell.before) ?? 0, to: to.get(cell.after) ?? 0, thick: thick(cell.accounts) };
    from.set(cell.before, band.from + band.thick);
    to.set(cell.after, band.to + band.thick);
    return band;
  });
  return { left, right, bands };
}

/** The outline of a band from x to x. */
export function outline({ from, to, thick }: Band, left: number, right: number): string {
  const middle = (left + right) / 2;
  return `M${left} ${from}C${middle} ${from} ${middle} ${to} ${right} ${to}V${to + thick}C${middle} ${to + thick} ${middle} ${from + thick} ${left} ${from + thick}Z`;
}
