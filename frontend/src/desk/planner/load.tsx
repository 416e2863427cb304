import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { number, percent, t } from '../../i18n/index.ts';
import { Banner } from '../../ui/layout.tsx';
import { Link } from '../../router.tsx';
import { Trouble } from '../trouble.tsx';
import type { Load, Notice } from './rows.ts';
import { hoursText, tierText } from './words.ts';

interface Overload {
  overload: Load | null;
  notices: Notice[];
}

/** Hours needed against hours there are, before anything is planned. */
export function LoadBefore({ manager }: { manager: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: 'cycle-plans/overload', query: { manager } }, ['accounts', 'shifts', 'absences', 'tier-policies']);
  if (error) return <Trouble error={error} onRetry={reload} />;
  if (!data) return <div class="skeleton" aria-hidden="true" />;
  const { overload, notices } = data.data as unknown as Overload;
  return (
    <>
      <Banner tone={!overload ? 'red' : overload.is_over ? 'amber' : 'calm'} icon={!overload || overload.is_over ? 'warning' : 'clock'}>
        {overload ? sentence(overload) : t('plan.load_none')}
      </Banner>
      {overload && <Tiers load={overload} />}
      <Notices notices={notices} />
    </>
  );
}

function sentence(load: Load): string {
  const values = { needed: number(load.needed / 60), available: number(load.available / 60), load: percent(load.load, 0), stretch: number(load.stretch, 2) };
  const said = t(load.is_over ? 'plan.load_over' : 'plan.load_fine', values);
  return load.vip_stretch > 1.005 ? `${said} ${t('plan.load_vip', { stretch: number(load.vip_stretch, 2) })}` : said;
}

function Tiers({ load }: { load: Load }): JSX.Element {
  return (
    <details class="planner__more">
      <summary>{t('plan.load_table')}</summary>
      <table>
        <thead>
          <tr>
            {(['tier', 'accounts', 'visits', 'hours', 'stretch'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`plan.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {load.tiers.map((line) => (
            <tr key={line.tier}>
              <th scope="row">{tierText(line.tier)}</th>
              <td>{number(line.accounts)}</td>
              <td>{number(line.visits)}</td>
              <td>{hoursText(line.minutes)}</td>
              <td>{number(line.stretch, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Notices({ notices }: { notices: Notice[] }): JSX.Element | null {
  if (!notices.length) return null;
  return (
    <details class="planner__more">
      <summary>{t('plan.notices', { count: notices.length })}</summary>
      <ul>
        {notices.slice(0, 200).map((notice, i) => (
          <li key={i}>
            {t(`plan.notice.${notice.code}`, { detail: notice.detail })} {notice.account && <Link href={`/accounts/${notice.account}`}>{notice.name || t('plan.open')}</Link>}
          </li>
        ))}
      </ul>
    </details>
  );
}
