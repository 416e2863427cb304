import { layout, type Layout } from '../../domain/chain/layout.ts';
import type { Chain } from './rows.ts';

export function layoutOf(chain: Chain): Layout {
  const ids = chain.nodes.map((node) => node.id);
  const atEnd = new Set(chain.nodes.filter((node) => !node.account).map((node) => node.id));
  return layout(ids, chain.edges.map(({ key, supplier, customer, goes_back }) => ({ key, from: supplier, to: customer, goesBack: goes_back })), atEnd);
}

/** As the drawing is read: from the top, from the left. */
export function readingOrder(chain: Chain): string[] {
  return [...layoutOf(chain).at].sort(([, a], [, b]) => a.y - b.y || a.x - b.x).map(([id]) => id);
}
