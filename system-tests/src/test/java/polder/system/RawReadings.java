package polder.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for the readings of a folder in bytes: as the lines of its files, and as runs of four
 * consecutive values in 32 bits each, in both byte orders, as they are and scaled as a task does.
 */
final class RawReadings {
  private static final int RUN = 4;

  private final List<String> lines = new ArrayList<>();
  private final Set<String> runs = new HashSet<>();

  /** Those of {@code folder}, for a task that divides values by {@code scale}. */
  RawReadings(Path folder, double scale) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        List<String> all = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> data = all.subList(1, all.size());
        lines.addAll(data);
        double[] values = data.stream().mapToDouble(RawReadings::value).toArray();
        for (int i = 0; i + RUN <= values.length; i++) {
          add(values, i, 1);
          add(values, i, scale);
        }
      }
    }
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.indexOf(',') + 1));
  }

  private void add(double[] values, int from, double scale) {
    ByteBuffer big = ByteBuffer.allocate(RUN * Float.BYTES);
    ByteBuffer little = ByteBuffer.allocate(RUN * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    boolean isZero = true;
    for (int i = from; i < from + RUN; i++) {
      float value = (float) (values[i] / scale);
      isZero &= value == 0;
      big.putFloat(value);
      little.putFloat(value);
    }
    // Sixteen zero bytes are in many a blob, and tell nobody anything.
    if (!isZero) {
      runs.add(text(big.array()));
      runs.add(text(little.array()));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** How many different signs are looked for. */
  int count() {
    return lines.size() + runs.size();
  }

  /** The signs that are in {@code bytes}, for people. */
  List<String> in(byte[] bytes) {
    String all = text(bytes);
    List<String> found = new ArrayList<>(lines.stream().filter(all::contains).toList());
    int size = RUN * Float.BYTES;
    for (int at = 0; at + size <= all.length(); at++) {
      if (runs.contains(all.substring(at, at + size))) {
        found.add("a run of values at byte " + at);
      }
    }
    return found;
  }
}
