import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataSource, WholeTask } from '../../main/site/api/learning';
import { readBriefing } from '../../main/site/learning/briefing';
import { change, combiningWords, curve, loss, modelWords, opinionsWords, phase, progress, saleWords, saysWords, shares, sourceWords, teachers, waits } from '../../main/site/learning/words';

const task: WholeTask = {
  task: 'task-00000000000000000000000000000001',
  client: 'did:key:zClient',
  sponsor: '0x01',
  document: '',
  message: '',
  phase: 'sealing',
  sinceEpoch: 10,
  round: 1,
  rounds: 3,
  participants: 0,
  roundNano: 1e9,
  purseNano: 2e9,
  parameters: 9,
  epoch: 10,
  model: { kind: 'linear', inputs: 8, outputs: 1, parameters: 9 },
  pace: { sealEpochs: 2, openEpochs: 3, patienceEpochs: 4, leastParticipants: 3 },
  combining: { rule: 'mean', share: 0, clips: false },
  history: [],
  present: [],
  earned: [],
};
const by = (device: string, nano: number, sources: DataSource[] = []) => ({ device, owner: '0x02', nano, sources });
const one = (device: string, opened = false) => ({ device, owner: '0x02', opened });

test('while updates are sealed a task waits for its time, then for enough participants, then for the seal', () => {
  assert.equal(waits(task), 'It waits for updates, until the end of epoch 11: 0 updates are sealed, at least 3 needed.');
  assert.equal(
    waits({ ...task, epoch: 12, present: [one('a'), one('b')] }),
    'It waits for 1 more participant: 2 updates are sealed. Without them it ends with epoch 15.',
  );
  assert.match(waits({ ...task, epoch: 12, present: [one('a'), one('b'), one('c')] }), /^It waits for the seal of epoch 12/);
});

test('then it waits for participants to open, and for the client to show its examples', () => {
  assert.match(waits({ ...task, phase: 'opening', present: [one('a', true), one('b')] }), /1 of 2 did\. Who has not by the end of epoch 12 /);
  assert.match(waits({ ...task, phase: 'examining', present: [one('a', true)] }), /by the end of epoch 12, it pays all who opened/);
});

test('of judges it waits for as many as it needs, then for their opinions', () => {
  const opinions = { rule: 'yuma3', judges: 0.2, leastStakeNano: 5e9, leastJudges: 2, permits: 4, judgeEpochs: 2, kappa: 0.49999 } as const;
  const judge = (device: string, says?: 'no_permit' | 'nothing' | 'sealed' | 'revealed') => ({ device, owner: '0x1', stakeNano: 5e9, leaving: false, trust: 0, nano: 0, ...(says ? { says } : {}) });
  const there = [one('a'), one('b'), one('c')];
  const waiting = { ...task, epoch: 99, opinions, present: there };
  assert.match(waits({ ...waiting, judges: [judge('a')] }), /^It waits for 1 more judge: 3 updates are sealed/);
  assert.match(waits({ ...waiting, phase: 'judging', judges: [judge('a', 'sealed'), judge('b', 'nothing'), judge('c', 'no_permit')] }), /seal their opinions: 1 of 2 did\. If fewer than 2,/);
  assert.match(waits({ ...waiting, phase: 'revealing', judges: [judge('a', 'revealed'), judge('b', 'sealed')] }), /reveal what they sealed: 1 of 2 did\./);
  assert.match(opinionsWords(opinions), /^Yuma 3 consensus of at most 4 judges.*at least 5 tokens; 50 % of the stake.*20 % of a round/);
  assert.equal(saysWords(undefined), '–');
});

test('a task that is over is good where all rounds were, and bad where it had to end', () => {
  const over = { ...task, phase: 'over', round: 3 } as const;
  assert.equal(progress(task), '2 of 3');
  assert.equal(progress(over), '3 of 3 done');
  assert.deepEqual(
    ['done', 'closed_by_client', 'too_few_participants'].map((reason) => phase({ ...over, reason }).mark),
    ['good', 'none', 'bad'],
  );
});

test('a model is told by its kind and its sizes', () => {
  assert.equal(modelWords(task.model), 'linear model: 8 inputs, 1 output');
  assert.equal(
    modelWords({ kind: 'mlp', inputs: 8, outputs: 2, parameters: 0, hidden: [16, 4], activation: 'tanh' }),
    'neural network (MLP): 8 inputs, 2 outputs, hidden layers of 16, 4 (tanh)',
  );
  assert.equal(
    modelWords({ kind: 'gru', inputs: 24, outputs: 1, parameters: 0, hidden: 32, steps: 12, features: 2 }),
    'recurrent network (GRU): 12 steps of 2, 32 units, 1 output',
  );
  assert.match(combiningWords({ rule: 'trimmed-mean', share: 0.2, clips: true }), /without the 20 % farthest off at either end; long ones/);
});

