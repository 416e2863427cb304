/**
 * Files on their way to the server, by tus 1.0: begun, sent in pieces, gone on with from wherever the server stands.
 * Only the data worker uses it.
 */
import { address, Problem, sendWithToken, Unreachable } from '../api/client.ts';

/** A piece is small enough to get through a bad network, and large enough for a good one. */
const PIECE = 256 * 1024;
const LIMIT_MS = 60_000;

export type Metadata = Record<string, string | number | null | undefined>;

export interface Sending {
  file: Blob;
  metadata: Metadata;
  /** Where an earlier try had begun; null for a new one. */
  place: string | null;
  onPlace: (place: string) => Promise<void> | void;
  onProgress?: (share: number) => void;
}

/** Sends the rest of a file; answers the id of what it was attached as. Throws `Unreachable` (go on later) or a `Problem`. */
export async function sendFile({ file, metadata, place, onPlace, onProgress }: Sending): Promise<string | null> {
  let at = place ? await offsetOf(place) : null;
  if (!place || at === null) {
    place = await begin(file.size, metadata);
    await onPlace(place);
    at = { offset: 0, attachment: null };
  }
  let { offset, attachment } = at;
  while (offset < file.size) {
    const answer = await request('PATCH', place, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) }, file.slice(offset, offset + PIECE));
    offset = Number(answer.headers.get('Upload-Offset'));
    attachment = answer.headers.get('Attachment-Id');
    onProgress?.(offset / file.size);
  }
  return attachment;
}

async function begin(size: number, metadata: Metadata): Promise<string> {
  const pairs = Object.entries(metadata).filter(([, value]) => value != null && value !== '');
  const answer = await request('POST', address('/uploads/'), { 'Upload-Length': String(size), 'Upload-Metadata': pairs.map(([key, value]) => `${key} ${encoded(String(value))}`).join(',') });
  return new URL(answer.headers.get('Location') ?? '', location.origin).href;
}

/** How far the server has come; null when it no longer knows the upload. */
async function offsetOf(place: string): Promise<{ offset: number; attachment: string | null } | null> {
  try {
    const { headers } = await request('HEAD', place, {});
    return { offset: Number(headers.get('Upload-Offset')), attachment: headers.get('Attachment-Id') };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

async function request(method: string, url: string, headers: Record<string, string>, body?: Blob): Promise<Response> {
  const response = await sendWithToken(async (token) => {
    try {
      return await globalThis.fetch(url, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: { 'Tus-Resumable': '1.0.0', 'X-CSRFToken': token, ...headers },
        ...(body ? { body } : {}),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
    } catch (error) {
      throw new Unreachable(String(error));
    }
  });
  if (response.ok) return response;
  const text = await response.text().catch(() => '');
  throw new Problem(response.status, parsed(text));
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {}; // a HEAD has no body, and a proxy's own page says nothing
  }
}

/** UTF-8 in base64, as `Upload-Metadata` wants it. */
function encoded(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
