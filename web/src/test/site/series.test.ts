import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '../../main/site/api/things';
import { columns, merged, summary } from '../../main/site/pages/device/series';
import { formsText, notesOf, ONCE } from '../../main/site/pages/join/forms';
import { fromNano } from '../../main/site/ui/nano';
import { unitText } from '../../main/site/ui/units';

function reading(millis: number, value: number, verdict: Reading['verdict']): Reading {
  return { millis, value, verdict, reasons: verdict === 'rejected' ? ['spike'] : [], epoch: verdict === 'new' ? null : 1 };
}

test('what is sealed counts, and a reading that came twice is shown once', () => {
  const sealed = [reading(1000, 1, 'accepted'), reading(2000, 9, 'rejected')];
  const live = [reading(2000, 9, 'new'), reading(3000, 2, 'new'), reading(3000, 2, 'new')];
  assert.deepEqual(merged(sealed, live).map(({ millis, verdict }) => [millis, verdict]), [
    [1000, 'accepted'],
    [2000, 'rejected'],
    [3000, 'new'],
  ]);
});

test('what came in of a time before the archive answer begins is not shown as if it had just come', () => {
  const sealed = [reading(2000, 1, 'accepted')];
  const live = [reading(1000, 5, 'new'), reading(3000, 2, 'new')];
  assert.deepEqual(merged(sealed, live, 2000).map(({ millis }) => millis), [2000, 3000]);
});

test('each verdict has a column of its own, so that what is rejected is on no line', () => {
  const all = [reading(1000, 1, 'accepted'), reading(2000, 9, 'rejected'), reading(3000, 2, 'corroborated'), reading(4000, 3, 'unverified')];
  assert.deepEqual(columns(all), [
    [1, 2, 3, 4],
    [1, null, 2, null],
    [null, null, null, 3],
    [null, 9, null, null],
    [null, null, null, null],
  ]);
});

test('the words of a chart leave out what was rejected', () => {
  const said = summary([reading(1000, 1, 'accepted'), reading(2000, 99, 'rejected'), reading(3000, 2, 'new')]);
  assert.deepEqual([said?.count, said?.rejected, said?.least, said?.most, said?.latest.value], [3, 1, 1, 2, 2]);
  assert.equal(summary([]), null);
});

test('nano amounts are written exactly', () => {
  assert.equal(fromNano(0), '0');
  assert.equal(fromNano(1), '0.000000001');
  assert.equal(fromNano(-40_740), '-0.00004074');
  assert.equal(fromNano(1_500_000_000), '1.5');
  assert.equal(fromNano(9_007_199_254_740_991n * 1000n), '9007199254.740991');
});

test('units are written for people', () => {
  assert.equal(unitText('Cel'), '°C');
  assert.equal(unitText('{devices}'), 'devices');
  assert.equal(unitText('hPa'), 'hPa');
});

test('who enrols a device is told what to do without its secret, and who looks from the node itself how a device reaches it', () => {
  const form = { title: 'Ecowitt', lines: [], notes: ['end the path with a question mark'], try: '' };
  assert.match(ONCE, /shown only now.*enrols the device again/);
  assert.deepEqual(notesOf(form, 'node.example.org'), ['End the path with a question mark.']);
  assert.equal(notesOf(form, '127.0.0.1').length, 2);
  assert.equal(notesOf(form, 'localhost').length, 2);
});

test('forms to keep hold every value, and nothing of what is not enrolled', () => {
  const form = { title: 'Ecowitt', lines: [{ label: 'Path', value: '/data/report/secret' }], notes: [], try: 'curl x' };
  const joined = { status: 'accepted' as const, device: 'did:key:z1', network: 'n', message: '', receipt: '', form };
  const text = formsText([{ name: 'roof', joined }, { name: 'school', joined: null }]);
  assert.match(text, /roof \(did:key:z1\)/);
  assert.match(text, /Path: \/data\/report\/secret/);
  assert.doesNotMatch(text, /school/);
});
