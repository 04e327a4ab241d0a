import OlMap from 'ol/Map';
import View from 'ol/View';
import Feature from 'ol/Feature';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import { Attribution, ScaleLine, Zoom } from 'ol/control';
import type { Coordinate } from 'ol/coordinate';
import { platformModifierKeyOnly } from 'ol/events/condition';
import { Point, Polygon } from 'ol/geom';
import { defaults as interactions, DragPan } from 'ol/interaction';
import TileLayer from 'ol/layer/Tile';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import { Circle, Stroke, Style } from 'ol/style';
import 'ol/ol.css';
import { isValidCell } from 'h3-js';
import type { MapCell, MapDevice, Place } from '../api/network';
import { colour, onThemeChange } from '../ui/colours';
import { Cells, hexagons } from './cells';
import { Devices } from './devices';
import { deviceClasses, measures, type DeviceClass, type MeasureName } from './measures';
import { World } from './outlines';
import { placeAt, type Box } from './places';
import { CLOSEST, PaintedTiles } from './tiles';

/** What somebody pointed at: always a place, and what stands there. */
export interface Pick {
  place: Place;
  device?: MapDevice;
  cell?: string;
}

/** How far from a point, in pixels, a finger or a pointer still means it. */
const reach = 7;
// The view counts levels by tiles of 256 pixels.
const closest = CLOSEST + 1;

/** A map with hexagons, devices and a pin. Colours are those of the page, also when it turns dark. */
export class FleetMap {
  readonly #map: OlMap;
  readonly #unfollow: () => void;
  readonly #world = new World();
  readonly #base: PaintedTiles;
  readonly #fleet: PaintedTiles;
  readonly #marks = new VectorSource();
  #cells = new Cells([]);
  #devices = new Devices([]);
  #measure: MeasureName = 'coverage';
  #colours = palette();
  #pin: Feature | null = null;
  #picked: Feature[] = [];

