import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '../../main/site/api/things';
import { chartOf } from '../../main/site/pages/device/series';
import { gapsOf, largest, loneOf, missing, silences } from '../../main/site/ui/lines';

test('no line leads across what is missing', () => {
  assert.deepEqual(gapsOf({ values: [1, 2, null, 3, 4] }, []), [[1, 3]]);
  assert.deepEqual(gapsOf({ values: [1, 2, 3, 4] }, [2]), [[1, 2]]);
  // Epochs 5, 6, 9: of 7 and 8 nothing is known.
  assert.deepEqual(missing([5, 6, 9, 10]), [2]);
  assert.deepEqual(missing([5]), []);
});

test('where another mark stands the line goes on, but not across a silence', () => {
  const line = { values: [1, null, 3, null, 5, 6], spans: true };
  assert.deepEqual(gapsOf(line, []), []);
  assert.deepEqual(gapsOf(line, [3]), [[2, 4]]);
});

test('a value that no line leads to is drawn as a point', () => {
  assert.deepEqual(loneOf({ values: [1, null, 3, null, 5, 6] }, []), [0, 2]);
  assert.deepEqual(loneOf({ values: [1, 2, 3] }, [1]), [0]);
  assert.deepEqual(loneOf({ values: [7] }, []), [0]);
  assert.deepEqual(loneOf({ values: [1, 2] }, []), []);
});

test('a silence is much longer than what usually lies between two readings', () => {
  assert.deepEqual(silences([0, 10, 20, 31, 55, 65, 500, 510]), [6]);
  assert.deepEqual(silences([0, 1000]), []);
  assert.deepEqual(silences([]), []);
});

test('networks beyond those that a chart can show are one line of it, and none is left out', () => {
  const line = (label: string, ...values: (number | null)[]) => ({ label, values });
  const four = [line('a', 1), line('b', 2), line('c', 3), line('d', 4)];
  assert.deepEqual(largest(four, 4), four);
  const many = [line('a', 1, null), line('b', 5, null), line('c', 9, 9), line('d', 7, 7), line('e', 0.5, null)];
  assert.deepEqual(largest(many, 4), [line('b', 5, null), line('c', 9, 9), line('d', 7, 7), line('2 others', 1.5, null)]);
});

test('readings are a chart whose marks differ by form, and whose line ends at a silence', () => {
  const reading = (millis: number, verdict: Reading['verdict']): Reading => ({ millis, value: 1, verdict, reasons: [], epoch: 1 });
  const { times, lines } = chartOf([reading(0, 'accepted'), reading(1000, 'rejected'), reading(2000, 'accepted'), reading(90_000, 'accepted')]);
  assert.equal(new Set(lines.map(({ mark }) => mark)).size, 4);
  assert.deepEqual(gapsOf(lines[0]!, silences(times)), [[2, 3]]);
});
