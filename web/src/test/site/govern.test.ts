import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decode, type Value } from '../../main/site/proof/cbor';
import { parseTokens } from '../../main/site/pages/govern/amount';
import { between, documents, flat } from '../../main/site/pages/govern/diff';

// The rules of a real node, as it serves them at /v1/rules/HASH.
const rules = decode(new Uint8Array(readFileSync('src/test/resources/rules.cbor')));

function demo(book: Value): Map<Value, Value> {
  return ((book as Value[])[1] as Map<Value, Value>[]).find((one) => one.get('network') === 'demo')!;
}

test("a node's rules are read value by value", () => {
  const values = flat(rules);
  assert.equal(values.get('demo.pay.share'), '0.01');
  assert.equal(values.get('demo.simulated'), 'true');
  assert.equal(values.get('deployment.chain_id'), '31337');
  assert.equal(values.get('air-temperature.parameters.density[0].resolution'), '8');
  assert.deepEqual(documents(rules).map((part) => part.name), ['deployment', 'air-temperature', 'demo']);
  const pay = documents(rules)[2]!.lines.find((line) => line.name === 'share' && line.depth === 1);
  assert.equal(pay?.value, '0.01');
});

test('what differs is named by its path; what is new or gone has no other side', () => {
  const changed = structuredClone(rules);
  (demo(changed).get('pay') as Map<Value, Value>).set('share', '0.02');
  (demo(changed).get('pay') as Map<Value, Value>).delete('probation');
  demo(changed).set('note', 'new');
  assert.deepEqual(between(rules, changed), [
    { path: 'demo.note', before: '', after: 'new' },
    { path: 'demo.pay.probation', before: '60s', after: '' },
    { path: 'demo.pay.share', before: '0.01', after: '0.02' },
  ]);
  assert.deepEqual(between(rules, rules), []);
});

test('amounts are read exactly or not at all', () => {
  assert.equal(parseTokens('12.5'), 12_500_000_000_000_000_000n);
  assert.equal(parseTokens(' 0,000000000000000001 '), 1n);
  for (const text of ['', '0', '-1', '1e3', '1.', '.5', '0x1', '1.0000000000000000001', '1 000']) {
    assert.equal(parseTokens(text), null, text);
  }
});
