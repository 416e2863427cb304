import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addTexts, day, distance, loadLanguage, money, t, type Key } from '../src/i18n/index.ts';

type Texts = Record<string, string>;
const FOLDER = 'src/i18n';
const read = (name: string): Texts => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Texts;

/** Every part's texts: `zh.json` of the phone, `desk.zh.json` and the other lazy parts. */
const PAIRS: [string, Texts, Texts][] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('zh.json'))
  .map((name) => [name, read(name), read(name.replace('zh.json', 'en.json'))]);
const CHINESE_TEXTS = PAIRS.flatMap(([, chinese]) => Object.entries(chinese));
const CHINESE = /\p{Script=Han}/u;

test.each(PAIRS)('%s: both languages have the same keys and the same values to fill in', (_name, chinese, english) => {
  const holes = (text = ''): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();

  expect(Object.keys(english)).toEqual(Object.keys(chinese));
  for (const [key, text] of Object.entries(chinese)) if (!key.endsWith('_one')) expect([key, ...holes(english[key])]).toEqual([key, ...holes(text)]);
});

test.each(PAIRS)('%s: no text is empty, no English text is Chinese, no Chinese text stayed English', (_name, chinese, english) => {
  const stayed = Object.entries(chinese).filter(([key, text]) => !CHINESE.test(text) && text === english[key] && !/^(VIP|[{}\w\s%·–+-]*\{\w+\}[{}\w\s%·–+-]*)$/.test(text));

  expect(Object.values({ ...chinese, ...english }).filter((text) => !text.trim())).toEqual([]);
  expect(Object.entries(english).filter(([, text]) => CHINESE.test(text))).toEqual([]);
  expect(stayed).toEqual([]);
});

test('no key stands in two parts', () => {
  const keys = CHINESE_TEXTS.map(([key]) => key);

  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('every Chinese text uses Chinese punctuation', () => {
  const odd = CHINESE_TEXTS.filter(([, text]) => /\p{Script=Han}[,;:?!]/u.test(text));

  expect(odd).toEqual([]);
});

test('every text is used somewhere', () => {
  const source = files('src').filter((file) => /(?<!\.d)\.tsx?$/.test(file)).map((file) => readFileSync(file, 'utf8')).join('\n');
  const quoted = new Set([...source.matchAll(/['"]([\w.-]+)['"]/g)].map((found) => found[1] ?? ''));
  const stems = [...source.matchAll(/`([a-z_.]+)\$\{/g)].map((found) => found[1] ?? '');
  const unused = CHINESE_TEXTS.map(([key]) => key).filter((key) => {
    const plain = key.replace(/_(one|other)$/, '');
    return !quoted.has(plain) && !quoted.has(key) && !stems.some((stem) => stem && key.startsWith(stem));
  });

  expect(unused).toEqual([]);
});

test('counts take the form of their language', async () => {
  await loadLanguage('en');
  expect([t('due.overdue', { count: 1 }), t('due.overdue', { count: 3 })]).toEqual(['1 day overdue', '3 days overdue']);
  await loadLanguage('zh');
  expect([t('due.overdue', { count: 1 }), t('due.overdue', { count: 3 })]).toEqual(['逾期 1 天', '逾期 3 天']);
});

test('days, money and ways are written as the language does', async () => {
  await loadLanguage('zh');
  expect([day('2024-03-10'), money('101294.40', 'CNY'), distance(347), distance(3200)]).toEqual(['2024年3月10日', '¥101,294', '350米', '3.2公里']);
  await loadLanguage('en');
  expect([day('2024-03-10'), money('12.5', 'GBP'), distance(12)]).toEqual(['10 Mar 2024', '£12.50', '12 m']);
});

test('a text with values fills each, and a value that looks like a hole stays as it is', async () => {
  await loadLanguage('en');
  expect(t('visit.saved', { name: '{name} $& shop' })).toBe('Saved on this phone · {name} $& shop');
});

test('two parts that load at once keep both their texts', async () => {
  await loadLanguage('en');
  const later = (key: string) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { default: { [key]: `the ${key}` } };
  };
  await Promise.all(['first', 'second'].map((key) => addTexts({ zh: later(key), en: later(key) })));

  expect([t('first' as Key), t('second' as Key)]).toEqual(['the first', 'the second']);
});

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}
