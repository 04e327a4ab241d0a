import ImageTile from 'ol/source/ImageTile';
import { createXYZ } from 'ol/tilegrid';

/** Half of the world in the plane of Web Mercator (EPSG:3857), in metres. */
export const HALF_WORLD = 20_037_508.342789244;
/** Pixels of the page along a tile's side. */
export const TILE_SIZE = 512;
/** As close as tiles are painted: a pixel is then about a metre. */
export const CLOSEST = 16;

/** A square of the world in the plane of Web Mercator, in metres, and how many pixels a metre has in it. */
export interface Tile {
  z: number;
  x: number;
  y: number;
  west: number;
  north: number;
  scale: number;
}

export type Paint = (context: CanvasRenderingContext2D, tile: Tile) => void | Promise<void>;

/** Tile (x, y) of level z, counted from the north-west. */
export function tileAt(z: number, x: number, y: number): Tile {
  const side = (2 * HALF_WORLD) / 2 ** z;
  return { z, x, y, west: -HALF_WORLD + x * side, north: HALF_WORLD - y * side, scale: TILE_SIZE / side };
}

/**
 * Tiles that are painted here instead of fetched: each once, so that a map that is moved only moves pictures. That
 * stays fluid also where no graphics card helps.
 */
export class PaintedTiles extends ImageTile {
  #paintings = 0;

  constructor(paint: Paint, attributions?: string) {
    // More than two pixels a pixel cost much and show nothing.
    const density = Math.min(2, devicePixelRatio);
    super({
      loader: async (z, x, y) => {
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = Math.round(TILE_SIZE * density);
        const context = canvas.getContext('2d')!;
        context.scale(density, density);
        await paint(context, tileAt(z, x, y));
        return canvas;
      },
      tileGrid: createXYZ({ tileSize: TILE_SIZE, maxZoom: CLOSEST }),
      tileSize: Math.round(TILE_SIZE * density),
      wrapX: true,
      transition: 0,
      ...(attributions === undefined ? {} : { attributions }),
    });
  }

  /** Paints all anew; until a tile is painted its old picture stays. */
  repaint() {
    this.setKey(String(++this.#paintings));
  }
}
