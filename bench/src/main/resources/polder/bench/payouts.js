// Builds the tree over the leaves in a file, `account amount` a line, and prints the seconds that
// took and the root. Run with NODE_PATH at an installation of @openzeppelin/merkle-tree.
const { readFileSync } = require('node:fs');
const { StandardMerkleTree } = require('@openzeppelin/merkle-tree');

const [file, chain, contract, token] = process.argv.slice(2);
const values = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' '))
  .map(([account, amount]) => [chain, contract, token, account, amount]);
const began = process.hrtime.bigint();
const tree = StandardMerkleTree.of(values, ['uint256', 'address', 'address', 'address', 'uint256']);
console.log(Number(process.hrtime.bigint() - began) / 1e9, tree.root);
