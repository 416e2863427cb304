import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import type { PhraseRow } from '../data/rows.ts';
import { METHODS } from '../domain/approach.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Screen, Section } from '../ui/layout.tsx';
import { patch, post } from './forms/writing.ts';
import { ShareText } from './promises.tsx';
import '../people/people.css';

await addTexts(PEOPLE_TEXTS);

interface Result {
  personality: string | null;
  method: string;
  share: Parameters<typeof ShareText>[0]['share'];
}

/** What came of approaches by type and method (row 67), and the words to avoid (row 65). */
export function Talks(): JSX.Element {
  return (
    <Screen title={t('people.talks')}>
      <div class="stack">
        <Results />
        <Phrases />
      </div>
    </Screen>
  );
}

function Results(): JSX.Element {
  const { data } = useLive('get', { path: 'approaches/results' }, ['approaches']);
  const results = (data?.data['results'] ?? []) as Result[];
  const types = [...new Set(results.map(({ personality }) => personality))];
  return (
    <Section title={t('people.results')}>
      <p class="hint">{t('people.results_hint')}</p>
      {data && !results.length && <p class="hint">{t('people.results_none')}</p>}
      {results.length > 0 && (
        <div class="card card--pad scroll-x" tabIndex={0} role="group" aria-label={t('people.results')}>
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{t('people.results_type')}</th>
                {METHODS.map((method) => (
                  <th key={method} scope="col">
                    {t(`people.method.${method}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {types.map((type) => (
                <tr key={type ?? ''}>
                  <th scope="row">{type ? t(`personality.${type}` as Key) : t('people.results_unknown')}</th>
                  {METHODS.map((method) => {
                    const found = results.find((each) => each.personality === type && each.method === method);
                    return <td key={method}>{found ? <ShareText share={found.share} /> : t('none')}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Phrases(): JSX.Element {
  const [editing, setEditing] = useState<PhraseRow | 'new' | null>(null);
  const { data } = useLive('list', { resource: 'phrases', query: { limit: 200 } }, ['phrases']);
  const phrases = (data?.results ?? []) as unknown as PhraseRow[];
  const mayWrite = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Section
      title={t('people.phrases')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" onClick={() => setEditing('new')}>
            {t('people.phrase_add')}
          </Button>
        )
      }
    >
      <p class="hint">{t('people.phrases_hint')}</p>
      <ul class="rows">
        {phrases.map((phrase) => (
          <li class="row" key={phrase.id}>
            <span class="row__body">
              <span>{`${phrase.text} → ${phrase.better}`}</span>
              {phrase.reason && <span class="row__sub">{phrase.reason}</span>}
            </span>
            {mayWrite && (
              <>
                <Button small aria-label={`${t('people.edit')} ${phrase.text}`} onClick={() => setEditing(phrase)}>
                  {t('people.edit')}
                </Button>
                <Button small aria-label={`${t('people.phrase_remove')} ${phrase.text}`} onClick={() => void post(`phrases/${phrase.id}/archive`)}>
                  {t('people.phrase_remove')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {editing && <PhraseSheet phrase={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function PhraseSheet({ phrase, onClose }: { phrase: PhraseRow | null; onClose: () => void }): JSX.Element {
  const initial = { text: phrase?.text ?? '', better: phrase?.better ?? '', reason: phrase?.reason ?? '' };
  const save = (values: typeof initial, changed: Partial<typeof initial>, key: string): Promise<unknown> => (phrase ? patch(`phrases/${phrase.id}`, phrase.version, { body: changed, key }) : post('phrases', { body: values, key }));
  return (
    <FormSheet title={phrase ? t('people.edit_title', { name: phrase.text }) : t('people.phrase_add_title')} draft={`phrase/${phrase?.id ?? ''}`} initial={initial} save={save} isReady={({ text, better }) => Boolean(text.trim() && better.trim())} onClose={onClose}>
      {({ text }) => (
        <>
          <Field label={t('people.phrase_text')} required maxLength={100} {...text('text')} />
          <Field label={t('people.phrase_say')} required maxLength={200} {...text('better')} />
          <Field label={t('people.phrase_why')} maxLength={200} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
