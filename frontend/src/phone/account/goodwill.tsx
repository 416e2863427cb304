import type { JSX } from 'preact';
import { GoodwillSection } from '../../desk/account/goodwill.tsx';
import type { PartProps } from './sections.ts';

/** Money given on the spot (row 4). The server judges the limit, which others may have used up meanwhile: it needs a network. */
export function Goodwill({ card: { account, may_write } }: PartProps): JSX.Element | null {
  return account.kind === 'external' ? <GoodwillSection account={account} mayWrite={may_write} /> : null;
}
