// Fails when the API's types are not those of the schema: `node scripts/schema-check.mjs [schema.json]`.
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const from = process.argv[2] ?? 'src/api/schema.json';
const header = readFileSync('src/api/schema.d.ts', 'utf8');
const fresh = astToString(await openapiTS(new URL(from, `file://${process.cwd()}/`)));
if (!header.includes(fresh.trim())) {
  console.error(`src/api/schema.d.ts is not what ${from} says. Run \`npm run schema\` and commit it.`);
  process.exit(1);
}
