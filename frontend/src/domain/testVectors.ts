// Only for tests: the vectors that the Python rules are held to as well.
import { readFileSync } from 'node:fs';

/** The contents of tests/vectors/NAME.json at the top of the repository. */
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(`../tests/vectors/${name}.json`, 'utf8')) as T;
}
