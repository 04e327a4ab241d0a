import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapCell } from '../../main/site/api/network';
import { cellFeatures, deviceFeatures, ring } from '../../main/site/map/features';
import { deviceClass, measure } from '../../main/site/map/measures';

const cell: MapCell = { cell: '8819690943fffff', devices: 3, working: 2, weightPpm: 900_000, targetDevices: 3, needPpm: 250_000 };

test('a cell is coloured by what the API says of it, and not where it says nothing', () => {
  assert.equal(measure('coverage').classOf(cell), 2);
  assert.equal(measure('coverage').classOf({ ...cell, working: 0 }), 0);
  assert.equal(measure('coverage').classOf({ ...cell, working: 4 }), 3);
  assert.equal(measure('coverage').classOf({ ...cell, working: 99 }), 4);
  assert.equal(measure('need').classOf(cell), 1);
  assert.equal(measure('need').classOf({ ...cell, needPpm: 1_000_000 }), 4);
  assert.equal(measure('need').classOf({ ...cell, needPpm: null }), -1);
  assert.equal(measure('quality').classOf(cell), 4);
  assert.equal(measure('quality').classOf({ ...cell, devices: 0 }), -1);
});

test('every class has its words in the legend', () => {
  for (const name of ['coverage', 'need', 'quality'] as const) assert.equal(measure(name).labels.length, 5);
});

test('a hexagon is a closed ring, in one piece over the date line', () => {
  const corners = ring(cell.cell);
  assert.equal(corners.length, 7);
  assert.deepEqual(corners[0], corners.at(-1));
  const fiji = ring('889b9a2a01fffff');
  const longitudes = fiji.map(([longitude]) => longitude);
  assert.ok(Math.max(...longitudes) - Math.min(...longitudes) < 1);
});

test('cells that are none are left out, and do not break the map', () => {
  assert.equal(cellFeatures([cell, { ...cell, cell: 'nonsense' }]).features.length, 1);
});

test('devices keep their number, by which the one clicked on is found', () => {
  const { features } = deviceFeatures([
    ['did:key:z1', 52, 5, -1, -1],
    ['did:key:z2', 53, 6, 950_000, 7],
  ]);
  assert.deepEqual(features[1]!.geometry.coordinates, [6, 53]);
  assert.deepEqual(features.map(({ properties }) => properties), [
    { index: 0, class: 'new' },
    { index: 1, class: 'full' },
  ]);
  assert.equal(deviceClass(0), 'none');
  assert.equal(deviceClass(300_000), 'part');
});
