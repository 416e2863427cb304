import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { addTexts, t } from '../../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { back, go, here } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import type { Overview } from '../rows.ts';
import './account.css';
import { Gone, Head, partsOf, useOverview } from './overview.tsx';
import { TABS, type AccountSection, type SectionProps, type Tab } from './sections.ts';

await addTexts(NOTEBOOK_TEXTS);

/** The whole account on a page of its own: head, tabs, and the parts of the tab in two columns. */
export function AccountPage({ id }: { id: string }): JSX.Element {
  const { data: overview, error, reload } = useOverview(id);
  const name = overview?.account.name ?? t('customers.title');
  useEffect(() => {
    document.title = `${name} · ${t('app.name')}`;
  }, [name]);
  return (
    <main class="account-page">
      <Button small kind="quiet" icon="back" onClick={() => back('/accounts')}>
        {t('customers.title')}
      </Button>
      {overview ? <Whole overview={overview} reload={reload} /> : error ? <Gone error={error} isPage onRetry={reload} /> : <div class="skeleton skeleton--tall" aria-hidden="true" />}
    </main>
  );
}

function Whole({ overview, reload }: { overview: Overview; reload: () => void }): JSX.Element {
  const { sections, props } = partsOf(overview, { isShort: false, reload });
  const tabs = TABS.filter((tab) => sections.some((section) => section.tab === tab));
  const asked = here.value.searchParams.get('tab') as Tab;
  const tab = tabs.includes(asked) ? asked : 'now';
  const shown = sections.filter((section) => section.tab === tab);
  return (
    <article class="overview">
      <Head overview={overview} isPage />
      <Tabs tabs={tabs} tab={tab} />
      <div class="columns" role="tabpanel" id="account-tab" aria-labelledby={`tab-${tab}`} key={tab}>
        <Column sections={shown.filter(({ column }) => column === 'main')} props={props} />
        <Column sections={shown.filter(({ column }) => column === 'side')} props={props} isSide />
      </div>
    </article>
  );
}

function Column({ sections, props, isSide = false }: { sections: AccountSection[]; props: SectionProps; isSide?: boolean }): JSX.Element | null {
  if (!sections.length) return null;
  return (
    <div class={isSide ? 'columns__side' : 'columns__main'}>
      {sections.map(({ id, Part }) => (
        <Part key={id} {...props} />
      ))}
    </div>
  );
}

/** The tab stands in the address, so that it can be sent to a colleague; arrow keys move. */
function Tabs({ tabs, tab }: { tabs: Tab[]; tab: Tab }): JSX.Element {
  const show = (chosen: Tab): void => go(chosen === 'now' ? here.value.pathname : `${here.value.pathname}?tab=${chosen}`, { replace: true });
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = step && tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    if (!to) return;
    event.preventDefault();
    show(to);
    document.getElementById(`tab-${to}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t('notebook.tabs')}>
      {tabs.map((each) => (
        <button key={each} id={`tab-${each}`} type="button" role="tab" class="tabs__tab" aria-selected={each === tab} aria-controls="account-tab" tabIndex={each === tab ? 0 : -1} onClick={() => show(each)} onKeyDown={move}>
          {t(`notebook.tab.${each}`)}
        </button>
      ))}
    </div>
  );
}
