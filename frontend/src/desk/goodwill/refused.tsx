import type { JSX } from 'preact';
import type { Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { refusalText } from './rows.ts';

/** For `FormSheet`: these refusals have words of their own. */
export function wordRefusal(refused: Refused): JSX.Element | undefined {
  const text = refusalText(refused);
  return text === undefined ? undefined : <Banner icon="warning">{text}</Banner>;
}