test('a loss is said by its first digits, and what changed of it by its sign', () => {
  assert.equal(loss(1_234_567_890), '1.235');
  assert.equal(loss(0), '0');
  assert.equal(loss(12_345_678), '0.01235');
  assert.equal(loss(1_234_567), '1.23·10⁻³');
  assert.equal(loss(1), '1·10⁻⁹');
  assert.equal(loss(undefined), '–');
  assert.equal(change(200, 150), '−25.0 %');
  assert.equal(change(200, 300), '+50.0 %');
  assert.equal(change(undefined, 1), '–');
});

test('the curve has each round at its number, counted from 1', () => {
  const round = { epoch: 5, participants: 3, lossBeforeNano: 2e9, lossAfterNano: 1e9, paidNano: 0 };
  const { rounds, lines } = curve([round, { ...round, lossBeforeNano: 1.5e9 }]);
  assert.deepEqual(rounds, [1, 2]);
  assert.deepEqual(
    lines.map(({ values }) => values),
    [
      [2, 1.5],
      [1, 1],
    ],
  );
});

test('who earned most comes first, with its part of what all earned; where nobody did, nobody has a part', () => {
  const earned = [by('b', 1), by('c', 6), by('a', 1)];
  assert.deepEqual(
    shares(earned).map(({ device, ppm }) => [device, ppm]),
    [
      ['c', 750_000],
      ['a', 125_000],
      ['b', 125_000],
    ],
  );
  assert.deepEqual(
    shares([by('a', 0)]).map(({ ppm }) => ppm),
    [0],
  );
});

test('a device that taught several participants is listed once, with its part of what all earned', () => {
  const source = (network: string, device: string, nano: number, firstEpoch: number, lastEpoch: number) => ({ network, device, nano, firstEpoch, lastEpoch });
  const earned = [
    by('a', 6, [source('air', 'x', 2, 30, 40), source('air', 'y', 4, 30, 40)]),
    by('b', 3, [source('air', 'x', 3, 20, 35), source('rain', 'x', 0, 7, 7)]),
    by('c', 1),
  ];
  assert.deepEqual(teachers(earned), [
    { ...source('air', 'x', 5, 20, 40), ppm: 500_000 },
    { ...source('air', 'y', 4, 30, 40), ppm: 400_000 },
    { ...source('rain', 'x', 0, 7, 7), ppm: 0 },
  ]);
  assert.deepEqual(teachers([by('c', 1)]), []);
});

test('what a prediction costs is divided among those who get a part of it', () => {
  assert.equal(
    saleWords({ priceNano: 1e7, participants: 0.2, devices: 0.5 }),
    'One costs 0.01 tokens: 20 % for who trained the model, 50 % for the owners of the devices whose readings taught it, 30 % for the sponsor.',
  );
  assert.equal(saleWords({ priceNano: 2e9, participants: 0.7, devices: 0 }), 'One costs 2 tokens: 70 % for who trained the model, 30 % for the sponsor.');
  assert.match(saleWords({ priceNano: 1, participants: 0.9, devices: 0.1 }), /taught it\.$/);
});

const text = (value: string) => [0x60 + value.length, ...new TextEncoder().encode(value)];

test('what participants are told is read from its bytes', () => {
  const source = [0x87, ...text('series'), ...text('air'), 0x1a, 0x00, 0x36, 0xee, 0x80, 0x18, 0x18, 0x06, 0x00, 0x01];
  const briefing = readBriefing(
    new Uint8Array([0x87, ...text('polder/briefing/1'), ...text('Berlin'), 0xf4, ...source, 0x82, ...text('adam'), 0x01, 0x01, 0x01]),
  );
  assert.deepEqual(briefing, {
    title: 'Berlin',
    isPublic: false,
    source: { kind: 'series', quantity: 'air', stepMillis: 3_600_000, window: 24, horizon: 6 },
  });
  assert.equal(sourceWords(briefing.source), 'Forecasts air 6 h ahead, from 24 values that lie 1 h apart.');
  assert.equal(sourceWords({ kind: 'classes', columns: 4, classes: ['on', 'off'] }), 'Tells which of 2 classes 4 numbers are of: on, off.');
});

test('bytes of another form are refused with what is wrong', () => {
  assert.throws(() => readBriefing(new Uint8Array([0x81, ...text('polder/job/1')])), /of a form that this page does not know/);
  assert.throws(() => readBriefing(new Uint8Array(text('no'))), /a list is missing/);
});
