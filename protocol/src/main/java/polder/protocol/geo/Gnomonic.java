package polder.protocol.geo;

/**
 * The named kernel of the map grid: between positions and the lattices on the icosahedron's faces,
 * each of which is a gnomonic projection of the sphere. Real numbers are scalar doubles, {@code
 * StrictMath} and a fixed order of operations, so every machine finds the same cell.
 *
 * <p>Source: H3 4.5.0 ({@code faceijk.c}, {@code vec3d.h}, {@code coordijk.h}; constants and face
 * tables Apache-2.0, Uber Technologies), operation by operation, because a point on the border of
 * two cells goes where the last bit says.
 */
final class Gnomonic {
  /** Distance of neighbouring cells at resolution 0, on a face of an Earth of radius 1. */
  static final double UNIT = 0.381966011250105;

  private static final double INVERSE_UNIT = 2.618033988749896;
  private static final double SQRT_7 = 2.6457513110645907;
  private static final double INVERSE_SQRT_7 = 0.37796447300922725;
  private static final double SIN_60 = 0.8660254037844386;
  private static final double INVERSE_SIN_60 = 1.1547005383792515;
  private static final double THIRD = 1.0 / 3.0;
  private static final double TWO_THIRDS = 2.0 / 3.0;

  /** The angle by which lattices of odd resolution are turned: asin(sqrt(3 / 28)). */
  private static final double ODD_TURN = 0.3334731722518321;

  private static final double TWO_PI = 6.283185307179586;
  private static final double DEGREE = 0.017453292519943295;
  private static final double DEGREES_PER_RADIAN = 57.29577951308232;
  private static final double NOTHING = 1e-16;

  /** The faces' centres on the unit sphere: x to 0 north 0 east, y to 0 north 90 east, z north. */
  private static final double[][] CENTERS = {
    {0.2199307791404606, 0.6583691780274996, 0.7198475378926182},
    {-0.2139234834501421, 0.1478171829550703, 0.9656017935214205},
    {0.1092625278784797, -0.481195157287321, 0.8697775121287253},
    {0.7428567301586791, -0.3593941678278028, 0.5648005936517033},
    {0.8112534709140969, 0.3448953237639384, 0.472138773641393},
    {-0.1055498149613921, 0.9794457296411413, 0.1718874610009365},
    {-0.8075407579970092, 0.1533552485898818, 0.5695261994882688},
    {-0.2846148069787907, -0.8644080972654206, 0.4144792552473539},
    {0.7405621473854482, -0.6673299564565524, -0.0789837646326737},
    {0.8512303986474293, 0.4722343788582681, -0.2289137388687808},
    {-0.7405621473854481, 0.6673299564565524, 0.0789837646326737},
    {-0.8512303986474292, -0.4722343788582682, 0.2289137388687808},
    {0.1055498149613919, -0.9794457296411413, -0.1718874610009365},
    {0.8075407579970092, -0.1533552485898819, -0.5695261994882688},
    {0.2846148069787908, 0.8644080972654204, -0.4144792552473539},
    {-0.7428567301586791, 0.3593941678278027, -0.5648005936517033},
    {-0.811253470914097, -0.3448953237639382, -0.472138773641393},
    {-0.2199307791404607, -0.6583691780274996, -0.7198475378926182},
    {0.213923483450142, -0.1478171829550704, -0.9656017935214205},
    {-0.1092625278784796, 0.481195157287321, -0.8697775121287253},
  };

  /** Azimuth of each face's axis i at its centre, in radians clockwise from north. */
  private static final double[] AXIS_AZIMUTHS = {
    5.6199582685239395, 5.7603390817141875, 0.78021365439343, 0.4304693639799999,
    6.130269123335111, 2.692877706530643, 2.982963003477244, 3.532912002790141,
    3.494305004259568, 3.0032141694995382, 5.930472956509812, 0.13837848409025486,
    0.4487149470591504, 0.15862965011254937, 5.891865957979238, 2.711123289609793,
    3.294508837434268, 3.80481969224544, 3.6644388790551923, 2.361378999196363,
  };

  private static final double[][] NORTHS = new double[20][];
  private static final double[][] EASTS = new double[20][];

  static {
    for (int face = 0; face < 20; face++) {
      double[] center = CENTERS[face];
      double down = -center[2];
      double[] north = unit(down * center[0], down * center[1], 1.0 + down * center[2]);
      NORTHS[face] = north;
      EASTS[face] =
          new double[] {
            north[1] * center[2] - north[2] * center[1],
            north[2] * center[0] - north[0] * center[2],
            north[0] * center[1] - north[1] * center[0]
          };
    }
  }

  private Gnomonic() {}

