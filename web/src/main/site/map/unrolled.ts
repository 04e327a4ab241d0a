import type { Feature, GeoJSON, Geometry, Position } from 'geojson';

/**
 * Shapes of a globe for a plane: a line over the date line goes on beyond 180°, from where it is drawn at both ends,
 * instead of running back across the whole world; a ring around a pole is closed along the plane's edge.
 */
export function unrolled(shape: GeoJSON): GeoJSON {
  switch (shape.type) {
    case 'FeatureCollection':
      return { ...shape, features: shape.features.map((each) => unrolled(each) as Feature) };
    case 'Feature':
      return { ...shape, geometry: unrolled(shape.geometry) as Geometry };
    case 'GeometryCollection':
      return { ...shape, geometries: shape.geometries.map((each) => unrolled(each) as Geometry) };
    case 'MultiLineString':
      return { ...shape, coordinates: shape.coordinates.map(unrolledLine) };
    case 'Polygon':
      return { ...shape, coordinates: shape.coordinates.map(unrolledRing) };
    case 'MultiPolygon':
      return { ...shape, coordinates: shape.coordinates.map((rings) => rings.map(unrolledRing)) };
    default:
      return shape;
  }
}

function unrolledLine(line: Position[]): Position[] {
  let turns = 0;
  return line.map(([longitude, latitude], i) => {
    const step = i === 0 ? 0 : longitude! - line[i - 1]![0]!;
    if (step > 180) turns--;
    else if (step < -180) turns++;
    return [longitude! + 360 * turns, latitude!];
  });
}

function unrolledRing(ring: Position[]): Position[] {
  const line = unrolledLine(ring);
  const [first, last] = [line[0]!, line.at(-1)!];
  if (Math.abs(first[0]! - last[0]!) < 180) return line;
  const pole = first[1]! < 0 ? -90 : 90;
  return [...line, [last[0]!, pole], [first[0]!, pole], first];
}
