// Writes abi and creation bytecode of each contract that is deployed, from forge's output.
const fs = require('node:fs');
const path = require('node:path');
const names = [
  'PolderToken', 'Staking', 'Settlement', 'Disputes', 'Faults', 'Seeds', 'Deposits', 'Inbox', 'ManifestRegistry',
  'Timelock', 'PolderGovernor',
];
const to = process.argv[2];
fs.mkdirSync(to, { recursive: true });
for (const name of names) {
  const built = JSON.parse(fs.readFileSync(path.join('out', `${name}.sol`, `${name}.json`), 'utf8'));
  const bytes = (built.deployedBytecode.object.length - 2) / 2;
  if (bytes > 24_576) throw new Error(`${name} has ${bytes} bytes of code; a chain takes 24,576`);
  const abi = built.abi.map((entry) => JSON.stringify(entry)).join(',\n  ');
  fs.writeFileSync(
    path.join(to, `${name}.json`),
    `{"contract": "${name}",\n "abi": [\n  ${abi}\n ],\n "bytecode": "${built.bytecode.object}"}\n`,
  );
}
