import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Earning } from '../../main/site/api/owner';
import { byNetwork, earnedLast, lastDays } from '../../main/site/pages/owner/earnings';
import { nanoTokens, sentence, tokens, weiTokens } from '../../main/site/ui/format';

function row(day: string, network: string, amount: string): Earning {
  return { day, network, amount, amountNano: 0, epochs: 1 };
}

test('earnings add up exactly, by network and day', () => {
  const chart = byNetwork([
    row('2026-11-26', 'demo', '9007199254740993.000000001'),
    row('2026-11-25', 'air', '0.1'),
    row('2026-11-26', 'demo', '0.2'),
  ]);
  assert.equal(chart.total, '9007199254740993.300000001');
  assert.deepEqual(chart.times, [Date.UTC(2026, 10, 25) / 1000, Date.UTC(2026, 10, 26) / 1000]);
  assert.deepEqual(chart.networks.map((one) => one.label), ['air', 'demo']);
  assert.deepEqual(chart.networks[0]?.values, [0.1, 0]);
});

test('months stand at their first day', () => {
  assert.deepEqual(byNetwork([row('2026-02', 'demo', '1')]).times, [Date.UTC(2026, 1, 1) / 1000]);
});

test('the last days end today and are so many', () => {
  assert.deepEqual(lastDays(new Date(Date.UTC(2026, 2, 1, 23)), 2), { from: '2026-02-28', to: '2026-03-01' });
});

test('amounts keep every digit, and are cut, never rounded up', () => {
  assert.equal(nanoTokens(2_143_348n), '0.002143348');
  assert.equal(nanoTokens(12_345_000_000_000n), tokens('12345', 9));
  assert.equal(weiTokens('1496522559000000000', 9), '1.496522559');
  assert.equal(weiTokens('1999999999999999999', 2), '1.99');
  assert.equal(weiTokens('1', 4), '< 0.0001');
  assert.equal(weiTokens(-5n * 10n ** 17n), '-0.5');
});

test('nothing that is known to be nothing is shown as zero', () => {
  assert.equal(earnedLast({ lastWeightPpm: 0 }, undefined), '0');
  assert.equal(earnedLast({}, undefined), '0');
  assert.equal(earnedLast({ lastWeightPpm: 900_000 }, '0.5'), '0.5');
  assert.equal(earnedLast({ lastWeightPpm: 900_000 }, undefined), undefined);
});

test('half a sentence becomes a whole one', () => {
  assert.equal(sentence('look up its name'), 'Look up its name.');
  assert.equal(sentence('Done!'), 'Done!');
});
