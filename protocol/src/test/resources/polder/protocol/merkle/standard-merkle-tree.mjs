// Made standard-merkle-tree.json: npm install @openzeppelin/merkle-tree@1.0.8, then
// node standard-merkle-tree.mjs > standard-merkle-tree.json
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
const types = ['uint256', 'address', 'address', 'address', 'uint256'];
const address = (digit) => '0x' + digit.toString(16).padStart(2, '0').repeat(20);
const amounts = [0n, 1n, 10n ** 18n, 2n ** 64n - 1n, 2n ** 128n, 2n ** 256n - 1n];
const trees = [1, 2, 3, 5, 8, 11].map((size) => {
  const leaves = Array.from({ length: size }, (_, i) =>
    [i === 4 ? 2n ** 200n : 31337n, address(0xc0), address(0xf0 + (i % 2)), address(i + 1), amounts[i % 6]].map(String));
  const tree = StandardMerkleTree.of(leaves, types);
  return { root: tree.root, leaves, hashes: leaves.map((leaf) => tree.leafHash(leaf)), proofs: leaves.map((_, i) => tree.getProof(i)) };
});
console.log(JSON.stringify({ generator: '@openzeppelin/merkle-tree 1.0.8', types, trees }, null, 1));
