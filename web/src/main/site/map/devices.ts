import { fromLonLat } from 'ol/proj';
import type { MapDevice } from '../api/network';
import { deviceClass, type DeviceClass } from './measures';
import { HALF_WORLD, TILE_SIZE, type Tile } from './tiles';

/** Pixels of a dot's picture along a pixel of the tile, so that it is sharp on dense screens as well. */
const DENSITY = 2;

/** The devices of a network as points. */
export class Devices {
  readonly all: MapDevice[];
  /** Where they stand, x, y, x, y … in metres of Web Mercator. */
  readonly #places: Float64Array;

  constructor(all: MapDevice[]) {
    this.all = all;
    this.#places = new Float64Array(2 * all.length);
    for (const [i, [, latitude, longitude]] of all.entries()) this.#places.set(fromLonLat([longitude, latitude]), 2 * i);
  }

  /** Paints the devices on a tile and those next to it that reach into it. */
  paint(
    context: CanvasRenderingContext2D,
    { z, west, north, scale }: Tile,
    colours: Record<DeviceClass, string>,
    edge: string,
  ) {
    const radius = radiusAt(z);
    // From afar ten thousand of them must leave the cells to be seen.
    context.globalAlpha = z < 9 ? 0.4 : 1;
    const stroke = z < 10 ? 0 : z < 11 ? 1 : 1.5;
    const reach = radius + stroke;
    const dots = new Map<DeviceClass, HTMLCanvasElement>();
    for (const [i, [, , , weightPpm]] of this.all.entries()) {
      const px = (this.#places[2 * i]! - west) * scale;
      const py = (north - this.#places[2 * i + 1]!) * scale;
      if (px < -reach || px > TILE_SIZE + reach || py < -reach || py > TILE_SIZE + reach) continue;
      const name = deviceClass(weightPpm);
      let dot = dots.get(name);
      if (dot === undefined) dots.set(name, (dot = dotOf(colours[name], radius, stroke, edge)));
      const size = dot.width / DENSITY;
      context.drawImage(dot, px - size / 2, py - size / 2, size, size);
    }
  }

  /** The number of the device nearest to a point of the plane, within `reach` metres of it. */
  nearest(x: number, y: number, reach: number): number | undefined {
    let nearest: number | undefined;
    let least = reach * reach;
    for (let i = 0; i < this.all.length; i++) {
      // The shorter way around the world.
      const dx = ((((this.#places[2 * i]! - x + HALF_WORLD) % (2 * HALF_WORLD)) + 2 * HALF_WORLD) % (2 * HALF_WORLD)) - HALF_WORLD;
      const dy = this.#places[2 * i + 1]! - y;
      const distance = dx * dx + dy * dy;
      if (distance < least) [least, nearest] = [distance, i];
    }
    return nearest;
  }
}

/** Of a dot, in pixels. */
function radiusAt(z: number): number {
  const steps: [number, number][] = [[2, 0.8], [8, 1.4], [10, 3.2], [12, 5.5], [16, 9]];
  let [below, low] = steps[0]!;
  for (const [above, high] of steps) {
    if (z <= above) return above === below ? high : low + ((high - low) * (z - below)) / (above - below);
    [below, low] = [above, high];
  }
  return low;
}

/** A dot, painted once for a tile and put as a picture wherever a device stands. */
function dotOf(colour: string, radius: number, stroke: number, edge: string): HTMLCanvasElement {
  const dot = document.createElement('canvas');
  const half = Math.ceil(radius + stroke) + 0.5;
  dot.width = dot.height = 2 * half * DENSITY;
  const context = dot.getContext('2d')!;
  context.scale(DENSITY, DENSITY);
  context.beginPath();
  context.arc(half, half, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  if (stroke > 0) {
    context.lineWidth = stroke;
    context.strokeStyle = edge;
    context.stroke();
  }
  return dot;
}
