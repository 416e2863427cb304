import { expect, test } from 'vitest';
import { matchRank, prepareQuestion, prepareRow, type Searchable } from './searchMatch.ts';
import { readVectors } from './testVectors.ts';

interface Vectors {
  rows: (Searchable & { id: string })[];
  told: { text: string; ranks: Record<string, number> }[];
  drawn: { text: string; found: string[] }[];
}

const vectors = readVectors<Vectors>('search');
// The phone gets no list of phones with its row, only what the search text brings.
const rows = vectors.rows.map(({ id, name, search, address, street, village }) => ({
  id,
  prepared: prepareRow({ name, search, address: address ?? '', street: street ?? '', village: village ?? '' }),
}));

function ranks(text: string): Record<string, number> {
  const question = prepareQuestion(text);
  if (question === null) return {};
  return Object.fromEntries(rows.map(({ id, prepared }) => [id, matchRank(question, prepared)] as const).filter(([, rank]) => rank > 0));
}

test.each(vectors.told)('told: $text', ({ text, ranks: expected }) => {
  expect(ranks(text)).toEqual(expected);
});

test.each(vectors.drawn)('$text finds whom the server finds', ({ text, found }) => {
  expect(Object.keys(ranks(text)).sort()).toEqual(found);
});
