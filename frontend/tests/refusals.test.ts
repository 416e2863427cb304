import { expect, test } from 'vitest';
import { Refusal } from '../src/data/protocol.ts';
import { word, worded } from '../src/i18n/refusals.ts';

const refusal = (code: string, message: string): Refusal => new Refusal({ name: 'Problem', message, status: 409, code });

test('a refusal that the server words in English is Chinese for a Chinese reader', () => {
  const error = refusal('goodwill_withdrawn', 'This goodwill was withdrawn.');
  word(error);
  expect(error.message).toBe('这笔补偿已经撤销。');
});

test('what only the server knows stays in it', () => {
  const error = refusal('unreadable_file', 'Unknown columns: xyz.');
  word(error);
  expect(error.message).toBe('这个文件用不了：不认识这些列：xyz。');
});

test('a code without words keeps the server\'s own, and no words are made for none', () => {
  const [unknown, silent] = [refusal('from_tomorrow', 'Something new.'), refusal('invalid', '')];
  word(unknown);
  word(silent);
  expect([unknown.message, silent.message]).toEqual(['Something new.', '']);
});

test('what a field says is Chinese too, with its particulars; a sentence that nobody worded stays', () => {
  const error = new Refusal({ name: 'Problem', message: 'Some fields cannot be written.', status: 400, code: 'invalid', fields: {
    birthday: ['A day from 1900 to today.'], 'custom.area': ['Not between 1 and 500.', 'Something new.'], parent: ['Lies within this account itself.'],
  } });
  word(error);
  expect(error.fields).toEqual({
    birthday: ['应在 1900 年到今天之间。'], 'custom.area': ['应在 1 到 500 之间。', 'Something new.'], parent: ['上级不能是客户自己，也不能是它的下级。'],
  });
});

test('signs that mean something in a pattern are read as they stand', () => {
  expect(worded('“a(b).*” is none of: x, y.')).toBe('“a(b).*”不在可选值之内：x, y。');
});
