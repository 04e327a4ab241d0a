package polder.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far models of one making are off, by the seed that each began with. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SeedErrors(double[] bySeed) {
  double mean() {
    return Arrays.stream(bySeed).average().orElseThrow();
  }

  /** The standard deviation of single seeds. */
  private double deviation() {
    double mean = mean();
    double squares = Arrays.stream(bySeed).map(each -> (each - mean) * (each - mean)).sum();
    return Math.sqrt(squares / Math.max(1, bySeed.length - 1));
  }

  /** Prints them, and by how much their mean is above that of each that stands beside them. */
  void print(String what, SeedErrors... beside) {
    System.out.printf(
        Locale.ROOT,
        "%-30s %.4f  deviation %4.1f %%  %.4f to %.4f  %s%n",
        what,
        mean(),
        100 * deviation() / mean(),
        Arrays.stream(bySeed).min().orElseThrow(),
        Arrays.stream(bySeed).max().orElseThrow(),
        Arrays.stream(beside)
            .map(its -> String.format(Locale.ROOT, "%+.1f %%", 100 * (mean() / its.mean() - 1)))
            .collect(Collectors.joining("  ")));
  }
}
