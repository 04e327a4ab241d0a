import GeoJSONVT, { type Options } from 'geojson-vt';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { OUTLINE_EXTENT, type OutlineQuestion, type OutlineAnswer } from './outlines';
import { unrolled } from './unrolled';

/** Fetches coasts and borders and cuts them into tiles, on demand; a second of work that no page should wait for. */

// A stroke of a neighbouring tile must reach over: 64 units are 8 pixels.
const cut: Options = { maxZoom: 16, indexMaxZoom: 0, tolerance: 3, extent: OUTLINE_EXTENT, buffer: 64 };

interface Outlines {
  land: GeoJSONVT;
  borders: GeoJSONVT;
}
const loaded = new Map<string, Promise<Outlines>>();

async function load(url: string): Promise<Outlines> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
  const topology = (await response.json()) as Topology<{ land: GeometryCollection; countries: GeometryCollection }>;
  return {
    land: new GeoJSONVT(unrolled(feature(topology, topology.objects.land)), cut),
    // Coasts and borders, each line once.
    borders: new GeoJSONVT(unrolled(mesh(topology, topology.objects.countries)), cut),
  };
}

function lines(index: GeoJSONVT, { z, x, y }: OutlineQuestion): (Int16Array | Int32Array)[] {
  const features = index.getTileRaw(z, x, y)?.features ?? [];
  return features.flatMap((each) => (each.type === 2 || each.type === 3 ? each.geometry : []));
}

onmessage = async ({ data }: MessageEvent<OutlineQuestion>) => {
  let answer: OutlineAnswer;
  try {
    let outlines = loaded.get(data.url);
    if (outlines === undefined) loaded.set(data.url, (outlines = load(data.url)));
    const { land, borders } = await outlines;
    answer = { id: data.id, shapes: { land: lines(land, data), borders: lines(borders, data) } };
  } catch {
    // The map does without; the next tile asks again.
    loaded.delete(data.url);
    answer = { id: data.id, shapes: null };
  }
  postMessage(answer);
};
