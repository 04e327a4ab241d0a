package polder.protocol.geo;

/**
 * The 122 cells of resolution 0: where each lies on the icosahedron's faces. The tables are H3's
 * ({@code baseCells.c} of version 4.5.0, Apache-2.0, Uber Technologies), written more compactly.
 */
final class BaseCells {
  /** Number of cells at resolution 0. */
  static final int COUNT = 122;

  /**
   * For each face and each address i, j, k from 0 to 2 on it: ten times the base cell there, plus
   * the number of counter-clockwise turns by 60 degrees into that cell's own orientation. One row
   * holds one i, with k running fastest.
   */
  private static final short[] ON_FACE = {
    // face 0
    160, 180, 240, 330, 300, 323, 491, 483, 503,
    80, 55, 105, 220, 160, 180, 411, 330, 300,
    40, 5, 25, 151, 80, 55, 311, 220, 160,
    // face 1
    20, 60, 140, 100, 110, 173, 241, 233, 253,
    0, 15, 95, 50, 20, 60, 181, 100, 110,
    41, 35, 75, 81, 0, 15, 161, 50, 20,
    // face 2
    70, 210, 380, 90, 190, 343, 141, 203, 363,
    30, 135, 295, 10, 70, 210, 61, 90, 190,
    42, 125, 265, 1, 30, 135, 21, 10, 70,
    // face 3
    260, 420, 580, 290, 430, 623, 381, 473, 643,
    120, 285, 445, 130, 260, 420, 211, 290, 430,
    43, 155, 315, 31, 120, 285, 71, 130, 260,
    // face 4
    310, 410, 490, 440, 530, 613, 581, 653, 753,
    150, 225, 335, 280, 310, 410, 421, 440, 530,
    44, 85, 165, 121, 150, 225, 261, 280, 310,
    // face 5
    500, 480, 493, 320, 303, 333, 243, 183, 163,
    700, 670, 663, 523, 500, 480, 373, 320, 303,
    830, 873, 853, 743, 700, 670, 571, 523, 500,
    // face 6
    250, 230, 243, 170, 113, 103, 143, 63, 23,
    450, 390, 373, 353, 250, 230, 273, 170, 113,
    630, 593, 573, 563, 450, 390, 463, 353, 250,
    // face 7
    360, 200, 143, 340, 193, 93, 383, 213, 73,
    550, 400, 273, 543, 360, 200, 513, 340, 193,
    720, 603, 463, 733, 550, 400, 713, 543, 360,
    // face 8
    640, 470, 383, 620, 433, 293, 583, 423, 263,
    840, 690, 513, 823, 640, 470, 763, 620, 433,
    970, 893, 713, 983, 840, 690, 963, 823, 640,
    // face 9
    750, 650, 583, 610, 533, 443, 493, 413, 313,
    940, 860, 763, 813, 750, 650, 663, 610, 533,
    1070, 1043, 963, 1013, 940, 860, 853, 813, 750,
    // face 10
    570, 590, 633, 740, 783, 793, 833, 923, 953,
    370, 393, 453, 520, 570, 590, 703, 740, 783,
    240, 233, 253, 323, 370, 393, 503, 520, 570,
    // face 11
    460, 600, 723, 560, 683, 803, 633, 773, 903,
    270, 403, 553, 350, 460, 600, 453, 560, 683,
    140, 203, 363, 173, 270, 403, 253, 350, 460,
    // face 12
    710, 890, 973, 730, 913, 1033, 723, 883, 1053,
    510, 693, 843, 540, 710, 890, 553, 730, 913,
    380, 473, 643, 343, 510, 693, 363, 540, 710,
    // face 13
    960, 1040, 1073, 980, 1103, 1153, 973, 1113, 1193,
    760, 863, 943, 820, 960, 1040, 843, 980, 1103,
    580, 653, 753, 623, 760, 863, 643, 820, 960,
    // face 14
    850, 870, 833, 1010, 1023, 1003, 1073, 1123, 1143,
    660, 673, 703, 810, 850, 870, 943, 1010, 1023,
    490, 483, 503, 613, 660, 673, 753, 810, 850,
    // face 15
    950, 920, 830, 790, 780, 743, 631, 593, 573,
    1090, 1080, 1005, 931, 950, 920, 771, 790, 780,
    1174, 1185, 1145, 1061, 1090, 1080, 901, 931, 950,
    // face 16
    900, 770, 630, 800, 680, 563, 721, 603, 463,
    1060, 930, 795, 991, 900, 770, 881, 800, 680,
    1173, 1095, 955, 1131, 1060, 930, 1051, 991, 900,
    // face 17
    1050, 880, 720, 1030, 910, 733, 971, 893, 713,
    1130, 990, 805, 1161, 1050, 880, 1111, 1030, 910,
    1172, 1065, 905, 1211, 1130, 990, 1191, 1161, 1050,
    // face 18
    1190, 1110, 970, 1150, 1100, 983, 1071, 1043, 963,
    1210, 1160, 1035, 1201, 1190, 1110, 1121, 1150, 1100,
    1171, 1135, 1055, 1181, 1210, 1160, 1141, 1201, 1190,
    // face 19
    1140, 1120, 1070, 1000, 1020, 1013, 831, 873, 853,
    1180, 1200, 1155, 1081, 1140, 1120, 921, 1000, 1020,
    1170, 1215, 1195, 1091, 1180, 1200, 951, 1081, 1140,
  };

