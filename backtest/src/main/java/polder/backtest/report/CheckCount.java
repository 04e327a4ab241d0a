package polder.backtest.report;

import java.util.BitSet;

/** What one check caught, and what it cost. */
final class CheckCount {
  private final String name;
  private final long[] aloneByBin;
  private final BitSet devices = new BitSet();
  private long failed;
  private long rejected;
  private long alone;
  private double lostTokens;

  CheckCount(String name, int bins) {
    this.name = name;
    this.aloneByBin = new long[bins];
  }

  /** A reading failed it, whatever became of the reading. */
  void failed() {
    failed++;
  }

  /** A reading that is rejected failed it. */
  void rejected(int device, double lost) {
    rejected++;
    devices.set(device);
    lostTokens += lost;
  }

  /** A reading is rejected for nothing else. */
  void alone(int bin) {
    alone++;
    aloneByBin[bin]++;
  }

  String name() {
    return name;
  }

  long rejected() {
    return rejected;
  }

  long[] aloneByBin() {
    return aloneByBin;
  }

  RunFacts.Check facts() {
    return new RunFacts.Check(
        name,
        CheckSentences.of(name),
        failed,
        rejected,
        alone,
        devices.cardinality(),
        RunFacts.rounded(lostTokens));
  }
}
