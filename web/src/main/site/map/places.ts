import type { Place } from '../api/network';

/** West, south, east, north in degrees; east is above 180 where the box crosses the date line. */
export type Box = [west: number, south: number, east: number, north: number];

/**
 * The smallest box around places: the widest stretch of longitude without any is left out, so that a
 * fleet on both sides of the date line is not shown by way of the whole world.
 */
export function boxAround(places: Iterable<readonly [latitude: number, longitude: number]>): Box | null {
  const longitudes: number[] = [];
  let south = 90;
  let north = -90;
  for (const [latitude, longitude] of places) {
    longitudes.push(longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  if (longitudes.length === 0) return null;
  longitudes.sort((a, b) => a - b);
  const first = longitudes[0]!;
  const last = longitudes[longitudes.length - 1]!;
  let west = first;
  let east = last;
  let widest = first + 360 - last;
  for (let i = 1; i < longitudes.length; i++) {
    const gap = longitudes[i]! - longitudes[i - 1]!;
    if (gap > widest) {
      widest = gap;
      west = longitudes[i]!;
      east = longitudes[i - 1]! + 360;
    }
  }
  return [west, south, east, north];
}

/** A place on the earth, rounded to `decimals` of a degree (5 is about a metre), its longitude within ±180. */
export function placeAt(latitude: number, longitude: number, decimals = 5): Place {
  const wrapped = ((((longitude + 180) % 360) + 360) % 360) - 180;
  return { latitude: Number(latitude.toFixed(decimals)), longitude: Number(wrapped.toFixed(decimals)) };
}

/**
 * What a person typed or pasted as a place: `52.37, 4.89`, `52.37 4.89`, `N 52.37° E 4.89°`, `52,37; 4,89`, or
 * `geo:52.37,4.89`; latitude first.
 *
 * @returns null where it is no place
 */
export function parsePlace(text: string): Place | null {
  const decimalComma = /\d,\d+\s*[;\s]\s*[-+NSEW]*\s*\d+,\d/i.test(text);
  const plain = (decimalComma ? text.replace(/(\d),(\d)/g, '$1.$2') : text).toUpperCase();
  const numbers = [...plain.matchAll(/([NSEW])?\s*([-+]?\d+(?:\.\d+)?)\s*°?\s*([NSEW](?![A-Z]))?/g)];
  if (numbers.length !== 2) return null;
  const [latitude, longitude] = numbers.map((match) => {
    const letter = match[1] ?? match[3] ?? '';
    return Number(match[2]) * (letter === 'S' || letter === 'W' ? -1 : 1);
  }) as [number, number];
  const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return fits ? { latitude, longitude } : null;
}

/** A place as people write it. */
export function placeText(place: Place, decimals = 4): string {
  const ns = place.latitude < 0 ? 'S' : 'N';
  const ew = place.longitude < 0 ? 'W' : 'E';
  return `${Math.abs(place.latitude).toFixed(decimals)}° ${ns}, ${Math.abs(place.longitude).toFixed(decimals)}° ${ew}`;
}
