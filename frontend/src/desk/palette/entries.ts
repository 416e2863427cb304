/** What the palette offers: pages and actions by their words, and what the server has found. */
import { ask, person } from '../../data/page.ts';
import { chooseLanguage, language, t, type Key } from '../../i18n/index.ts';
import { go } from '../../router.tsx';
import { chooseTheme, theme } from '../../theme.ts';
import type { IconName } from '../../ui/icon.tsx';
import { placesFor } from '../screens.ts';
import { recent, remember } from './recent.ts';

export interface Piece {
  text: string;
  hit: boolean;
}

export interface FoundRow {
  kind: string;
  id: string;
  account: { id: string; name: string };
  title: Piece[];
  text: Piece[];
  tier: string | null;
  is_mine: boolean;
  at: string | null;
}

export interface FoundGroup {
  kind: string;
  results: FoundRow[];
  has_more: boolean;
}

export interface Entry {
  id: string;
  icon: IconName;
  title: Piece[];
  text: Piece[];
  at?: string | null;
  tier?: string | null;
  isMine?: boolean;
  open: () => void;
}

export interface Group {
  id: string;
  title: Key;
  entries: Entry[];
}

const ICONS: Record<string, IconName> = { account: 'people', contact: 'me', complaint: 'complaint', visit: 'pin', promise: 'promise', note: 'note' };
const plain = (text: string): Piece[] => (text ? [{ text, hit: false }] : []);

/** Pages and actions whose words hold what was typed; before anything is typed also what was opened last. */
export function ownGroups(typed: string): Group[] {
  const word = typed.trim().toLowerCase();
  const fits = ({ title }: Entry): boolean => !word || title.some(({ text }) => text.toLowerCase().includes(word));
  const lately: Group = { id: 'recent', title: 'find.recent', entries: word ? [] : recent().map(lastOpened) };
  return [lately, { id: 'screens', title: 'find.screens' as Key, entries: screens().filter(fits) }, { id: 'actions', title: 'find.actions' as Key, entries: actions().filter(fits) }].filter(
    ({ entries }) => entries.length,
  );
}

function lastOpened({ id, name }: { id: string; name: string }): Entry {
  return { id: `recent-${id}`, icon: 'clock', title: plain(name), text: [], open: () => openAccount(id, name) };
}

function screens(): Entry[] {
  return placesFor(person.value?.session.user.role).flatMap(({ nav, pattern }) => (nav ? [{ id: `screen-${pattern}`, icon: nav.icon, title: plain(t(nav.text)), text: [], open: () => go(pattern) }] : []));
}

function actions(): Entry[] {
  const other = language.value === 'zh' ? 'en' : 'zh';
  const look = theme.value === 'dark' ? 'light' : 'dark';
  return [
    { id: 'language', icon: 'message', title: plain(t(other === 'zh' ? 'find.to_chinese' : 'find.to_english')), text: [], open: () => void chooseLanguage(other) },
    { id: 'theme', icon: 'star', title: plain(t(look === 'dark' ? 'find.to_dark' : 'find.to_light')), text: [], open: () => chooseTheme(look) },
    { id: 'sync', icon: 'sync', title: plain(t('find.sync')), text: [], open: () => void ask('syncNow') },
  ];
}

export function foundGroups(groups: FoundGroup[]): Group[] {
  return groups.map(({ kind, results }) => ({ id: kind, title: `find.kind.${kind}` as Key, entries: results.map(entryOf) }));
}

function entryOf(row: FoundRow): Entry {
  const isOfAccount = row.kind !== 'account';
  const text = row.kind === 'contact' ? [...row.text, ...plain(`${row.text.length ? ' · ' : ''}${row.account.name}`)] : row.text;
  return {
    id: `${row.kind}-${row.id}`,
    icon: ICONS[row.kind] ?? 'search',
    title: row.title,
    text,
    at: row.at,
    tier: isOfAccount ? null : row.tier,
    isMine: row.is_mine,
    open: () => openAccount(row.account.id, row.account.name),
  };
}

function openAccount(id: string, name: string): void {
  remember({ id, name });
  go(`/accounts/${id}`);
}
