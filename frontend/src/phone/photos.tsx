import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask, persist } from '../data/page.ts';
import type { Photo, PhotoKind } from '../data/photoStore.ts';
import { addTexts, clock, t } from '../i18n/index.ts';
import { FILE_TEXTS } from '../i18n/file.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { toast } from '../ui/toast.tsx';
import { position } from './place.ts';
import './photos.css';

await addTexts(FILE_TEXTS);

interface PhotosProps {
  account: string;
  /** On the visit's sheet the photos wait for the visit. */
  visit?: string;
}

const KINDS: PhotoKind[] = ['photo', 'licence'];

/** Takes photos and shows those that are still on this phone. */
export function Photos({ account, visit }: PhotosProps): JSX.Element {
  const [kind, setKind] = useState<PhotoKind>('photo');
  const { data: photos = [] } = useLive('photosHere', visit ? { visit } : { account }, ['photos']);
  const [isBusy, setBusy] = useState(false);
  const take = async (files: FileList | null): Promise<void> => {
    setBusy(true);
    for (const file of Array.from(files ?? [])) {
      try {
        await ask('takePhoto', { file, account, visit: visit ?? null, kind, place: position.value });
        persist();
      } catch {
        toast(t('file.unreadable'));
      }
    }
    setBusy(false);
  };
  return (
    <div class="photos">
      <Choice look="segments" label={t('file.kind')} value={kind} options={KINDS.map((value) => ({ value, text: t(`file.kind.${value}`) }))} onChoose={setKind} />
      <label class="button photos__take" aria-busy={isBusy}>
        <Icon name="camera" /> {t('file.photo')}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          class="photos__input"
          onChange={(event) => {
            void take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </label>
      <ul class="photos__list">
        {photos.map((photo) => (
          <Waiting key={photo.id} photo={photo} />
        ))}
      </ul>
    </div>
  );
}

function Waiting({ photo }: { photo: Photo }): JSX.Element {
  const url = useMemo(() => URL.createObjectURL(photo.jpeg), [photo.id]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <li class="photo">
      <img src={url} width={photo.width} height={photo.height} alt={t(`file.kind.${photo.kind}`) + ' ' + clock(photo.taken_at)} />
      {photo.kind === 'licence' && <Badge tone="accent">{t('file.kind.licence')}</Badge>}
      {photo.state === 'queued' && <Badge>{t('file.waiting')}</Badge>}
      {photo.state === 'refused' && <Badge tone="red">{t('file.refused')}</Badge>}
      {photo.state !== 'queued' && <IconButton name="close" label={t('file.remove')} onClick={() => void ask('dropPhoto', { id: photo.id })} />}
    </li>
  );
}
