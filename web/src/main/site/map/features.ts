import { cellToBoundary, isValidCell } from 'h3-js';
import type { Feature, FeatureCollection, Point, Polygon } from 'geojson';
import type { MapCell, NetworkMap } from '../api/network';
import { deviceClass, measures } from './measures';

/** The hexagons of cells, each with its class by every measure, so that a switch only changes colours. */
export function cellFeatures(cells: MapCell[]): FeatureCollection<Polygon> {
  const features: Feature<Polygon>[] = [];
  for (const cell of cells) {
    if (!isValidCell(cell.cell)) continue;
    const classes = Object.fromEntries(measures.map(({ name, classOf }) => [name, classOf(cell)]));
    features.push({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [ring(cell.cell)] },
      properties: { cell: cell.cell, ...classes },
    });
  }
  return { type: 'FeatureCollection', features };
}

/** The corners of a cell as GeoJSON wants them, closed; a cell on the date line stays in one piece beyond 180°. */
export function ring(cell: string): [number, number][] {
  const corners = cellToBoundary(cell, true) as [number, number][];
  const longitudes = corners.map(([longitude]) => longitude);
  const crosses = Math.max(...longitudes) - Math.min(...longitudes) > 180;
  return crosses ? corners.map(([lon, lat]) => [lon < 0 ? lon + 360 : lon, lat]) : corners;
}

/** One source of points, numbered by their place in the answer: ten thousand stay quick this way. */
export function deviceFeatures(devices: NetworkMap['devices']): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: devices.map(([, latitude, longitude, weightPpm], index) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
      properties: { index, class: deviceClass(weightPpm) },
    })),
  };
}
