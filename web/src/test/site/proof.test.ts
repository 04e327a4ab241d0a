import assert from 'node:assert/strict';
import { test } from 'node:test';
import recorded from '../resources/reward-proof.json';
import { fromHex, toHex } from '../../main/site/proof/bytes';
import { decode } from '../../main/site/proof/cbor';
import { isSigned } from '../../main/site/proof/envelope';
import { climb, isRoot, leafHash } from '../../main/site/proof/merkle';
import { check, type Expected, type ProofDocument } from '../../main/site/proof/verify';

// What `polder prove reward` of a real node printed, and what that node said of the epoch.
const proof = recorded as ProofDocument;
const expected: Expected = {
  epoch: '4',
  headerHash: '769cdb43a23877bf1d70e01a998ef6affef6615238c909097c52b5afc9140760',
  device: 'did:key:z6Mkgyn4WVF6BV65AGbXzkQMjTnkerSgpepZKytU7MqKZVEC',
  node: 'did:key:z6MkvsRWtaW5YR8t2vKaeKFHRk4HV7EsBt7bXrbTUpK9Bkw3',
};

/** Bytes of an Ed25519 signature, with which a header ends. */
const SIGNATURE = 64;

function changed(change: (copy: ProofDocument) => void): ProofDocument {
  const copy = structuredClone(proof);
  change(copy);
  return copy;
}

/** The hexadecimal text with one digit of the byte at `at` changed. */
function flipped(hex: string, at: number): string {
  const digit = hex[2 * at + 1] === '0' ? '1' : '0';
  return hex.slice(0, 2 * at + 1) + digit + hex.slice(2 * at + 2);
}

test('a recorded proof of a real node holds, step by step', async () => {
  const checked = await check(proof, expected);
  const [line] = checked.lines;
  assert.ok(line);
  assert.equal(checked.verdict, 'proven');
  assert.equal(checked.header.hash, expected.headerHash);
  assert.equal(checked.isSignatureGood, true);
  assert.equal(line.reward.amountNano, 514_385n);
  assert.equal(line.reward.weightPpm, 669_666n);
  assert.equal(line.reward.owner, '0x8ecf04032c7044991186f3d738668c6064e3df11');
  assert.equal(line.climb.steps.length, 6);
  assert.equal(toHex(line.climb.root), '931ebbd22c217ed3fa9612d585667d8836c9bdc90c86177d5e011ee3495b4f2f');
});

test('an amount that somebody raised is not under the root', async () => {
  // The amount 514,385 = 0x0007d951 stands before true: it is held.
  const raised = changed((copy) => (copy.leaves[0]!.bytes = copy.leaves[0]!.bytes.replace('1a0007d951f5', '1aff07d951f5')));
  assert.notEqual(raised.leaves[0]!.bytes, proof.leaves[0]!.bytes);
  const checked = await check(raised, expected);
  assert.equal(checked.lines[0]?.underRoot, false);
  assert.equal(checked.verdict, 'refuted');
});

test('a changed, missing, additional or misplaced hash of the path fails', async () => {
  const wrong = [
    changed((copy) => (copy.leaves[0]!.path[2] = flipped(copy.leaves[0]!.path[2]!, 0))),
    changed((copy) => copy.leaves[0]!.path.pop()),
    changed((copy) => copy.leaves[0]!.path.push('00'.repeat(32))),
    changed((copy) => (copy.leaves[0]!.index = 1)),
    changed((copy) => (copy.leaves[0]!.size = 61)),
  ];
  for (const document of wrong) assert.equal((await check(document, expected)).verdict, 'refuted');
});

test('each byte of the header is bound by hash or signature', async () => {
  const size = proof.header.length / 2;
  for (let at = 0; at < size; at++) {
    const document = changed((copy) => (copy.header = flipped(copy.header, at)));
    const said = await check(document, expected).then(
      ({ verdict }) => verdict,
      () => 'unreadable',
    );
    // What breaks the form is not read at all; a signature has no form that could break.
    const allowed = at < size - SIGNATURE ? ['refuted', 'unreadable'] : ['refuted'];
    assert.ok(allowed.includes(said), `byte ${at}: ${said}`);
  }
});

