/**
 * Photos taken on the road: shrunk here, kept in the phone's database beside the visit's draft, and sent one by one after the ops.
 * A photo leaves the phone only when the server has it, or its owner threw it away.
 */
import { Problem } from '../api/client.ts';
import type { Place } from '../domain/geo.ts';
import { localInstant } from './clock.ts';
import type { Notebook } from './notebook.ts';
import type { Photo, PhotoKind } from './photoStore.ts';
import { sha256 } from './sha256.ts';
import { sendFile } from './uploads.ts';
import { uuidv7 } from './uuid.ts';

export type { Photo, PhotoKind } from './photoStore.ts';

const SIDE = 1600;
const MOST_BYTES = 250_000;
const QUALITIES = [0.72, 0.6, 0.48, 0.36, 0.25];

/** At most 1,600 pixels and 250 kB, upright, without what the camera wrote: time and place stand in the record instead. */
export async function shrunk(file: Blob): Promise<{ jpeg: Blob; width: number; height: number }> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  let scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
  for (;;) {
    const [width, height] = [Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale))];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('No canvas.');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(whole, 0, 0, width, height);
    for (const quality of QUALITIES) {
      const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
      if (jpeg.size <= MOST_BYTES) {
        whole.close();
        return { jpeg, width, height };
      }
    }
    scale *= 0.75;
  }
}

export interface Taken {
  file: Blob;
  account: string;
  visit?: string | null;
  kind?: PhotoKind;
  place?: (Place & { accuracy_m?: number | null }) | null;
}

/** Keeps a photo on the phone. On a visit that is still being written it waits for the visit; else it is queued at once. */
export async function takePhoto(book: Notebook, { file, account, visit = null, kind = 'photo', place = null }: Taken): Promise<{ id: string; sha256: string; size: number }> {
  const { jpeg, width, height } = await shrunk(file);
  const photo: Photo = {
    id: uuidv7(),
    account,
    visit,
    kind,
    sha256: await sha256(jpeg),
    jpeg,
    width,
    height,
    taken_at: localInstant(),
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    accuracy_m: place?.accuracy_m ?? null,
    state: visit ? 'draft' : 'queued',
    hold_until: 0,
    place: null,
    problem: null,
  };
  await book.photos.put(photo);
  await told(book);
  if (!visit) book.sync.nudge(0);
  return { id: photo.id, sha256: photo.sha256, size: jpeg.size };
}

/** Those of a visit or an account that are still on the phone, in the order of taking. */
export async function photosHere(book: Notebook, { account, visit }: { account?: string; visit?: string }): Promise<Photo[]> {
  const all = await book.photos.all();
  return all.filter((photo) => (visit ? photo.visit === visit : photo.account === account)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function dropPhoto(book: Notebook, { id }: { id: string }): Promise<void> {
  await book.photos.delete(id);
  await told(book);
}

/** The visit is saved: its photos may go after it. Taken back, they wait again. */
export async function queueOf(book: Notebook, visit: string, holdMs: number): Promise<string[]> {
  const mine = await photosHere(book, { visit });
  for (const photo of mine) await book.photos.put({ ...photo, state: 'queued', hold_until: Date.now() + holdMs });
  await told(book);
  return mine.map((photo) => photo.sha256);
}

export async function holdBack(book: Notebook, visit: string): Promise<void> {
  const mine = await photosHere(book, { visit });
  for (const photo of mine) if (photo.state === 'queued') await book.photos.put({ ...photo, state: 'draft' });
  await told(book);
}

async function told(book: Notebook): Promise<void> {
  await Promise.all([book.changed([], ['photos']), book.sync.count()]);
}

/** Sends what waits, one after the other; what the server refuses for good is kept and shown. */
export async function sendPhotos(book: Notebook): Promise<number> {
  const photos = await book.photos.all();
  if (!photos.length) return 0;
  // A photo goes after its visit, which must be there for it to hang on.
  const waiting = await book.outbox.all();
  const busy = new Set(waiting.map(({ op }) => ('visit' in op.payload ? op.payload.visit : '')));
  let sent = 0;
  for (const photo of photos) {
    if (photo.state !== 'queued' || photo.hold_until > Date.now() || (photo.visit && busy.has(photo.visit))) continue;
    try {
      await sendOne(book, photo);
      await book.photos.delete(photo.id);
      sent++;
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500 || [401, 409, 429].includes(error.status)) throw error;
      await book.photos.put({ ...photo, state: 'refused', problem: error.code });
    }
    await book.changed([], ['photos', 'attachments']);
    await book.sync.count();
  }
  return sent;
}

function sendOne(book: Notebook, photo: Photo): Promise<string | null> {
  const { id, account, visit, kind, taken_at, latitude, longitude, accuracy_m } = photo;
  return sendFile({
    file: photo.jpeg,
    metadata: { id, account, subject: visit, kind, sha256: photo.sha256, filename: `${taken_at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.jpg`, filetype: 'image/jpeg', taken_at, latitude, longitude, accuracy_m },
    place: photo.place,
    onPlace: (place) => book.photos.put({ ...photo, place }),
  });
}
