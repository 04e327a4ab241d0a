import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellToLatLng } from 'h3-js';
import type { MapCell } from '../../main/site/api/network';
import { Cells, coarsened, hexagons } from '../../main/site/map/cells';
import { Devices } from '../../main/site/map/devices';
import { deviceClass, measure } from '../../main/site/map/measures';
import { unrolled } from '../../main/site/map/unrolled';
import { HALF_WORLD, tileAt } from '../../main/site/map/tiles';

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

test('a hexagon over the date line is drawn whole at both ends of the plane', () => {
  assert.equal(hexagons(cell).length, 1);
  assert.equal(hexagons(cell)[0]!.corners.length, 12);
  const fiji = hexagons({ ...cell, cell: '889b436347fffff' });
  assert.equal(fiji.length, 2);
  for (const { west, east } of fiji) assert.ok(east - west < 2000);
  assert.ok(Math.abs(fiji[0]!.east - HALF_WORLD) < 2000);
  assert.ok(Math.abs(fiji[1]!.west + HALF_WORLD) < 2000);
});

test('cells that are none are left out, and do not break the map', () => {
  assert.equal(new Cells([cell, { ...cell, cell: 'nonsense' }]).at(8).length, 1);
  assert.equal(new Cells([]).at(0).length, 0);
});

test('cells too small to be told apart are drawn together', () => {
  const cells = new Cells([cell]);
  assert.equal(cells.resolution(tileAt(12, 0, 0)), 8);
  assert.ok(cells.resolution(tileAt(6, 0, 0)) < 8);
  assert.ok(cells.resolution(tileAt(0, 0, 0)) >= 0);
});

test('a place is in a cell of the network or in none', () => {
  const [latitude, longitude] = cellToLatLng(cell.cell) as [number, number];
  assert.equal(new Cells([cell]).nameAt({ latitude, longitude }), cell.cell);
  assert.equal(new Cells([cell]).nameAt({ latitude: latitude + 1, longitude }), undefined);
  assert.equal(new Cells([]).nameAt({ latitude, longitude }), undefined);
});

test('cells drawn together have the average of what is known of them', () => {
  // Two children of one cell of resolution 7.
  const [one, other] = ['8819690943fffff', '8819690941fffff'];
  const parts: MapCell[] = [
    { cell: one!, devices: 1, working: 1, weightPpm: 1_000_000, targetDevices: 3, needPpm: 600_000 },
    { cell: other!, devices: 3, working: 2, weightPpm: 200_000, targetDevices: 3, needPpm: null },
  ];
  const [parent, ...more] = coarsened(parts, 7);
  assert.equal(more.length, 0);
  assert.equal(parent!.working, 2);
  assert.equal(parent!.needPpm, 600_000);
  assert.equal(parent!.weightPpm, 400_000);
  const unjudged = coarsened(parts.map((part) => ({ ...part, weightPpm: -1 })), 7);
  assert.equal(measure('quality').classOf(unjudged[0]!), -1);
  assert.deepEqual(coarsened(parts, 8), parts);
});

test('the device nearest to a place is found, also over the date line', () => {
  const devices = new Devices([
    ['did:key:z1', 0, 179.999, -1, -1],
    ['did:key:z2', 0, 5, 950_000, 7],
  ]);
  assert.equal(devices.nearest((5 / 180) * HALF_WORLD + 30, 0, 100), 1);
  assert.equal(devices.nearest((5 / 180) * HALF_WORLD + 300, 0, 100), undefined);
  assert.equal(devices.nearest(-HALF_WORLD, 0, 500), 0);
  assert.equal(deviceClass(0), 'none');
  assert.equal(deviceClass(300_000), 'part');
});

test('a coast over the date line goes on beyond it, and one around a pole ends at the edge of the plane', () => {
  const island = { type: 'Polygon' as const, coordinates: [[[179, 1], [-179, 1], [-179, 2], [179, 2], [179, 1]]] };
  assert.deepEqual(unrolled(island), { ...island, coordinates: [[[179, 1], [181, 1], [181, 2], [179, 2], [179, 1]]] });
  const icecap = { type: 'Polygon' as const, coordinates: [[[-180, -80], [-60, -75], [60, -75], [180, -80], [-180, -80]]] };
  const [ring] = (unrolled(icecap) as typeof icecap).coordinates;
  assert.deepEqual(ring!.slice(-3), [[180, -90], [-180, -90], [-180, -80]]);
});
