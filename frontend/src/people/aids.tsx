import type { JSX } from 'preact';
import { t, type Key } from '../i18n/index.ts';

const LISTS = { face: 3, phone: 5, wording: 6, listening: 4 } as const;

/** The checklists of row 65, folded: face to face or telephone, wording, listening. */
export function Aids({ isPhone }: { isPhone: boolean }): JSX.Element {
  const shown = [isPhone ? 'phone' : 'face', 'wording', 'listening'] as const;
  return (
    <details class="card card--pad">
      <summary>{t('people.aids')}</summary>
      <div class="aids">
        {shown.map((list) => (
          <div key={list}>
            <p class="label">{t(`people.aids.${list}`)}</p>
            <ol>
              {Array.from({ length: LISTS[list] }, (_, i) => (
                <li key={i}>{t(`people.aids.${list}.${i + 1}` as Key)}</li>
              ))}
            </ol>
          </div>
        ))}
      </div>
    </details>
  );
}
