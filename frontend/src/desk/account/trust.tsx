import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { moment, number, t } from '../../i18n/index.ts';
import { useRows } from '../../people/data.ts';
import { TrustList } from '../../people/trustList.tsx';
import { deskWrite } from '../../people/write.ts';
import { Banner } from '../../ui/layout.tsx';
import type { SectionProps } from './sections.ts';

interface Figure {
  name: string;
  low: string;
  high: string;
  formula: string;
  inputs: Figure[];
  source: { kind: string; meaning?: { zh: string; en: string }; title?: string; quote?: string; reading?: { zh: string; en: string } | null } | null;
}

interface Line {
  state: 'none' | 'whole' | 'mending' | 'broken';
  built: number;
  broke: number;
  owed: number | null;
  last_broke_at: string | null;
  reach: { built: Figure | null; broke: Figure | null };
}

/** The trust line and the acts behind it (row 36): what is owed and whom an act may have reached come from the register. */
export function Trust({ account, mayWrite }: SectionProps): JSX.Element {
  const { data } = useLive('get', { path: `accounts/${account.id}/trust` }, ['trust-events', 'promises']);
  const acts = useRows('trust_events', account.id, true) ?? [];
  const line = data?.data as unknown as Line | undefined;
  return <TrustList account={account} acts={acts} mayWrite={mayWrite} write={deskWrite} line={line && acts.some((act) => !act.withdrawn_at) ? <TheLine line={line} /> : null} />;
}

function TheLine({ line }: { line: Line }): JSX.Element {
  const reach = line.broke ? line.reach.broke : line.reach.built;
  const state = line.state === 'mending' ? t('people.trust_state.mending', { count: line.owed ?? 0 }) : t(`people.trust_state.${line.state}`);
  const said = [state, t('people.trust_counts', { built: line.built, broke: line.broke }), reach && reached(reach), line.last_broke_at && moment(line.last_broke_at)];
  return (
    <>
      <Banner tone={line.state === 'whole' || line.state === 'none' ? 'calm' : 'red'} icon="promise">
        {said.filter(Boolean).join(' · ')}
      </Banner>
      {reach && (
        <details class="card card--pad">
          <summary>{t('people.trust_sources')}</summary>
          <Explained figure={reach} />
        </details>
      )}
    </>
  );
}

function reached({ low, high }: Figure): string {
  return low === high ? t('people.trust_reach_one', { low: number(Number(low)) }) : t('people.trust_reach', { low: number(Number(low)), high: number(Number(high)) });
}

/** A figure and what it was made of, down to the words of the source. */
function Explained({ figure }: { figure: Figure }): JSX.Element {
  const zh = document.documentElement.lang.startsWith('zh');
  const said = (text: { zh: string; en: string } | null | undefined): string => (text ? (zh ? text.zh : text.en) : '');
  const value = figure.low === figure.high ? figure.low : `${figure.low} – ${figure.high}`;
  return (
    <div>
      <p>{[said(figure.source?.meaning), figure.formula ? `${figure.formula} = ${value}` : value].filter(Boolean).join('：')}</p>
      {figure.source && <p class="hint">{[figure.source.title, figure.source.quote && `“${figure.source.quote}”`, said(figure.source.reading)].filter(Boolean).join(' · ')}</p>}
      {figure.inputs.length > 0 && (
        <ul>
          {figure.inputs.map((input) => (
            <li key={input.name}>
              <Explained figure={input} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
