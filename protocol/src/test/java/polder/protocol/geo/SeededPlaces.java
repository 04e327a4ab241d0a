package polder.protocol.geo;

import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Seeded places, uniform on the sphere and crowded where a grid of hexagons on an icosahedron has
 * its difficulties. How far from such a spot is drawn from a micro-degree to ten degrees, each
 * power of ten as often.
 */
final class SeededPlaces {
  private final RandomGenerator random;
  private final H3Core oracle;
  private final List<double[]> corners = new ArrayList<>();
  private final List<double[]> sides = new ArrayList<>();
  private final List<double[]> faceCenters = new ArrayList<>();

  SeededPlaces(long seed, H3Core oracle) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.oracle = oracle;
    for (long pentagon : oracle.getPentagons(0)) {
      corners.add(vector(oracle.cellToLatLng(pentagon)));
    }
    findSidesAndFaces();
  }

  RandomGenerator random() {
    return random;
  }

  /** Corners of the icosahedron at most 64 degrees apart share a side; three such share a face. */
  private void findSidesAndFaces() {
    for (double[] a : corners) {
      for (double[] b : corners) {
        if (before(a, b)) {
          sides.add(new double[] {a[0], a[1], a[2], b[0], b[1], b[2]});
          for (double[] c : corners) {
            if (before(b, c) && before(a, c)) {
              faceCenters.add(
                  new double[] {a[0] + b[0] + c[0], a[1] + b[1] + c[1], a[2] + b[2] + c[2]});
            }
          }
        }
      }
    }
  }

  private boolean before(double[] a, double[] b) {
    double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return corners.indexOf(a) < corners.indexOf(b) && cosine > 0.4;
  }

  int sides() {
    return sides.size();
  }

  int faces() {
    return faceCenters.size();
  }

  Place uniform() {
    double z = random.nextDouble(-1, 1);
    double lon = random.nextDouble(-Math.PI, Math.PI);
    double ring = Math.sqrt(1 - z * z);
    return place(new double[] {ring * Math.cos(lon), ring * Math.sin(lon), z});
  }

  Place nearPole() {
    return near(new double[] {0, 0, random.nextBoolean() ? 1 : -1});
  }

  Place nearAntimeridian() {
    double lat = random.nextDouble(-Math.PI / 2, Math.PI / 2);
    return near(new double[] {-Math.cos(lat), 0, Math.sin(lat)});
  }

  /**
   * Near one of the icosahedron's corners, which are the pentagons' centres at every resolution.
   */
  Place nearPentagon() {
    return near(corners.get(random.nextInt(corners.size())));
  }

  Place nearFaceCenter() {
    return near(faceCenters.get(random.nextInt(faceCenters.size())));
  }

  Place nearSide() {
    double[] side = sides.get(random.nextInt(sides.size()));
    double t = random.nextDouble();
    double[] on = new double[3];
    for (int i = 0; i < 3; i++) {
      on[i] = t * side[i] + (1 - t) * side[i + 3];
    }
    return near(on);
  }

  /** On the border of the cell that some place lies in: a corner, or a point between two. */
  Place onBorder(Place place, int resolution) {
    long cell = oracle.latLngToCell(lat(place), lon(place), resolution);
    List<LatLng> border = oracle.cellToBoundary(cell);
    int n = random.nextInt(border.size());
    double[] a = vector(border.get(n));
    double[] b = vector(border.get((n + 1) % border.size()));
    double t = random.nextInt(4) == 0 ? 0 : random.nextDouble();
    return place(
        new double[] {
          a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])
        });
  }

  /** Any of the kinds above. */
  Place any() {
    return switch (random.nextInt(12)) {
      case 0 -> nearPole();
      case 1 -> nearAntimeridian();
      case 2 -> nearPentagon();
      case 3 -> nearFaceCenter();
      case 4 -> nearSide();
      case 5 -> onBorder(uniform(), random.nextInt(16));
      case 6 -> onBorder(nearPentagon(), random.nextInt(16));
      case 7 -> onBorder(nearSide(), random.nextInt(16));
      default -> uniform();
    };
  }

  /** A place at {@code radians} from {@code center} in a random direction. */
  Place at(Place center, double radians) {
    double lat = Math.toRadians(lat(center));
    double lon = Math.toRadians(lon(center));
    double azimuth = random.nextDouble(2 * Math.PI);
    double north = Math.sin(radians) * Math.cos(azimuth);
    double east = Math.sin(radians) * Math.sin(azimuth);
    double up = Math.cos(radians);
    double out = up * Math.cos(lat) - north * Math.sin(lat);
    return place(
        new double[] {
          out * Math.cos(lon) - east * Math.sin(lon),
          out * Math.sin(lon) + east * Math.cos(lon),
          up * Math.sin(lat) + north * Math.cos(lat)
        });
  }

  static double lat(Place place) {
    return place.latMicro() / 1e6;
  }

  static double lon(Place place) {
    return place.lonMicro() / 1e6;
  }

  private Place near(double[] v) {
    double radians = Math.toRadians(Math.pow(10, random.nextDouble(-7, 1)));
    return at(place(v), radians);
  }

  private static double[] vector(LatLng point) {
    double lat = Math.toRadians(point.lat);
    double lon = Math.toRadians(point.lng);
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }

  private static Place place(double[] v) {
    double lat = Math.toDegrees(Math.atan2(v[2], Math.hypot(v[0], v[1])));
    double lon = Math.toDegrees(Math.atan2(v[1], v[0]));
    return new Place((int) Math.round(lat * 1e6), (int) Math.round(lon * 1e6));
  }
}
