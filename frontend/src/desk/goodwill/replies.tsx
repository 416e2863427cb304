import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { patch, post } from '../forms/writing.ts';
import { OCCASIONS, type Reply } from './rows.ts';

/** Courteous words by occasion, in both languages, for leads and administrators to look after (row 6). */
export function Replies({ mayKeep }: { mayKeep: boolean }): JSX.Element {
  const [open, setOpen] = useState<Reply | 'new' | null>(null);
  const { data, reload } = useLive('list', { resource: 'courteous-replies', query: { limit: 200 } }, ['courteous-replies']);
  const rows = (data?.results ?? []) as unknown as Reply[];
  const archive = (reply: Reply): Promise<void> =>
    post(`courteous-replies/${reply.id}/archive`).then(
      () => toast(t('replies.archived')),
      (error: Error) => toast(error.message),
    );
  return (
    <Section
      title={t('replies.title')}
      action={
        mayKeep && (
          <Button small icon="plus" onClick={() => setOpen('new')}>
            {t('replies.new')}
          </Button>
        )
      }
    >
      <p class="hint">{t('replies.hint')}</p>
      <ul class="rows">
        {OCCASIONS.flatMap((occasion) => rows.filter((reply) => reply.occasion === occasion)).map((reply) => (
          <li class="row" key={reply.id}>
            <div class="row__body">
              <p class="row__title">{t(`replies.occasion.${reply.occasion}`)}</p>
              <p lang="zh-Hans">{reply.text_zh}</p>
              <p lang="en" class="row__sub">
                {reply.text_en}
              </p>
            </div>
            {mayKeep && (
              <span class="row__acts">
                <Button small kind="quiet" aria-label={`${t('replies.change')} ${t(`replies.occasion.${reply.occasion}`)}`} onClick={() => setOpen(reply)}>
                  {t('replies.change')}
                </Button>
                <Button small kind="quiet" aria-label={`${t('replies.archive')} ${t(`replies.occasion.${reply.occasion}`)}`} onClick={() => void archive(reply)}>
                  {t('replies.archive')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {open && <ReplyForm reply={open === 'new' ? null : open} refresh={reload} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function ReplyForm({ reply, refresh, onClose }: { reply: Reply | null; refresh: () => void; onClose: () => void }): JSX.Element {
  const initial = { occasion: reply?.occasion ?? OCCASIONS[0], text_zh: reply?.text_zh ?? '', text_en: reply?.text_en ?? '' };
  return (
    <FormSheet
      title={reply ? t('replies.change') : t('replies.new')}
      draft={`courteous-reply/${reply?.id ?? 'new'}`}
      initial={initial}
      isReady={({ text_zh, text_en }) => Boolean(text_zh.trim() && text_en.trim())}
      save={(values, changed, key) => (reply ? patch(`courteous-replies/${reply.id}`, reply.version, { body: changed, key }) : post('courteous-replies', { body: values, key }))}
      refresh={refresh}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          <Select label={t('replies.occasion')} value={values.occasion} options={OCCASIONS.map((value) => ({ value, text: t(`replies.occasion.${value}`) }))} onChoose={(occasion) => set({ occasion: occasion as Reply['occasion'] })} />
          <Field label={t('replies.text_zh')} rows={3} maxLength={1000} {...text('text_zh')} />
          <Field label={t('replies.text_en')} rows={3} maxLength={1000} {...text('text_en')} />
        </>
      )}
    </FormSheet>
  );
}