  constructor(container: HTMLElement, onpick: (pick: Pick) => void) {
    this.#base = new PaintedTiles(
      (context, tile) => this.#world.paint(context, tile, this.#colours),
      'Outlines: Natural Earth',
    );
    this.#fleet = new PaintedTiles((context, tile) => {
      const { steps, devices, surface } = this.#colours;
      this.#cells.paint(context, tile, this.#measure, steps[this.#measure], surface);
      this.#devices.paint(context, tile, devices, surface);
    });
    // On a phone one finger scrolls the page and two move the map.
    const fingers = matchMedia('(pointer: coarse)').matches;
    this.#map = new OlMap({
      target: container,
      layers: [
        new TileLayer({ source: this.#base }),
        new TileLayer({ source: this.#fleet }),
        new VectorLayer({ source: this.#marks, style: (mark) => this.#styleOf(mark as Feature) }),
      ],
      view: new View({
        center: fromLonLat([5, 50]),
        zoom: 4,
        minZoom: 1,
        maxZoom: closest,
        enableRotation: false,
        // Tiles are sharp at their own levels only.
        constrainResolution: true,
      }),
      controls: [new Zoom(), new ScaleLine(), new Attribution({ collapsible: false })],
      interactions: fingers ? interactions({ dragPan: false }).extend([twoFingers()]) : interactions(),
      pixelRatio: Math.min(2, devicePixelRatio),
    });
    this.#map.on('click', (event) => onpick(this.#at(event.coordinate)));
    this.#map.on('pointermove', (event) => this.#point(event));
    // Says that all is painted, which tests and pictures wait for.
    this.#map.on('rendercomplete', () => (container.dataset.drawn = ''));
    container.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.target !== container) return;
      event.preventDefault();
      const middle = this.#map.getView().getCenter();
      if (middle) onpick(this.#at(middle));
    });
    this.#unfollow = onThemeChange(() => {
      this.#colours = palette();
      this.#base.repaint();
      this.#fleet.repaint();
      this.#marks.changed();
    });
  }

  setCells(cells: MapCell[]) {
    this.#cells = new Cells(cells);
    this.#fleet.repaint();
  }

  setDevices(devices: MapDevice[]) {
    this.#devices = new Devices(devices);
    this.#fleet.repaint();
  }

  setMeasure(measure: MeasureName) {
    this.#measure = measure;
    this.#fleet.repaint();
  }

  setPin(place: Place | null) {
    if (this.#pin) this.#marks.removeFeature(this.#pin);
    this.#pin = place && new Feature(new Point(fromLonLat([place.longitude, place.latitude])));
    if (this.#pin) this.#marks.addFeature(this.#pin);
  }

  setPicked(cell: string | null) {
    this.#marks.removeFeatures(this.#picked);
    const shapes = cell !== null && isValidCell(cell) ? hexagons({ ...unknown, cell }) : [];
    this.#picked = shapes.map(({ corners }) => {
      const ring = corners.flatMap((x, i) => (i % 2 === 0 ? [[x, corners[i + 1]!]] : []));
      return new Feature(new Polygon([[...ring, ring[0]!]]));
    });
    this.#marks.addFeatures(this.#picked);
  }

  fit([west, south, east, north]: Box) {
    const [left, bottom] = fromLonLat([west, south]);
    const [right, top] = fromLonLat([east, north]);
    this.#map.getView().fit([left!, bottom!, right!, top!], { padding: [40, 40, 40, 40], maxZoom: 13 });
  }

  /** Shows a place, closer than it was, if it was far. */
  goTo(place: Place, zoom = 12) {
    const view = this.#map.getView();
    const target = {
      center: fromLonLat([place.longitude, place.latitude]),
      zoom: Math.max(zoom, view.getZoom() ?? zoom),
    };
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      view.setCenter(target.center);
      view.setZoom(target.zoom);
    } else {
      view.animate({ ...target, duration: 600 });
    }
  }

  remove() {
    this.#unfollow();
    this.#map.setTarget(undefined);
    this.#map.dispose();
    this.#world.stop();
  }

  #styleOf(mark: Feature): Style {
    const stroke = new Stroke({ color: this.#colours.text, width: 3 });
    return mark === this.#pin ? new Style({ image: new Circle({ radius: 11, stroke }) }) : new Style({ stroke });
  }

  #at(coordinate: Coordinate): Pick {
    const [longitude, latitude] = toLonLat(coordinate) as [number, number];
    const pick: Pick = { place: placeAt(latitude, longitude) };
    const index = this.#deviceAt(coordinate);
    if (index !== undefined) {
      const device = this.#devices.all[index]!;
      pick.device = device;
      pick.place = { latitude: device[1], longitude: device[2] };
    }
    const cell = this.#cells.nameAt(pick.place);
    if (cell !== undefined) pick.cell = cell;
    return pick;
  }

  #deviceAt([x, y]: Coordinate): number | undefined {
    return this.#devices.nearest(x!, y!, reach * (this.#map.getView().getResolution() ?? 0));
  }

  /** A hand over a device; not looked for while the map moves, which must stay quick. */
  #point(event: MapBrowserEvent) {
    if (event.dragging || this.#map.getView().getInteracting() || this.#map.getView().getAnimating()) return;
    const viewport = this.#map.getViewport();
    if (viewport) viewport.style.cursor = this.#deviceAt(event.coordinate) === undefined ? 'crosshair' : 'pointer';
  }
}

/** A cell of which nothing but its place is asked. */
const unknown: Omit<MapCell, 'cell'> = { devices: 0, working: 0, weightPpm: -1, targetDevices: null, needPpm: null };

function twoFingers(): DragPan {
  const pan: DragPan = new DragPan({ condition: (event) => pan.getPointerCount() === 2 || platformModifierKeyOnly(event) });
  return pan;
}

/** The page's colours as they are now, for what is painted. */
function palette() {
  return {
    water: colour('--water'),
    land: colour('--land'),
    border: colour('--border'),
    surface: colour('--surface'),
    text: colour('--text'),
    steps: Object.fromEntries(
      measures.map(({ name }) => [name, [0, 1, 2, 3, 4].map((step) => colour(`--${name}-${step}`))]),
    ) as Record<MeasureName, string[]>,
    devices: Object.fromEntries(deviceClasses.map(({ name }) => [name, colour(`--device-${name}`)])) as Record<DeviceClass, string>,
  };
}
