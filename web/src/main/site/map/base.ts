import type { Map, StyleSpecification } from 'maplibre-gl';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import coarseUrl from 'world-atlas/countries-50m.json?url';
import fineUrl from 'world-atlas/countries-10m.json?url';
import { colour } from '../ui/colours';

/** An empty map in the colours of the page: water, and above it what `addOutlines` brings. */
export function baseStyle(): StyleSpecification {
  const empty = { type: 'FeatureCollection' as const, features: [] };
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: empty, tolerance: 0.5 },
      borders: { type: 'geojson', data: empty, tolerance: 0.5 },
    },
    layers: [
      { id: 'water', type: 'background', paint: {} },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-antialias': false } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-width': 1 } },
    ],
  };
}

/**
 * Colours the base as the page is coloured now. Until there are outlines all is land: more fleets stand there, and
 * an empty sea looks like an error.
 */
export function colourBase(map: Map, outlined: boolean) {
  map.setPaintProperty('water', 'background-color', colour(outlined ? '--water' : '--land'));
  map.setPaintProperty('land', 'fill-color', colour('--land'));
  map.setPaintProperty('borders', 'line-color', colour('--border'));
}

/**
 * Draws coasts and borders: at once the ones that suit the whole world (1 : 50 million), and the fine ones
 * (1 : 10 million) when somebody looks closely. `ondrawn` hears when there are any.
 */
export function addOutlines(map: Map, ondrawn: () => void) {
  let shown = '';
  const draw = async () => {
    const url = map.getZoom() > 5.5 ? fineUrl : coarseUrl;
    if (shown === url || shown === fineUrl) return;
    shown = url;
    const outlines = await load(url).catch(() => null);
    if (outlines === null) {
      // The map does without; the next movement asks again.
      if (shown === url) shown = '';
      return;
    }
    if (shown !== url || !map.getStyle()) return;
    set(map, 'land', outlines.land);
    set(map, 'borders', outlines.borders);
    // Given is not drawn: the worker cuts them into tiles first.
    map.once('idle', ondrawn);
  };
  map.on('zoomend', draw);
  void draw();
}

function set(map: Map, source: string, data: GeoJSON.GeoJSON) {
  const found = map.getSource(source);
  if (found && 'setData' in found) (found as { setData: (data: GeoJSON.GeoJSON) => void }).setData(data);
}

interface Outlines {
  land: GeoJSON.GeoJSON;
  borders: GeoJSON.GeoJSON;
}
const loaded: Record<string, Promise<Outlines>> = {};

function load(url: string): Promise<Outlines> {
  loaded[url] ??= fetch(url)
    .then((response) => response.json() as Promise<Topology<{ land: GeometryCollection; countries: GeometryCollection }>>)
    .then((topology) => ({
      land: feature(topology, topology.objects.land),
      // Coasts and borders, each line once.
      borders: mesh(topology, topology.objects.countries),
    }))
    .catch((cause) => {
      delete loaded[url];
      throw cause;
    });
  return loaded[url];
}