  /** For each base cell: its home face times 1000, plus the digits of its address i, j, k there. */
  private static final int[] HOME = {
    1100, 2110, 1000, 2100, 200, 1110, 1001, 2000, 100, 2010,
    1010, 1011, 3100, 3110, 11200, 4100, 0, 6010, 1, 2011,
    7001, 2001, 110, 6001, 10200, 6000, 3000, 11100, 4110, 3010,
    11, 4000, 5010, 10, 7010, 11110, 7000, 10100, 12200, 6101,
    7101, 4001, 3001, 3011, 4010, 6100, 11000, 8001, 5001, 14200,
    5000, 12100, 10110, 4011, 12110, 7100, 11010, 10000, 13200, 10001,
    11001, 9010, 8010, 6200, 8000, 9001, 14100, 5101, 16011, 8101,
    5100, 12000, 7200, 12010, 10010, 9000, 13100, 16001, 15011, 15010,
    16010, 14110, 13110, 5200, 8100, 14000, 9101, 14001, 17001, 12001,
    16000, 17011, 15001, 16101, 9100, 15000, 13000, 8200, 13010, 17101,
    19010, 14010, 19011, 17010, 13001, 17000, 16100, 9200, 15101, 15100,
    18011, 18001, 19001, 17100, 19000, 18010, 18101, 19200, 19100, 18000,
    19101, 18100,
  };

  /**
   * The twelve pentagons, each with the two faces on which its missing sector is turned clockwise
   * (none at the two that all their neighbours point to).
   */
  private static final int[][] PENTAGONS = {
    {4, -1, -1},
    {14, 2, 6},
    {24, 1, 5},
    {38, 3, 7},
    {49, 0, 9},
    {58, 4, 8},
    {63, 11, 15},
    {72, 12, 16},
    {83, 10, 19},
    {97, 13, 17},
    {107, 14, 18},
    {117, -1, -1},
  };

  private static final int[][] CLOCKWISE_FACES = new int[COUNT][];

  static {
    for (int[] pentagon : PENTAGONS) {
      CLOCKWISE_FACES[pentagon[0]] = new int[] {pentagon[1], pentagon[2]};
    }
  }

  private BaseCells() {}

  /** The base cell at {@code place} of resolution 0. */
  static int at(FaceHex place) {
    return ON_FACE[row(place)] / 10;
  }

  /** Turns by 60 degrees counter-clockwise from the face's axes to those of the cell there. */
  static int turnsAt(FaceHex place) {
    return ON_FACE[row(place)] % 10;
  }

  /** The address of {@code baseCell} on its home face. */
  static FaceHex home(int baseCell) {
    int home = HOME[baseCell];
    int k = home % 10;
    return new FaceHex(home / 1000, new Hex(home / 100 % 10 - k, home / 10 % 10 - k));
  }

  /** Whether {@code baseCell}, which may be any number from 0 to 127, is one of the pentagons. */
  static boolean isPentagon(int baseCell) {
    return baseCell < COUNT && CLOCKWISE_FACES[baseCell] != null;
  }

  /** Whether the missing sector of the pentagon {@code baseCell} is turned clockwise there. */
  static boolean isClockwiseOn(int baseCell, int face) {
    int[] faces = CLOCKWISE_FACES[baseCell];
    return faces != null && (faces[0] == face || faces[1] == face);
  }

  private static int row(FaceHex place) {
    Hex hex = place.hex();
    int i = hex.plusI();
    int j = hex.plusJ();
    int k = hex.plusK();
    if (i > 2 || j > 2 || k > 2) {
      throw new IllegalStateException("no base cell so far outside a face: " + place);
    }
    return place.face() * 27 + i * 9 + j * 3 + k;
  }
}
