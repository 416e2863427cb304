import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { person, signIn } from '../data/page.ts';
import { Refusal } from '../data/protocol.ts';
import { addTexts, language, chooseLanguage, t, type Key } from '../i18n/index.ts';
import { go } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Banner, Screen } from '../ui/layout.tsx';

await addTexts({ zh: () => import('../i18n/signIn.zh.json'), en: () => import('../i18n/signIn.en.json') });

/** Sign-in. Who signed in here last can go on without a network, until that person signs out. */
export function SignIn(): JSX.Element {
  const held = person.value;
  const [username, setUsername] = useState(held?.session.user.username ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Key | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setWrong(null);
    try {
      await signIn(username.trim(), password);
      go('/', { replace: true });
    } catch (error) {
      setWrong(reason(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={t('sign_in.title')} sub={t('sign_in.lead')}>
      <form class="sign-in" onSubmit={(event) => void submit(event)}>
        <img src="/icon.svg" alt="" width="72" height="72" />
        {held?.expired && (
          <Banner tone="calm" icon="info">
            {t('sign_in.again')}
          </Banner>
        )}
        <Field label={t('sign_in.username')} value={username} onInput={setUsername} autocomplete="username" autocapitalize="none" spellcheck={false} required />
        <Field label={t('sign_in.password')} type="password" value={password} onInput={setPassword} autocomplete="current-password" required />
        {wrong && (
          <p class="error" role="alert">
            {t(wrong)}
          </p>
        )}
        <Button kind="primary" type="submit" wide disabled={busy || !username || !password}>
          {t(busy ? 'sign_in.busy' : 'sign_in.submit')}
        </Button>
        {held && (
          <Button kind="quiet" wide onClick={() => go('/', { replace: true })}>
            {t('sign_in.go_on', { name: held.session.user.name })}
          </Button>
        )}
        {held && username !== held.session.user.username && <p class="hint">{t('sign_in.other', { name: held.session.user.name })}</p>}
        <Choice
          look="segments"
          label={t('sign_in.language')}
          value={language.value}
          options={[
            { value: 'zh', text: '中文' },
            { value: 'en', text: 'English' },
          ]}
          onChoose={(chosen) => void chooseLanguage(chosen)}
        />
      </form>
    </Screen>
  );
}

function reason(error: unknown): Key {
  if (!(error instanceof Refusal)) return 'error.title';
  if (error.name === 'Unreachable') return 'sign_in.offline';
  if (error.status === 429) return 'sign_in.too_many';
  return error.status && error.status < 500 ? 'sign_in.wrong' : 'sign_in.busy_server';
}
