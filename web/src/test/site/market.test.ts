import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, Need, Order, Story } from '../../main/site/api/market';
import { bids } from '../../main/site/market/bids';
import { doorOf, portOf, readJob } from '../../main/site/market/job';
import { bytes, cores, endedWell, gpuWords, lasting, needed, paidSoFar, phase, price, speed } from '../../main/site/market/words';
import { fromHex } from '../../main/site/proof/bytes';

const need: Need = {
  cpuMilli: 1500,
  memoryBytes: 64 * 2 ** 20,
  diskBytes: 0,
  gpus: 0,
  units: [],
  attributes: {},
};
const order: Order = {
  order: 'order-00000000000000000000000000000001',
  client: 'did:key:zClient',
  renter: '0x01',
  number: 1,
  proof: 'hash',
  job: '',
  need,
  limitNano: 1e9,
  seconds: 600,
  rounds: 1,
  parts: 1,
  phase: 'bidding',
  purseNano: 3e9,
  pending: false,
  sinceEpoch: 4,
};

test('what an order needs is said in one line, without what it does not need', () => {
  assert.equal(needed(need), '1.5 cores, 64 MiB memory');
  assert.equal(
    needed({ ...need, cpuMilli: 1000, diskBytes: 1.99 * 2 ** 30, gpus: 1, attributes: { region: 'eu' } }),
    '1 core, 64 MiB memory, 1.9 GiB disk, 1 GPU, region eu',
  );
  assert.equal(needed({ ...need, leastSpeed: 500_000_000 }), '1.5 cores, 64 MiB memory, 500 M/s a core');
  assert.equal(speed({ fuelPerSecond: 912_345_678, strangers: 3 }), '912 M/s, timed by 3');
  assert.equal(speed({ reason: 'no_door', meaning: 'it has no door' }), 'not known: it has no door');
  assert.equal(speed({}), 'not known yet');
  assert.equal(cores(250), '0.25 cores');
  assert.equal(bytes(1023), '1023 B');
  assert.equal(gpuWords([]), 'none');
  const gpu = { vendor: 'nvidia', model: 'a100', memory: '80Gi', bus: '' };
  assert.equal(gpuWords([gpu, { ...gpu, model: 't4', memory: '' }, gpu]), '2 × nvidia a100 80Gi, nvidia t4');
});

test('a price is exact, and by the hour for what is paid by the second', () => {
  assert.equal(price('hash', 1), '0.000000001 tokens');
  assert.equal(price('metered', 900_000), '3.24 tokens an hour');
  assert.equal(price('metered', 2 ** 53 - 1), '32 425 917 317.0675676 tokens an hour');
  assert.equal(paidSoFar(86_400, 900_000), 77_760_000_000n);
});

test('a time is said in its two largest units', () => {
  assert.deepEqual([59, 60, 61, 3_600, 5_400, 86_400, 90_061].map(lasting), ['59 s', '1 min', '1 min 1 s', '1 h', '1 h 30 min', '1 d', '1 d 1 h']);
});

test('an order that waits for its seal is new, whatever else it is', () => {
  assert.equal(phase({ ...order, pending: true }).word, 'new');
  assert.equal(phase({ ...order, phase: 'closing' }).word, 'closing');
  assert.equal(endedWell('done'), 'good');
  assert.equal(endedWell('no_bid'), 'bad');
  assert.equal(endedWell(undefined), 'none');
});

const story: Story = { epoch: 9, endMillis: 0, over: false };
const above = (value: string) => ({ check: 'above_limit', result: 'pass', value, limit: '4000000000', unit: 'nano' });
const line = (device: string, reason: string, ...checks: ReturnType<typeof above>[]): Line => ({
  device,
  owner: '0x02',
  reasons: [reason],
  said: [{ message: '00', subject: 'bid', verdict: 'accepted', checks }],
});

