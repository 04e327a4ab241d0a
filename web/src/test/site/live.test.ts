import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ApiError } from '../../main/site/api/client';
import { caughtUp, type EpochBrief } from '../../main/site/api/epochs';
import { Stream, waitMillis, type Source } from '../../main/site/api/stream';
import { Live } from '../../main/site/pages/device/live';
import { Resource } from '../../main/site/ui/resource.svelte';
import { WhenSeen } from '../../main/site/ui/seen';

class FakeSource implements Source {
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.readyState = 2;
  }
  say(type: string, data: unknown) {
    this.listeners.get(type)?.({ data: JSON.stringify(data) } as MessageEvent<string>);
  }
  connect() {
    this.readyState = 1;
    this.onopen?.();
  }
  /** As after an answer that is not 200 (`closed`), or after a line that broke. */
  fail(closed: boolean) {
    this.readyState = closed ? 2 : 0;
    this.onerror?.();
  }
}

function listening() {
  const sources: FakeSource[] = [];
  const heard: unknown[] = [];
  const open = () => {
    const source = new FakeSource();
    sources.push(source);
    return source;
  };
  const told = { state: (connected: boolean) => heard.push(connected), missed: () => heard.push('missed') };
  return { sources, heard, stream: new Stream(open, { epoch: (data) => heard.push(data) }, told) };
}

test('a stream that the browser gave up is opened again, after waits that grow', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sources, heard, stream } = listening();
  sources[0]!.connect();
  sources[0]!.fail(true);
  assert.deepEqual(heard, [true, false]);
  mock.timers.tick(waitMillis(0) - 1);
  assert.equal(sources.length, 1);
  mock.timers.tick(1);
  assert.equal(sources.length, 2);
  sources[1]!.fail(true);
  mock.timers.tick(waitMillis(0));
  assert.equal(sources.length, 2);
  mock.timers.tick(waitMillis(1) - waitMillis(0));
  assert.equal(sources.length, 3);
  heard.length = 0;
  sources[2]!.connect();
  sources[2]!.say('epoch', { epoch: 3 });
  assert.deepEqual(heard, [true, 'missed', { epoch: 3 }]);
  stream.close();
  mock.timers.reset();
});

test('where the browser connects again by itself, nothing else is opened', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sources, heard } = listening();
  sources[0]!.connect();
  sources[0]!.fail(false);
  mock.timers.tick(waitMillis(9));
  sources[0]!.connect();
  assert.equal(sources.length, 1);
  assert.deepEqual(heard, [true, false, true, 'missed']);
  mock.timers.reset();
});

test('a stream that is closed opens nothing any more', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sources, stream } = listening();
  sources[0]!.fail(true);
  stream.close();
  mock.timers.tick(waitMillis(9));
  assert.equal(sources.length, 1);
  mock.timers.reset();
});

test('waits grow up to a minute', () => {
  assert.deepEqual([0, 1, 2, 5, 6, 60].map(waitMillis), [1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
});

function sight(hidden: boolean) {
  const listeners = new Set<() => void>();
  return {
    hidden,
    listeners,
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
    turn(now: boolean) {
      this.hidden = now;
      listeners.forEach((listener) => listener());
    },
  };
}

test('what is called for while nobody looks is done once, when somebody looks again', () => {
  const page = sight(true);
  let done = 0;
  const seen = new WhenSeen(() => done++, 0, page);
  seen.call();
  seen.call();
  assert.equal(done, 0);
  page.turn(false);
  assert.equal(done, 1);
  page.turn(true);
  page.turn(false);
  assert.equal(done, 1);
  seen.call();
  assert.equal(done, 2);
});

test('a page that was left does nothing later', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const page = sight(false);
  let done = 0;
  const seen = new WhenSeen(() => done++, 1_500, page);
  seen.call();
  mock.timers.tick(1_000);
  seen.call();
  mock.timers.tick(500);
  assert.equal(done, 1);
  seen.call();
  seen.stop();
  mock.timers.tick(5_000);
  page.turn(false);
  assert.equal(done, 1);
  assert.equal(page.listeners.size, 0);
  mock.timers.reset();
});

test('an answer is of its own question: that of the one before is gone, and one that comes late does not count', async () => {
  const resource = new Resource<string>();
  await resource.load(async () => 'of A', 'A');
  await resource.load(async () => 'of A again', 'A');
  assert.equal(resource.value, 'of A again');
  let late: (value: string) => void = () => {};
  const slow = resource.load(() => new Promise((resolve) => (late = resolve)), 'A');
  assert.equal(resource.value, 'of A again', 'the same question: the page does not blink');
  const quick = resource.load(async () => 'of B', 'B');
  assert.equal(resource.value, undefined, "another question: A's answer does not stand below B's name");
  await quick;
  late('of A, late');
  await slow;
  assert.equal(resource.value, 'of B');
});

test('an error, too, is of its own question, and is said in words', async () => {
  const resource = new Resource<string>();
  await resource.load(() => Promise.reject(new ApiError(404, 'unknown', 'no such device')), 'A');
  assert.equal(resource.error?.status, 404);
  const next = resource.load(async () => 'of B', 'B');
  assert.equal(resource.error, undefined);
  await next;
  const wallet = new Resource<string>();
  await wallet.load(() => Promise.reject(Object.assign(new Error('elsewhere'), { code: 'wrong_chain' })), 'B');
  assert.deepEqual([wallet.error?.reason, wallet.error?.detail], ['wrong_chain', 'elsewhere']);
});

test('a reading is new until the second seal after it came, and never when it is old', () => {
  const reading = (timeMillis: number) => ({ quantity: 'temperature', unit: 'Cel', value: 1, timeMillis });
  const before = new Live().with([reading(1)]).sealed();
  assert.deepEqual(before.readings.map((one) => one.timeMillis), [1], 'it may have come after the end of the sealed epoch');
  const after = before.with([reading(2)]).sealed();
  assert.deepEqual(after.readings.map((one) => one.timeMillis), [2]);
  assert.deepEqual(after.sealed().readings, []);
});

test('epochs that were missed are caught up, and none is missing in between', () => {
  const brief = (epoch: number, attempt = 0) => ({ epoch, attempt }) as EpochBrief;
  const known = [brief(5), brief(4), brief(3)];
  const near = caughtUp(known, [brief(7), brief(6), brief(5, 1)]);
  assert.deepEqual(near.epochs.map(({ epoch, attempt }) => [epoch, attempt]), [[7, 0], [6, 0], [5, 1], [4, 0], [3, 0]]);
  const far = caughtUp(known, [brief(20), brief(19)]);
  assert.deepEqual([far.joins, far.epochs.map(({ epoch }) => epoch)], [false, [20, 19]]);
  assert.equal(caughtUp([], [brief(1)]).joins, false);
});
