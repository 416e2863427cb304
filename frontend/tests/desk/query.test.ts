import { describe, expect, test } from 'vitest';
import { apiQuery, daysBefore, isSet, nextOrdering, paramsOf, toggled, withParams, without } from '../../src/desk/query.ts';

const params = (search: string) => paramsOf(new URLSearchParams(search));

describe('the filter in the address', () => {
  test('keeps what it knows and leaves the rest alone', () => {
    expect(params('tier__in=vip,gold&open=7&password=x&owner__in=')).toEqual({ tier__in: 'vip,gold' });
  });

  test('asks for external customers by value unless told otherwise', () => {
    expect(apiQuery(params(''))).toEqual({ ordering: '-annual_value', kind: 'external' });
    expect(apiQuery(params('ordering=name&role__in=post'))).toEqual({ ordering: 'name', role__in: 'post' });
  });

  test('asks nothing that a service agent may not ask', () => {
    expect(apiQuery(params('tier__in=vip&annual_value__gte=5&ordering=-annual_value&search=li'), { service: true })).toEqual({
      ordering: 'name',
      kind: 'external',
      tier__in: 'vip',
      search: 'li',
    });
  });

  test('changes an address without closing the panel', () => {
    const url = new URL('http://localhost/accounts?tier__in=vip&open=7');

    expect(withParams(url, { tier__in: '', search: '永庆' })).toBe('/accounts?open=7&search=%E6%B0%B8%E5%BA%86');
  });

  test('clears every parameter that a filter owns', () => {
    const cleared = { ...params('last_visit_on__lte=2026-01-01&tier__in=vip'), ...without('visit') };

    expect(isSet(cleared, 'visit')).toBe(false);
    expect(isSet(cleared, 'tier')).toBe(true);
  });
});

test('a list toggles its items', () => {
  expect(toggled('vip,gold', 'gold')).toBe('vip');
  expect(toggled(undefined, 'key')).toBe('key');
});

test.each([
  ['-annual_value', 'name', 'name'],
  ['name', 'name', '-name'],
  ['name', 'annual_value', '-annual_value'],
  ['-annual_value', 'annual_value', 'annual_value'],
])('from %s, a click on %s orders by %s', (current, column, next) => {
  expect(nextOrdering(current, column)).toBe(next);
});

test('days before a day cross months and years', () => {
  expect(daysBefore('2026-01-14', 30)).toBe('2025-12-15');
});
