import {
  Map,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type GeoJSONSource,
  type LngLat,
  type MapMouseEvent,
  type Point,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { FeatureCollection } from 'geojson';
import type { MapCell, MapDevice, Place } from '../api/network';
import { colour, onThemeChange } from '../ui/colours';
import { addOutlines, baseStyle, colourBase } from './base';
import { cellFeatures, deviceFeatures, ring } from './features';
import { deviceClasses, type MeasureName } from './measures';
import { placeAt, type Box } from './places';

/** What somebody pointed at: always a place, and what stands there. */
export interface Pick {
  place: Place;
  device?: MapDevice;
  cell?: string;
}

// A file of this site: a strict policy allows no worker made of a blob.
setWorkerUrl(workerUrl);

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
/** How far from a point, in pixels, a finger or a pointer still means it. */
const reach = 7;

/** The colour that goes with a property's value: pairs of a value and its colour, and a colour for others. */
function match(property: string, pairs: (string | number)[], otherwise: string): ExpressionSpecification {
  return ['match', ['get', property], ...pairs, otherwise] as unknown as ExpressionSpecification;
}

/** A map with hexagons, devices and a pin. Colours are those of the page, also when it turns dark. */
export class FleetMap {
  readonly #map: Map;
  readonly #ready: Promise<unknown>;
  readonly #unfollow: () => void;
  #devices: MapDevice[] = [];
  #measure: MeasureName = 'coverage';
  #outlined = false;

  constructor(container: HTMLElement, label: string, onpick: (pick: Pick) => void) {
    this.#map = new Map({
      container,
      style: baseStyle(),
      center: [5, 50],
      zoom: 3,
      maxZoom: 16,
      maxPitch: 0,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      // On a phone one finger scrolls the page and two move the map.
      cooperativeGestures: matchMedia('(pointer: coarse)').matches,
      attributionControl: { compact: true, customAttribution: 'Outlines: Natural Earth' },
      locale: { 'Map.Title': label },
    });
    const map = this.#map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    this.#ready = new Promise((resolve) => map.once('style.load', resolve)).then(() => {
      this.#addLayers();
      this.#recolour();
      // After what the map is about: the outlines keep the worker busy for a while.
      map.once('idle', () =>
        addOutlines(map, () => {
          this.#outlined = true;
          this.#recolour();
        }),
      );
    });
    this.#unfollow = onThemeChange(() => this.#recolour());
    map.on('click', (event) => onpick(this.#at(event.point, event.lngLat)));
    map.on('mousemove', (event) => this.#point(event));
    map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      onpick(this.#at(map.project(map.getCenter()), map.getCenter()));
    });
  }

  setCells(cells: MapCell[]) {
    this.#set('cells', () => cellFeatures(cells));
  }

  setDevices(devices: MapDevice[]) {
    this.#devices = devices;
    this.#set('devices', () => deviceFeatures(devices));
  }

  setMeasure(measure: MeasureName) {
    this.#measure = measure;
    void this.#ready.then(() => this.#recolour());
  }

  setPin(place: Place | null) {
    this.#set('pin', () =>
      place === null
        ? nothing
        : { type: 'Feature', geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] }, properties: {} },
    );
  }

  setPicked(cell: string | null) {
    this.#set('picked', () =>
      cell === null
        ? nothing
        : { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring(cell)] }, properties: {} },
    );
  }

  fit([west, south, east, north]: Box) {
    void this.#ready.then(() =>
      this.#map.fitBounds([west, south, east, north], { padding: 40, maxZoom: 12.5, animate: false }),
    );
  }

  /** Shows a place, closer than it was, if it was far. */
  goTo(place: Place, zoom = 11) {
    void this.#ready.then(() =>
      this.#map.easeTo({
        center: [place.longitude, place.latitude],
        zoom: Math.max(zoom, this.#map.getZoom()),
        animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      }),
    );
  }

  remove() {
    this.#unfollow();
    this.#map.remove();
  }

  #set(source: string, data: () => GeoJSON.GeoJSON) {
    void this.#ready.then(() => (this.#map.getSource(source) as GeoJSONSource | undefined)?.setData(data()));
  }

  #addLayers() {
    const map = this.#map;
    for (const source of ['cells', 'picked', 'devices', 'pin']) {
      map.addSource(source, { type: 'geojson', data: nothing, tolerance: source === 'cells' ? 0.1 : 0.375 });
    }
    map.addLayer({
      id: 'cells',
      type: 'fill',
      source: 'cells',
      paint: { 'fill-opacity': 0.62, 'fill-antialias': false },
    });
    // Where cells are small on the screen, thousands of lines would be a grey blur that costs most of a frame.
    map.addLayer({
      id: 'cell-lines',
      type: 'line',
      source: 'cells',
      minzoom: 9.5,
      paint: { 'line-width': 0.6, 'line-opacity': 0.7 },
    });
    map.addLayer({ id: 'picked', type: 'line', source: 'picked', paint: { 'line-width': 3 } });
    map.addLayer({
      id: 'devices',
      type: 'circle',
      source: 'devices',
      paint: {
        // From afar ten thousand of them must leave the cells to be seen.
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 2, 1.2, 8, 1.6, 10, 3.2, 12, 5.5, 16, 9],
        'circle-stroke-width': ['step', ['zoom'], 0, 9.5, 1, 11, 1.5],
      },
    });
    map.addLayer({
      id: 'pin',
      type: 'circle',
      source: 'pin',
      paint: { 'circle-radius': 11, 'circle-opacity': 0, 'circle-stroke-width': 3 },
    });
  }

  #recolour() {
    const map = this.#map;
    if (!map.getLayer('pin')) return;
    colourBase(map, this.#outlined);
    const steps = [0, 1, 2, 3, 4].flatMap((step) => [step, colour(`--${this.#measure}-${step}`)]);
    map.setPaintProperty('cells', 'fill-color', match(this.#measure, steps, 'rgba(0, 0, 0, 0)'));
    map.setPaintProperty('cell-lines', 'line-color', colour('--surface'));
    map.setPaintProperty('picked', 'line-color', colour('--text'));
    const classes = deviceClasses.flatMap(({ name }) => [name, colour(`--device-${name}`)]);
    map.setPaintProperty('devices', 'circle-color', match('class', classes, colour('--text')));
    map.setPaintProperty('devices', 'circle-stroke-color', colour('--surface'));
    map.setPaintProperty('pin', 'circle-stroke-color', colour('--text'));
  }

  #at(point: Point, { lat, lng }: LngLat): Pick {
    const pick: Pick = { place: placeAt(lat, lng) };
    const index = this.#deviceAt(point);
    if (index !== undefined) {
      const device = this.#devices[index]!;
      pick.device = device;
      pick.place = { latitude: device[1], longitude: device[2] };
    }
    const [cell] = this.#map.queryRenderedFeatures(point, { layers: ['cells'] });
    if (cell) pick.cell = String(cell.properties.cell);
    return pick;
  }

  /** The number of the device nearest to a point of the screen, within reach. */
  #deviceAt(point: Point): number | undefined {
    const box: [[number, number], [number, number]] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    let nearest: number | undefined;
    let least = Infinity;
    for (const { properties } of this.#map.queryRenderedFeatures(box, { layers: ['devices'] })) {
      const index = properties.index as number;
      const device = this.#devices[index];
      if (!device) continue;
      const distance = this.#map.project([device[2], device[1]]).dist(point);
      if (distance < least) [least, nearest] = [distance, index];
    }
    return nearest;
  }

  /** A hand over a device; not looked for while the map moves, which must stay quick. */
  #point(event: MapMouseEvent) {
    if (this.#map.isMoving() || !this.#map.getLayer('devices')) return;
    const over = this.#deviceAt(event.point) !== undefined;
    this.#map.getCanvas().style.cursor = over ? 'pointer' : 'crosshair';
  }
}
