import { beforeEach, describe, expect, test } from 'vitest';
import { found, EVERYBODY, marks } from '../src/data/customers.ts';
import { narrowed } from '../src/data/narrowing.ts';
import { pull } from '../src/data/pull.ts';
import type { AccountRow } from '../src/data/rows.ts';
import { openBook } from './book.ts';
import { account, FakeServer } from './fakeServer.ts';

const ROWS: AccountRow[] = [
  account('1', { name: '永庆粮油', name_key: 'yong qing liang you', search: 'YongQingLiangYou|||', phone: '138-1234-8848', tier: 'vip', latitude: 31.2, longitude: 121.4 }),
  account('2', { name: '庆丰百货', name_key: 'qing feng bai huo', search: 'QingFengBaiHuo|||YongQingLu', phone: '13900000000', address: '永庆路 5 号', tier: 'key', latitude: 31.3, longitude: 121.4 }),
  account('3', { name: '长安商行', name_key: 'chang an shang hang', search: 'ChangAnShangHang|||', owner: { id: 'bob', name: '李强' }, next_visit_on: '2020-01-01' }),
  account('4', { name: '仓库', name_key: 'cang ku', search: 'CangKu|||', kind: 'internal' }),
  account('5', { name: '旧店', name_key: 'jiu dian', search: 'JiuDian|||', status: 'archived' }),
];

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.pages[''] = { token: '1', more: false, removed: [], accounts: ROWS };
  server.start();
});

async function names(filter: Partial<typeof EVERYBODY>): Promise<string[]> {
  const { book } = await openBook();
  await pull(book.db);
  return (await found(book.accounts, { ...EVERYBODY, ...filter }, book.eyes())).map((row) => row.name);
}

describe('search', () => {
  test.each([
    ['永庆', ['永庆粮油', '庆丰百货']],
    ['yongqing', ['永庆粮油', '庆丰百货']],
    ['yq', ['永庆粮油', '庆丰百货']],
    ['YQLY', ['永庆粮油']],
    ['8848', ['永庆粮油']],
    ['1381234', ['永庆粮油']],
    ['138 1234', ['永庆粮油']],
    ['庆 百', ['庆丰百货']],
    ['q', ['庆丰百货']],
    ['an', ['长安商行']],
    ['hangzhou', []],
  ])('%s', async (search, expected) => {
    expect(await names({ search })).toEqual(expected);
  });
});

describe('filters', () => {
  test('show external accounts by name, and internal ones only when asked', async () => {
    expect(await names({})).toEqual(['长安商行', '庆丰百货', '永庆粮油']);
    expect(await names({ kind: 'internal' })).toEqual(['仓库']);
  });

  test('go together', async () => {
    expect(await names({ tiers: ['vip', 'key'], mine: true, search: '庆' })).toEqual(['庆丰百货', '永庆粮油']);
    expect(await names({ due: true })).toEqual(['长安商行']);
    expect(await names({ complaint: true })).toEqual([]);
  });

  test('put the nearest first, and those whose place nobody knows last', async () => {
    expect(await names({ near: { latitude: 31.31, longitude: 121.4 } })).toEqual(['庆丰百货', '永庆粮油', '长安商行']);
  });
});

describe('a saved view and conditions', () => {
  const ASKED: AccountRow[] = [
    account('1', { name: '甲', name_key: 'jia', annual_value: '100.00', tags: ['冷柜'], custom: { area: 12 }, latitude: 31.2, longitude: 121.4, last_contact_on: '2026-02-01' }),
    account('2', { name: '乙', name_key: 'yi', annual_value: '900.00', tags: ['早餐'], custom: { area: 30 }, latitude: 31.9, longitude: 121.4, last_contact_on: '2999-03-09' }),
    account('3', { name: '丙', name_key: 'bing', annual_value: null, last_contact_on: '2999-03-10', status: 'archived' }),
    account('4', { name: '仓库', name_key: 'cang ku', kind: 'internal', last_contact_on: '2026-01-01' }),
  ];
  const field = { id: 'f', key: 'area', type: 'number', label_zh: '面积', label_en: '', kind: 'external', roles: [], choices: [], unit: '', currency: 'CNY', required_tiers: [], required_roles: [], position: 0, archived_at: null, version: 1 } as const;

  async function asked(filter: Partial<typeof EVERYBODY>): Promise<{ names: string[]; problems: string[] }> {
    server.pages[''] = { token: '1', more: false, removed: [], accounts: ASKED, custom_fields: [{ ...field, roles: [], choices: [], required_tiers: [], required_roles: [] }] };
    const { book } = await openBook();
    await pull(book.db);
    const { rows, problems } = await narrowed(book, { ...EVERYBODY, ...filter });
    return { names: rows.map(({ name }) => name), problems };
  }

  test('hold over the phone alone, beside its own chips', async () => {
    expect((await asked({ params: { no_contact_days: '30' } })).names).toEqual(['甲']);
    expect((await asked({ params: { no_contact_days: '30' }, kind: null })).names).toEqual(['仓库', '甲']);
    expect((await asked({ params: { 'custom.area__gte': '20' } })).names).toEqual(['乙']);
    expect((await asked({ params: { tag__in: '冷柜,早餐' }, ordering: '-annual_value' })).names).toEqual(['乙', '甲']);
    expect((await asked({ params: { near: '31.2,121.4', within_km: '10' }, near: { latitude: 31.2, longitude: 121.4 } })).names).toEqual(['甲']);
    expect((await asked({ params: { status: 'archived' } })).names).toEqual(['丙']);
  });

  test('show nobody when they name what is no longer there', async () => {
    expect(await asked({ params: { 'custom.gone': '1', tag: '冷柜' } })).toEqual({ names: [], problems: ['custom.gone'] });
  });
});

describe('the map', () => {
  const many = Array.from({ length: 2500 }, (_, i) => account(String(i), { latitude: 31 + (i % 50) / 100, longitude: 121 + Math.floor(i / 50) / 100 }));

  test('shows each account while they are few, and clusters that count them all when they are many', () => {
    expect(marks(many.slice(0, 2000), null).length).toBe(2000);
    const clustered = marks(many, null);
    expect(clustered.length).toBeLessThan(500);
    expect(clustered.reduce((sum, { count }) => sum + count, 0)).toBe(2500);
  });

  test('shows only what lies in the box', () => {
    expect(marks(many, { south: 31, west: 121, north: 31.005, east: 122 }).every(({ latitude }) => latitude <= 31.005)).toBe(true);
  });
});
