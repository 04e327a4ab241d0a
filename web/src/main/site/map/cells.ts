import { cellToBoundary, cellToParent, getHexagonEdgeLengthAvg, getResolution, isValidCell, latLngToCell } from 'h3-js';
import { fromLonLat } from 'ol/proj';
import type { MapCell, Place } from '../api/network';
import { measures, type MeasureName } from './measures';
import { HALF_WORLD, TILE_SIZE, type Tile } from './tiles';

/** A hexagon that is smaller on the screen, in pixels, is drawn together with its neighbours. */
const LEAST_WIDTH = 8;

/** A hexagon ready to be drawn: its corners x, y, x, y … in metres of Web Mercator, and its class by each measure. */
export interface Hexagon {
  cell: string;
  corners: number[];
  west: number;
  east: number;
  south: number;
  north: number;
  classes: Record<MeasureName, number>;
}

/** The cells of a network, finer or coarser as suits the level somebody looks at. */
export class Cells {
  readonly #levels = new Map<number, Hexagon[]>();
  readonly #cells: MapCell[];
  readonly #names: Set<string>;
  readonly #finest: number;
  /** Web Mercator stretches all lengths by this much where the first cell is. */
  readonly #stretch: number;

  constructor(cells: MapCell[]) {
    this.#cells = cells.filter(({ cell }) => isValidCell(cell));
    this.#names = new Set(this.#cells.map(({ cell }) => cell));
    const [first] = this.#cells;
    this.#finest = first ? getResolution(first.cell) : 0;
    const latitude = first ? cellToBoundary(first.cell)[0]![0] : 0;
    this.#stretch = 1 / Math.cos((latitude * Math.PI) / 180);
  }

  /** The resolution of H3 that is drawn on a tile: the finest that can still be told apart there. */
  resolution({ scale }: Pick<Tile, 'scale'>): number {
    let resolution = this.#finest;
    while (resolution > 0 && this.#width(resolution, scale) < LEAST_WIDTH) resolution--;
    return resolution;
  }

  /** How wide a hexagon is between two of its sides, in pixels. */
  #width(resolution: number, scale: number): number {
    return Math.sqrt(3) * getHexagonEdgeLengthAvg(resolution, 'm') * this.#stretch * scale;
  }

  /** The cell of the network in which a place is, if there is one. */
  nameAt({ latitude, longitude }: Place): string | undefined {
    const name = latLngToCell(latitude, longitude, this.#finest);
    return this.#names.has(name) ? name : undefined;
  }

  /** All hexagons of a resolution. */
  at(resolution: number): Hexagon[] {
    let level = this.#levels.get(resolution);
    if (level === undefined) {
      level = coarsened(this.#cells, resolution).flatMap(hexagons);
      this.#levels.set(resolution, level);
    }
    return level;
  }

  /** Fills the cells that touch a tile with the colour of their class; `colours` from the lowest class to the highest. */
  paint(context: CanvasRenderingContext2D, tile: Tile, measure: MeasureName, colours: string[], line: string) {
    const resolution = this.resolution(tile);
    const { west, north, scale } = tile;
    const side = TILE_SIZE / scale;
    const seen = this.at(resolution).filter(
      (hexagon) =>
        hexagon.east > west && hexagon.west < west + side && hexagon.south < north && hexagon.north > north - side,
    );
    context.globalAlpha = 0.62;
    for (const [step, colour] of colours.entries()) {
      context.fillStyle = colour;
      trace(context, seen.filter(({ classes }) => classes[measure] === step), tile);
      context.fill();
    }
    // Where hexagons are small, lines between them would be a grey blur.
    if (this.#width(resolution, scale) < 2 * LEAST_WIDTH) return;
    context.globalAlpha = 0.7;
    context.lineWidth = 0.6;
    context.strokeStyle = line;
    trace(context, seen, tile);
    context.stroke();
  }
}

function trace(context: CanvasRenderingContext2D, hexagons: Hexagon[], { west, north, scale }: Tile) {
  context.beginPath();
  for (const { corners } of hexagons) {
    context.moveTo((corners[0]! - west) * scale, (north - corners[1]!) * scale);
    for (let i = 2; i < corners.length; i += 2) {
      context.lineTo((corners[i]! - west) * scale, (north - corners[i + 1]!) * scale);
    }
    context.closePath();
  }
}

/**
 * Cells put together to those of a coarser resolution, each with the average of what is known of its parts: devices
 * and need by cell, quality by device.
 */
export function coarsened(cells: MapCell[], resolution: number): MapCell[] {
  const parts = new Map<string, MapCell[]>();
  for (const cell of cells) {
    if (getResolution(cell.cell) <= resolution) {
      parts.set(cell.cell, [cell]);
      continue;
    }
    const parent = cellToParent(cell.cell, resolution);
    const siblings = parts.get(parent);
    if (siblings) siblings.push(cell);
    else parts.set(parent, [cell]);
  }
  return [...parts].map(([cell, all]) => (all.length === 1 ? { ...all[0]!, cell } : average(cell, all)));
}

function average(cell: string, parts: MapCell[]): MapCell {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const needs = parts.flatMap(({ needPpm }) => (needPpm === null ? [] : [needPpm]));
  const judged = parts.filter(({ weightPpm }) => weightPpm >= 0);
  const judgedDevices = judged.reduce((sum, { devices }) => sum + devices, 0);
  return {
    cell,
    devices: Math.ceil(mean(parts.map(({ devices }) => devices))),
    working: Math.round(mean(parts.map(({ working }) => working))),
    weightPpm:
      judgedDevices === 0
        ? -1
        : Math.round(judged.reduce((sum, { weightPpm, devices }) => sum + weightPpm * devices, 0) / judgedDevices),
    targetDevices: null,
    needPpm: needs.length === 0 ? null : Math.round(mean(needs)),
  };
}

/** The hexagon of a cell; of one on the date line two, one at each end of the plane. */
export function hexagons(cell: MapCell): Hexagon[] {
  const classes = Object.fromEntries(measures.map(({ name, classOf }) => [name, classOf(cell)])) as Hexagon['classes'];
  const degrees = cellToBoundary(cell.cell);
  const longitudes = degrees.map(([, longitude]) => longitude);
  const crosses = Math.max(...longitudes) - Math.min(...longitudes) > 180;
  const placed = degrees.map(([latitude, longitude]) =>
    fromLonLat([crosses && longitude < 0 ? longitude + 360 : longitude, latitude]),
  );
  return (crosses ? [0, -2 * HALF_WORLD] : [0]).map((shift) => {
    const xs = placed.map(([x]) => x! + shift);
    const ys = placed.map(([, y]) => y!);
    return {
      cell: cell.cell,
      corners: xs.flatMap((x, i) => [x, ys[i]!]),
      west: Math.min(...xs),
      east: Math.max(...xs),
      south: Math.min(...ys),
      north: Math.max(...ys),
      classes,
    };
  });
}
