// The comparison that everything is about: what the volunteers did against what the server's log says.
import assert from 'node:assert/strict';

const sum = (list) => list.reduce((a, b) => a + b, 0);

/** Every entry of the phones is in the log exactly once and says the same; the log has nothing else. */
export function compare(phones, log) {
  const expected = new Map(phones.flat().map((e) => [e.id, e]));
  assert.equal(expected.size, phones.flat().length, 'ids are unique');
  const ids = log.map((r) => r.entry);
  assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], 'doubled');
  assert.deepEqual([...expected.keys()].filter((id) => !ids.includes(id)), [], 'lost');
  assert.deepEqual(ids.filter((id) => !expected.has(id)), [], 'from nowhere');
  const undone = new Set(phones.flat().filter((e) => e.kind === 'undo').map((e) => e.undoes));
  const added = new Map();
  for (const row of log) {
    const e = expected.get(row.entry);
    if (e.kind === 'person_added') added.set(row.household, row.person);
    const person = e.person === 'added' ? added.get(row.household) : e.person;
    assert.deepEqual(
      { id: row.entry, kind: row.kind, result: row.result, household: row.household, person: row.person, answers: row.answers, note: row.note, undoes: row.undoes, worker: row.worker, effective: row.effective === '1', channel: row.channel },
      { id: e.id, kind: e.kind, result: e.result ?? '', household: e.household, person, answers: e.answers, note: e.text ?? '', undoes: e.undoes ?? '', worker: e.worker, effective: row.kind === 'attempt' ? !undone.has(e.id) : row.effective === '1', channel: 'door' },
    );
    if (e.language) assert.equal(row.language, e.language, 'language of ' + e.id);
    if (e.name) assert.equal(row.person_name, e.name);
  }
}

/** The program's figures, counted from the log alone. */
export function figures(log) {
  const attempts = log.filter((r) => r.kind === 'attempt' && r.effective === '1');
  return [
    new Set(attempts.map((r) => r.household)).size, attempts.length,
    sum(attempts.map((r) => Number(r.contact))), sum(attempts.map((r) => Number(r.conversation))),
  ];
}

/** Attempts, contacts and conversations by the language's code, from rows of the log or of what volunteers did. */
export function languages(log) {
  const out = {};
  for (const r of log.filter((r) => r.kind === 'attempt' && r.effective === '1')) {
    const f = (out[r.language] ??= { attempts: 0, contacts: 0, conversations: 0 });
    f.attempts++;
    f.contacts += Number(r.contact);
    f.conversations += Number(r.conversation);
  }
  return out;
}
