/** From points of satisfaction to a range of unit share, with what it rests on (row 25). The address holds the points. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, number, percent, t, type Key } from '../../i18n/index.ts';
import { SHARE_TEXTS } from '../../i18n/share.ts';
import { go, here, Link } from '../../router.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Explain, sourceOf, type Figure } from '../../ui/explain.tsx';
import { Field } from '../../ui/field.tsx';
import { Banner, Screen, Section } from '../../ui/layout.tsx';
import { Cone } from './coneChart.tsx';
import { pointsOf } from './cone.ts';
import './marketShare.css';

await addTexts(SHARE_TEXTS);

const USUAL = ['-5', '-1', '1', '5', '10'];
const ASSUMPTIONS = ['units', 'trade', 'weaker', 'straight', 'own'] as const;

export function MarketShare(): JSX.Element {
  const [typed, setTyped] = useState(here.value.searchParams.get('points') ?? '1');
  const points = pointsOf(typed);
  const put = (value: string): void => {
    setTyped(value);
    const asked = pointsOf(value);
    if (asked !== null) go(`/market-share?points=${asked}`, { replace: true });
  };
  return (
    <Screen title={t('share.title')} sub={t('share.sub')}>
      <div class="stack share">
        <div class="card card--pad share__ask">
          <Field label={t('share.points')} value={typed} maxLength={7} autocomplete="off" onInput={put} {...(points === null ? { error: t('share.points_wrong') } : { hint: t('share.points_hint') })} />
          <Choice look="segments" label={t('share.pick')} value={typed} options={USUAL.map((value) => ({ value, text: signed(Number(value)) }))} onChoose={put} />
        </div>
        {points !== null && <Outlook points={points} />}
      </div>
    </Screen>
  );
}

function Outlook({ points }: { points: number }): JSX.Element {
  const { data, error } = useLive('get', { path: 'market-share', query: { points: String(points) } }, ['constants']);
  const figures = (data?.data['figures'] ?? []) as Figure[];
  const missing = (data?.data['missing'] ?? []) as string[];
  const change = figures.find(({ name }) => name === 'share_change');
  const explained = figures.find(({ name }) => name === 'share_explained');
  const perPoint = change?.inputs.find(({ name }) => name === 'share_per_point');
  if (error && !data) return <Banner icon="cloud">{t('share.offline')}</Banner>;
  return (
    <>
      {missing.length > 0 && (
        <Banner icon="warning" action={<Link href="/constants?topic=satisfaction" class="button button--small">{t('share.register')}</Link>}>
          {t('share.missing', { names: missing.map((name) => t(`share.missing.${name}` as Key)).join(t('share.and')) })}
        </Banner>
      )}
      {change && perPoint && (
        <Section title={t('share.result')}>
          <div class="card card--pad stack">
            <p>
              {t('share.said', { points: signed(points) })}{' '}
              <strong class="share__range">
                <Explain figure={change}>{t('share.range', { low: signed(Number(change.low)), high: signed(Number(change.high)) })}</Explain>
              </strong>
            </p>
            <p class="hint">{t('share.no_point')}</p>
            <Cone perPoint={{ low: Number(perPoint.low), high: Number(perPoint.high) }} asked={points} />
          </div>
        </Section>
      )}
      {(change || explained) && (
        <Section title={t('share.trust')}>
          <div class="card card--pad stack">
            {explained && (
              <p>
                {t('share.explained')}{' '}
                <strong>
                  <Explain figure={explained} />
                </strong>
                <br />
                <span class="hint">{t('share.rest', { low: percent(1 - Number(explained.high), 0), high: percent(1 - Number(explained.low), 0) })}</span>
              </p>
            )}
            <ul class="share__assumptions">
              {ASSUMPTIONS.map((name) => (
                <li key={name}>{t(`share.assumption.${name}`)}</li>
              ))}
            </ul>
            {[perPoint, explained].map(
              (figure) =>
                figure?.source && (
                  <p class="hint" key={figure.name}>
                    {sourceOf(figure.source)}
                  </p>
                ),
            )}
          </div>
        </Section>
      )}
    </>
  );
}

/** +5, −2.5: a change says its direction. */
export const signed = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '') + number(Math.abs(value), 2);
