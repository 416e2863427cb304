/** A text says its values: none that it has a hole for is left out by who words it, else the screen shows the hole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const FOLDER = 'src/i18n';
const PARTS = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const TEXTS = new Map(PARTS.filter((name) => name.endsWith('zh.json')).flatMap((name) => Object.entries(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Record<string, string>)));
const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.tsx?$/.test(name)).map((name) => join('src', name));

const holesOf = (key: string): string[] => [...(TEXTS.get(key) ?? TEXTS.get(`${key}_other`) ?? '').matchAll(/\{(\w+)\}/g)].map(([, hole = '']) => hole);

/** The keys that an expression can be; none when they are only known as the program runs. */
function keysIn(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return keysIn(node.expression);
  return ts.isConditionalExpression(node) ? [...keysIn(node.whenTrue), ...keysIn(node.whenFalse)] : [];
}

/** The names that an object literal gives; undefined when it takes some from elsewhere. */
function given(node: ts.Expression | undefined): string[] | undefined {
  if (!node) return [];
  if (!ts.isObjectLiteralExpression(node) || node.properties.some((each) => ts.isSpreadAssignment(each))) return undefined;
  return node.properties.map((each) => (each.name && 'text' in each.name ? String(each.name.text) : ''));
}

/** Calls of `t` that leave a hole open, as `file: key {hole}`. */
function open(path: string): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      const [key, values] = node.arguments;
      const names = given(values);
      for (const each of key && names ? keysIn(key) : []) found.push(...holesOf(each).filter((hole) => !names?.includes(hole)).map((hole) => `${path}: ${each} {${hole}}`));
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX));
  return found;
}

test('whoever words a text gives each of its values', () => {
  expect(SOURCES.flatMap(open)).toEqual([]);
});

test.each(PARTS)('%s: no key is said twice, of which the first would be lost', (name) => {
  const keys = [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/^\s*"([^"]+)":/gm)].map(([, key = '']) => key);

  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});
