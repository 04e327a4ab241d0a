import coarseUrl from 'world-atlas/countries-50m.json?url';
import fineUrl from 'world-atlas/countries-10m.json?url';
import { TILE_SIZE, type Tile } from './tiles';

/** Units along a tile's side in the worker's answers. */
export const OUTLINE_EXTENT = 4096;
/** From this level of tiles on, the coarse coasts (1 : 50 million) are visibly off and the fine ones (1 : 10 million) drawn. */
const FINE_FROM = 6;

/** Which outlines, and of which tile. */
export interface OutlineQuestion {
  id: number;
  url: string;
  z: number;
  x: number;
  y: number;
}

/** Rings and lines, each x, y, x, y … in units of the tile from its north-west corner. */
interface Shapes {
  land: (Int16Array | Int32Array)[];
  borders: (Int16Array | Int32Array)[];
}

/** The worker's answer; without shapes where the outlines could not be fetched. */
export interface OutlineAnswer {
  id: number;
  shapes: Shapes | null;
}

/** Water, coasts and borders of the world, in two grades, each fetched when it is first looked at. */
export class World {
  // A file of this site: a strict policy allows no worker made of a blob.
  readonly #worker = new Worker(new URL('./outlines.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, (shapes: Shapes | null) => void>();
  #asked = 0;
  #broken = false;

  constructor() {
    this.#worker.onmessage = ({ data: { id, shapes } }: MessageEvent<OutlineAnswer>) => {
      this.#waiting.get(id)?.(shapes);
      this.#waiting.delete(id);
    };
    // Where the worker cannot run there are no outlines; nothing may wait for them.
    this.#worker.onerror = () => this.#giveUp();
  }

  #giveUp() {
    this.#broken = true;
    for (const resolve of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }

  #ask(z: number, x: number, y: number): Promise<Shapes | null> {
    if (this.#broken) return Promise.resolve(null);
    const id = ++this.#asked;
    const url = new URL(z >= FINE_FROM ? fineUrl : coarseUrl, location.href).href;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, url, z, x, y } satisfies OutlineQuestion);
    });
  }

  /** Paints a tile; all of it as land where there are no outlines: an empty sea would look like an error. */
  async paint(context: CanvasRenderingContext2D, { z, x, y }: Tile, colours: { water: string; land: string; border: string }) {
    const shapes = await this.#ask(z, x, y);
    context.fillStyle = shapes === null ? colours.land : colours.water;
    context.fillRect(0, 0, TILE_SIZE, TILE_SIZE);
    if (shapes === null) return;
    context.fillStyle = colours.land;
    trace(context, shapes.land);
    context.fill('evenodd');
    context.strokeStyle = colours.border;
    context.lineWidth = 1;
    trace(context, shapes.borders);
    context.stroke();
  }

  stop() {
    this.#worker.terminate();
    this.#giveUp();
  }
}

function trace(context: CanvasRenderingContext2D, lines: (Int16Array | Int32Array)[]) {
  const pixel = TILE_SIZE / OUTLINE_EXTENT;
  context.beginPath();
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      if (i === 0) context.moveTo(line[i]! * pixel, line[i + 1]! * pixel);
      else context.lineTo(line[i]! * pixel, line[i + 1]! * pixel);
    }
  }
}