test('a true proof of something else is not what was asked', async () => {
  for (const other of [
    { ...expected, epoch: '5' },
    { ...expected, headerHash: 'ab'.repeat(32) },
    { ...expected, device: 'did:key:z6Mkfbgw9RDrQCDGRm8rvJ3g9bcTVfmfNpRegrjHDFG6Vnbv' },
    { ...expected, node: 'did:key:z6Mkfbgw9RDrQCDGRm8rvJ3g9bcTVfmfNpRegrjHDFG6Vnbv' },
  ]) {
    assert.equal((await check(proof, other)).verdict, 'refuted');
  }
});

test('without a signature that was checked, or a key to check it by, nothing is proven', async () => {
  const cannot = async () => undefined;
  const unchecked = await check(proof, expected, cannot);
  assert.equal(unchecked.isSignatureGood, undefined);
  assert.equal(unchecked.verdict, 'unsigned');
  const unknown = await check(proof, { ...expected, node: null });
  assert.equal(unknown.isSignerExpected, undefined);
  assert.equal(unknown.verdict, 'unsigned');
  // What is wrong stays wrong, checked or not.
  assert.equal((await check(proof, { ...expected, epoch: '5' }, cannot)).verdict, 'refuted');
  assert.equal((await check(proof, expected, async () => false)).verdict, 'refuted');
});

test('a browser that gives a page no Ed25519 has checked nothing', async () => {
  const { envelope } = await check(proof, expected);
  const lacks = () => Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError'));
  assert.equal(await isSigned(envelope, { importKey: lacks, verify: lacks } as never), undefined);
  const badKey = () => Promise.reject(new DOMException('no point', 'DataError'));
  assert.equal(await isSigned(envelope, { importKey: badKey, verify: badKey } as never), false);
});

test('what is no proof is refused with a reason', async () => {
  await assert.rejects(check({ ...proof, kind: 'account' }, expected), /no proof of a reward/);
  await assert.rejects(check({ ...proof, leaves: [] }, expected), /no line/);
  await assert.rejects(check({ ...proof, header: 'zz' }, expected), /hexadecimal/);
  await assert.rejects(check(changed((copy) => (copy.leaves[0]!.path[0] = '00')), expected), /path/);
});

test('trees of every size up to 20 have RFC 6962 roots and only true paths', async () => {
  const leaves = Array.from({ length: 20 }, (_, i) => Uint8Array.of(i, 7));
  for (let size = 1; size <= leaves.length; size++) {
    const hashes = await Promise.all(leaves.slice(0, size).map(leafHash));
    const root = await rootOf(hashes);
    for (let index = 0; index < size; index++) {
      const path = await pathTo(hashes, index);
      assert.ok(isRoot(await climb(leaves[index]!, index, size, path), root), `${index} of ${size}`);
      assert.ok(!isRoot(await climb(leaves[(index + 1) % 20]!, index, size, path), root));
    }
  }
});

test('CBOR that is not canonical is refused', () => {
  for (const hex of ['1817', '190017', '9f01ff', '8201', '0000', '5803aa', 'f7', 'f97e00', '62ff', '9b00ffffffffffffff']) {
    assert.throws(() => decode(fromHex(hex)), hex);
  }
  assert.deepEqual(decode(fromHex('84182a20f5f6')), [42n, -1n, true, null]);
});

// The recursive definition of RFC 6962 section 2.1, apart from what is tested.
async function rootOf(hashes: Uint8Array[]): Promise<Uint8Array> {
  if (hashes.length === 1) return hashes[0]!;
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  const [left, right] = [await rootOf(hashes.slice(0, split)), await rootOf(hashes.slice(split))];
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.of(1, ...left, ...right)));
}

async function pathTo(hashes: Uint8Array[], index: number): Promise<Uint8Array[]> {
  if (hashes.length === 1) return [];
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return index < split
    ? [...(await pathTo(hashes.slice(0, split), index)), await rootOf(hashes.slice(split))]
    : [...(await pathTo(hashes.slice(split), index - split)), await rootOf(hashes.slice(0, split))];
}
