import type { JSX } from 'preact';
import { useRows } from '../../people/data.ts';
import { TrustList } from '../../people/trustList.tsx';
import { phoneWrite } from '../../people/write.ts';
import type { PartProps } from './sections.ts';

export function Trust({ card: { account, may_write } }: PartProps): JSX.Element {
  const acts = useRows('trust_events', account.id, false) ?? [];
  return <TrustList account={account} acts={acts} mayWrite={may_write} write={phoneWrite(account.id)} />;
}
