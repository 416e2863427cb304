import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { addTexts, number, percent, t } from '../../i18n/index.ts';
import { PLANNER_TEXTS } from '../../i18n/planner.ts';
import { go, here } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Field } from '../../ui/field.tsx';
import { Screen, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { useManagers } from '../managers.ts';
import { Trouble } from '../trouble.tsx';
import './planner.css';
import { tierText } from './words.ts';

await addTexts(PLANNER_TEXTS);

interface Line {
  accounts: number;
  required_visits: number;
  done_visits: number;
  share: number | null;
  overdue: number;
  longest_overdue_days: number;
  spacing: number | null;
}

interface Report {
  since: string;
  until: string;
  total: Line;
  tiers: (Line & { tier: string })[];
  managers: (Line & { manager: Ref })[];
}

const COLUMNS = ['accounts', 'coverage_required', 'coverage_done', 'coverage_share', 'coverage_overdue', 'coverage_longest', 'coverage_spacing'] as const;

/** How well the rhythm is kept: required against made, overdue by tier, spacing (row 7). The address holds the question. */
export function CoverageScreen(): JSX.Element {
  const params = here.value.searchParams;
  const managers = useManagers();
  const query = Object.fromEntries(['manager', 'since', 'until'].flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])));
  const { data, error, reload } = useLive('get', { path: 'coverage', query }, ['visits', 'accounts']);
  const report = data?.data as unknown as Report | undefined;
  const set = (name: string, value: string): void => {
    const url = new URL(here.value);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
    go(url.pathname + url.search, { replace: true });
  };
  return (
    <Screen title={t('plan.coverage')} sub={t('plan.coverage_sub')} backTo="/plan">
      <div class="planner stack">
        <div class="planner__ask">
          {managers && managers.length > 1 && <Select label={t('plan.manager')} value={query['manager'] ?? ''} empty={t('plan.coverage_all')} options={managers.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(value) => set('manager', value)} />}
          <Field label={t('plan.coverage_since')} type="date" value={query['since'] ?? report?.since ?? ''} onInput={(value) => set('since', value)} />
          <Field label={t('plan.coverage_until')} type="date" value={query['until'] ?? report?.until ?? ''} onInput={(value) => set('until', value)} />
        </div>
        {error && <Trouble error={error} onRetry={reload} />}
        {!report && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
        {report && (
          <>
            <Table title={t('plan.coverage_by_tier')} lines={[...report.tiers.map((line) => ({ ...line, name: tierText(line.tier) })), { ...report.total, name: t('plan.coverage_total') }]} />
            {report.managers.length > 1 && <Table title={t('plan.coverage_by_manager')} lines={report.managers.map((line) => ({ ...line, name: line.manager.name }))} />}
          </>
        )}
      </div>
    </Screen>
  );
}

function Table({ title, lines }: { title: string; lines: (Line & { name: string })[] }): JSX.Element {
  return (
    <Section title={title}>
      <div class="card card--pad planner__scroll">
        <table class="planner__table">
          <thead>
            <tr>
              <th scope="col">{t('plan.coverage_name')}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`plan.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.name}>
                <th scope="row">{line.name}</th>
                <td>{number(line.accounts)}</td>
                <td>{number(line.required_visits, 1)}</td>
                <td>{number(line.done_visits)}</td>
                <td>{line.share === null ? '—' : <Badge tone={line.share >= 0.95 ? 'green' : line.share >= 0.8 ? 'amber' : 'red'}>{percent(line.share, 0)}</Badge>}</td>
                <td>{number(line.overdue)}</td>
                <td>{line.overdue ? t('plan.coverage_days', { count: line.longest_overdue_days }) : '—'}</td>
                <td>{line.spacing === null ? '—' : percent(line.spacing, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
