// Counts universes in DuckDB for `banyan bench segment`: reads the rows of a directory of CSV files, then answers one line of
// JSON for each line of JSON that is a statement.
// What takes longer than SLOW milliseconds is ended.
//   node scripts/bench-duckdb.mjs DIR SLOW
import { DuckDBInstance, version } from '@duckdb/node-api';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const dir = process.argv[2];
const say = (o) => process.stdout.write(JSON.stringify(o) + '\n');
const instance = await DuckDBInstance.create(':memory:');
const db = await instance.connect();
const tables = JSON.parse(readFileSync(`${dir}/tables.json`, 'utf8'));

const began = performance.now();
let rows = 0;
for (const { name, columns } of tables) {
  await db.run(`CREATE TABLE ${name} (org_id BIGINT, ${columns.map((c) => `"${c.name}" ${c.type}`).join(', ')})`);
  await db.run(`INSERT INTO ${name} SELECT 1, * FROM read_csv('${dir}/${name}.csv', header = false, nullstr = '\\N', quote = '"', escape = '"', delim = ',', auto_detect = false, columns = {${columns.map((c) => `'${c.name}': '${c.type}'`).join(', ')}})`);
  const r = await db.runAndReadAll(`SELECT count(*) FROM ${name}`);
  rows += Number(r.getRows()[0][0]);
}
say({ version: version(), load_s: (performance.now() - began) / 1000, rows, rss_mb: Math.round(process.memoryUsage().rss / 1048576) });

for await (const line of createInterface({ input: process.stdin })) {
  const asked = performance.now();
  const late = setTimeout(() => db.interrupt(), Number(process.argv[3]));
  try {
    const r = await db.runAndReadAll(JSON.parse(line));
    say({ n: Number(r.getRows()[0][0]), ms: performance.now() - asked });
  } catch (e) {
    say({ n: -1, ms: performance.now() - asked, late: /interrupt/i.test(String(e)), error: String(e) });
  } finally {
    clearTimeout(late);
  }
}