  /** The cell of {@code resolution} that {@code place} lies in. */
  static FaceHex locate(Place place, int resolution) {
    double lat = degrees(place.latMicro()) * DEGREE;
    double lon = degrees(place.lonMicro()) * DEGREE;
    double ring = StrictMath.cos(lat);
    double x = StrictMath.cos(lon) * ring;
    double y = StrictMath.sin(lon) * ring;
    double z = StrictMath.sin(lat);
    int face = 0;
    double nearest = 5.0;
    for (int f = 0; f < CENTERS.length; f++) {
      double square = squaredChord(CENTERS[f], x, y, z);
      if (square < nearest) {
        face = f;
        nearest = square;
      }
    }
    double angle = StrictMath.acos(1.0 - nearest * 0.5);
    if (angle < NOTHING) {
      return new FaceHex(face, Hex.ORIGIN);
    }
    double turn = turn(AXIS_AZIMUTHS[face] - turn(azimuth(face, x, y, z)));
    if (Hex.isOdd(resolution)) {
      turn = turn(turn - ODD_TURN);
    }
    double radius = StrictMath.tan(angle) * INVERSE_UNIT;
    for (int r = 0; r < resolution; r++) {
      radius *= SQRT_7;
    }
    return new FaceHex(face, nearest(radius * StrictMath.cos(turn), radius * StrictMath.sin(turn)));
  }

  /** The centre of the cell at {@code address}, to the nearest micro-degree. */
  static Place center(FaceHex address, int resolution) {
    Hex hex = address.hex();
    double x = hex.i() - 0.5 * hex.j();
    double y = hex.j() * SIN_60;
    double[] center = CENTERS[address.face()];
    double radius = StrictMath.sqrt(x * x + y * y);
    if (radius < NOTHING) {
      return place(center[0], center[1], center[2]);
    }
    double turn = StrictMath.atan2(y, x);
    for (int r = 0; r < resolution; r++) {
      radius *= INVERSE_SQRT_7;
    }
    double angle = StrictMath.atan(radius * UNIT);
    if (Hex.isOdd(resolution)) {
      turn = turn(turn + ODD_TURN);
    }
    double azimuth = turn(AXIS_AZIMUTHS[address.face()] - turn);
    double[] direction =
        combined(
            StrictMath.cos(azimuth),
            NORTHS[address.face()],
            StrictMath.sin(azimuth),
            EASTS[address.face()]);
    double[] point = combined(StrictMath.cos(angle), center, StrictMath.sin(angle), direction);
    double[] unit = unit(point[0], point[1], point[2]);
    return place(unit[0], unit[1], unit[2]);
  }

  /** Azimuth of a point as seen from a face's centre, in radians clockwise from north. */
  private static double azimuth(int face, double x, double y, double z) {
    double[] center = CENTERS[face];
    double back = -(x * center[0] + y * center[1] + z * center[2]);
    double[] towards = unit(x + back * center[0], y + back * center[1], z + back * center[2]);
    return StrictMath.atan2(dot(towards, EASTS[face]), dot(towards, NORTHS[face]));
  }

  /**
   * The point of the hexagonal lattice nearest to (x, y), where neighbours are 1 apart: found in
   * the first quadrant, then mirrored.
   */
  private static Hex nearest(double x, double y) {
    double across = StrictMath.abs(y) * INVERSE_SIN_60;
    double along = StrictMath.abs(x) + across / 2.0;
    int i = (int) along;
    int j = (int) across;
    double iRest = along - i;
    double jRest = across - j;
    Hex hex = new Hex(i + iStep(iRest, jRest), j + jStep(iRest, jRest));
    if (x < 0.0) {
      hex = new Hex(hex.j() - hex.i(), hex.j());
    }
    if (y < 0.0) {
      hex = new Hex(hex.i() - hex.j(), -hex.j());
    }
    return hex;
  }

  private static int iStep(double iRest, double jRest) {
    if (iRest < THIRD) {
      return 0;
    }
    if (iRest < 0.5) {
      return 1.0 - iRest <= jRest && jRest < 2.0 * iRest ? 1 : 0;
    }
    if (iRest < TWO_THIRDS) {
      return 2.0 * iRest - 1.0 < jRest && jRest < 1.0 - iRest ? 0 : 1;
    }
    return 1;
  }

  private static int jStep(double iRest, double jRest) {
    if (iRest < THIRD) {
      return jRest < (1.0 + iRest) / 2.0 ? 0 : 1;
    }
    if (iRest < TWO_THIRDS) {
      return jRest < 1.0 - iRest ? 0 : 1;
    }
    return jRest < iRest / 2.0 ? 0 : 1;
  }

  private static Place place(double x, double y, double z) {
    int latMicro = micro(StrictMath.asin(z));
    int lonMicro = micro(StrictMath.atan2(y, x));
    return new Place(latMicro, lonMicro);
  }

  private static double degrees(int micro) {
    return micro / (double) Place.MICROS;
  }

  private static int micro(double radians) {
    return (int) StrictMath.floor(radians * DEGREES_PER_RADIAN * Place.MICROS + 0.5);
  }

  /** An angle between minus and twice a full turn, as one from 0 to below a full turn. */
  private static double turn(double radians) {
    if (radians < 0.0) {
      return radians + TWO_PI;
    }
    return radians >= TWO_PI ? radians - TWO_PI : radians;
  }

  private static double squaredChord(double[] center, double x, double y, double z) {
    double dx = center[0] - x;
    double dy = center[1] - y;
    double dz = center[2] - z;
    return dx * dx + dy * dy + dz * dz;
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double[] combined(double a, double[] u, double b, double[] v) {
    return new double[] {a * u[0] + b * v[0], a * u[1] + b * v[1], a * u[2] + b * v[2]};
  }

  private static double[] unit(double x, double y, double z) {
    double scale = 1.0 / StrictMath.sqrt(x * x + y * y + z * z);
    return new double[] {x * scale, y * scale, z * scale};
  }
}
