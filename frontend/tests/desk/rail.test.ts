import { describe, expect, it, vi } from 'vitest';
import { HEADINGS, placesFor, railFor, SCREENS } from '../../src/desk/screens.ts';
import en from '../../src/i18n/desk.en.json';
import zh from '../../src/i18n/desk.zh.json';

vi.mock('../../src/data/page.ts', () => ({ ask: vi.fn(), watch: vi.fn(), person: { value: null }, syncState: { value: null } }));

const ROLES = ['manager', 'lead', 'service_agent', 'department_lead', 'analyst', 'admin'];

describe('the rail', () => {
  it.each(ROLES)('shows each place of a %s once, under one heading', (role) => {
    const shown = railFor(role).flatMap(({ places }) => places.map(({ pattern }) => pattern));
    expect(shown.toSorted()).toEqual(placesFor(role).map(({ pattern }) => pattern).toSorted());
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('keeps the order of the headings and leaves out empty ones', () => {
    for (const role of ROLES) {
      const headings = railFor(role).map(({ heading }) => heading);
      expect(headings).toEqual(HEADINGS.filter((heading) => headings.includes(heading)));
    }
    expect(railFor('service_agent').map(({ heading }) => heading)).not.toContain('road');
  });

  it('opens with what the rail shows first', () => {
    for (const role of ROLES) expect(railFor(role)[0]?.places[0]).toBe(placesFor(role)[0]);
  });

  it('has words for each heading, and no part that nobody can take in at a glance', () => {
    for (const heading of HEADINGS.slice(1, -1)) {
      expect(zh).toHaveProperty([`desk.rail.${heading}`]);
      expect(en).toHaveProperty([`desk.rail.${heading}`]);
      expect(SCREENS.filter(({ nav }) => nav?.under === heading).length).toBeLessThanOrEqual(7);
    }
  });
});
