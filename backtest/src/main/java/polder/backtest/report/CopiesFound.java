package polder.backtest.report;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.protocol.identity.DeviceId;

/** The devices whose readings failed by comparison with one other device, and with which. */
final class CopiesFound {
  private final SortedMap<Integer, Found> byDevice = new TreeMap<>();

  /**
   * A device.
   *
   * @param original the other, as it was named last
   * @param firstMillis time of the first reading that failed
   * @param lastMillis time of the last
   * @param readings how many failed
   */
  record Found(
      DeviceId original,
      String check,
      String quantity,
      long firstMillis,
      long lastMillis,
      long readings) {}

  /** Counts a finding, if it is one that failed and names another device. */
  void add(int device, Assessment assessment, Finding finding) {
    if (finding.result() != Finding.Result.FAIL || finding.other().isEmpty()) {
      return;
    }
    long millis = assessment.timeMillis();
    Found before = byDevice.get(device);
    byDevice.put(
        device,
        new Found(
            finding.other().get(),
            finding.check(),
            assessment.subject(),
            before == null ? millis : Math.min(before.firstMillis(), millis),
            before == null ? millis : Math.max(before.lastMillis(), millis),
            before == null ? 1 : before.readings() + 1));
  }

  SortedMap<Integer, Found> byDevice() {
    return Collections.unmodifiableSortedMap(byDevice);
  }

  Found of(int device) {
    return Objects.requireNonNull(byDevice.get(device));
  }
}