test('bids have no price before they are opened', () => {
  const made = bids({
    ...story,
    order: {
      ...order,
      bids: [
        { machine: 'b', owner: '0x02', sealedEpoch: 4 },
        { machine: 'a', owner: '0x03', sealedEpoch: 4, priceNano: 7 },
      ],
    },
  });
  assert.deepEqual(
    made?.map(({ machine, state, priceNano }) => [machine, state, priceNano]),
    [
      ['a', 'open', 7n],
      ['b', 'sealed', undefined],
    ],
  );
});

test('once they are decided the winner comes first, and each other one says why it lost', () => {
  const lines = [
    line('dear', 'outbid', above('3000000000')),
    line('late', 'not_opened'),
    line('best', 'won', above('2000000000')),
    line('near', 'outbid', above('2500000000')),
    { device: 'client', owner: '0x01', reasons: ['leased'], said: [{ message: '00', subject: 'order', verdict: 'accepted', checks: [] }] },
  ];
  const made = bids({ ...story, cleared: { epoch: 8, reason: 'leased', lines } });
  assert.deepEqual(
    made?.map(({ machine, state, priceNano, reasons }) => [machine, state, priceNano, reasons[0]]),
    [
      ['best', 'won', 2_000_000_000n, 'won'],
      ['near', 'lost', 2_500_000_000n, 'outbid'],
      ['dear', 'lost', 3_000_000_000n, 'outbid'],
      ['late', 'lost', undefined, 'not_opened'],
    ],
  );
});

test('an order that nobody won tells of its bids by its last epoch, and one that ran does not', () => {
  const latest = { epoch: 8, reason: 'no_fitting_bid', lines: [line('a', 'bond', above('5'))] };
  assert.equal(bids({ ...story, over: true, latest })?.[0]?.reasons[0], 'bond');
  const lease = { machine: 'a', owner: '0x02', host: '', priceNano: 5, sinceMillis: 0 };
  assert.equal(bids({ ...story, over: true, latest, was: { ...order, lease } }), null);
  assert.equal(bids({ ...story, cleared: { epoch: 8, closed: 'this is published in 5 s' } }), null);
});

// What polder.networks.compute.job.Job writes.
const containers = fromHex(
  '8285818363776562841903e81a04000000808200800180808000826a636f6e7461696e6572738187637765626a6e67696e783a312e32378162736881622d63826141616282861850191f9063746370f580816c73686f702e6578616d706c65861835183563756470f4808080',
);
const program = fromHex(
  '8285818363776562841903e81a0400000080820080018080800086647761736d58204bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a816466617374f61a000f42401a04000000',
);
const render = fromHex(
  '8285818363776562841903e81a04000000808200800180808000896672656e6465725820dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d98601080402100763332e34',
);

test('a job is read as Java writes it', () => {
  assert.deepEqual(readJob(containers), {
    kind: 'containers',
    services: [
      {
        name: 'web',
        image: 'nginx:1.27',
        exposed: [
          { port: 8080, protocol: 'tcp', everyone: true },
          { port: 53, protocol: 'udp', everyone: false },
        ],
      },
    ],
  });
  assert.deepEqual(readJob(program), {
    kind: 'wasm',
    module: '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
    arguments: ['fast'],
    input: null,
    fuel: 1_000_000n,
  });
  const picture = readJob(render);
  assert.ok(picture.kind === 'render' && picture.columns === 4n && picture.lastFrame === 8n && picture.version === '3.4');
  assert.throws(() => readJob(program.slice(0, -1)));
  assert.throws(() => readJob(fromHex('80')), /no job/);
  assert.throws(() => readJob(fromHex('828081656f74686572')), /does not know/);
});

test('an address that a machine names is a link only where it leads to the web', () => {
  const name = order.order;
  assert.equal(doorOf('http://203.0.113.5:7790/', name), `http://203.0.113.5:7790/v1/leases/${name}`);
  assert.equal(portOf('https://m.example/door', name, 'web', 80), `https://m.example/door/v1/leases/${name}/at/web/80`);
  for (const host of ['', '203.0.113.5', 'javascript:alert(1)//', 'data:text/html,x', 'ftp://m.example']) {
    assert.equal(doorOf(host, name), null, host);
  }
});
