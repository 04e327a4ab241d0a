package polder.backtest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import polder.protocol.geo.Place;
import polder.protocol.money.Amounts;
import polder.world.recorded.RecordedNetwork;
import tools.jackson.databind.JsonNode;

/**
 * All that the page shows of one run; it is embedded as JSON, so names here are names there.
 *
 * @param rules the rule set
 * @param summary the document {@code summary.json}
 * @param devices what the devices came to
 * @param rejections rejected readings over time
 * @param rewards how earnings are spread
 * @param checks what each check caught and cost
 * @param otherLosses tokens not earned for other reasons
 * @param fullEpochs epochs in which the network's whole share was paid out
 * @param worst the devices with most rejected readings, with the check that rejected most
 * @param panels their curves
 * @param copies copies beside their originals
 */
// The arrays are written as JSON once, and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RunFacts(
    RuleSet rules,
    JsonNode summary,
    Devices devices,
    Rejections rejections,
    Distribution rewards,
    List<Check> checks,
    Map<String, Double> otherLosses,
    int fullEpochs,
    List<Worst> worst,
    List<Panel> panels,
    CopyPair.Copies copies) {
  private static final int MOST_DEVICES = 20_000;
  private static final int MOST_WORST = 25;
  private static final double ROUNDING = 10_000;

  /**
   * Rules by name.
   *
   * @param file the manifest's file name
   * @param values all values by path, such as {@code parameters.period}
   */
  public record RuleSet(String file, SortedMap<String, String> values) {}

  /**
   * Devices, one element of each array a device.
   *
   * @param total how many there are; where that is more than 20,000, an even sample is shown
   */
  public record Devices(
      int total,
      List<String> name,
      double[] lat,
      double[] lon,
      long[] accepted,
      long[] corroborated,
      long[] unverified,
      long[] rejected,
      double[] earned) {}

  /**
   * Rejected readings by time.
   *
   * @param readings all readings of each bin
   * @param reasons rejected readings that failed one check only
   * @param several rejected readings that failed several
   */
  public record Rejections(
      long startMillis, long widthMillis, long[] readings, List<Reason> reasons, long[] several) {}

  /** Rejected readings of each bin that failed {@code check} only. */
  public record Reason(String check, long[] counts) {}

  /**
   * A check.
   *
   * @param failed readings that failed it, those that neighbours spoke for included
   * @param rejected of them, those that were rejected
   * @param alone of them, those that failed nothing else
   * @param devices devices with rejected readings that failed it
   * @param lost tokens not earned because of it, an estimate
   */
  public record Check(
      String name,
      String sentence,
      long failed,
      long rejected,
      long alone,
      int devices,
      double lost) {}

  /** A device with many rejected readings. */
  public record Worst(String device, long rejected, long readings, double earned, String check) {}

  /**
   * Gathers what is to be shown after the last epoch.
   *
   * @param drawn names of devices whose curves are wanted besides those of the worst
   */
  public static RunFacts of(
      RuleSet rules,
      JsonNode summary,
      RecordedNetwork recorded,
      List<DeviceTotals> totals,
      Collector collector,
      List<String> drawn) {
    List<Integer> worst = worst(totals);
    return new RunFacts(
        rules,
        summary,
        devices(totals),
        collector.rejections(),
        Distribution.of(totals.stream().mapToDouble(RunFacts::tokens).toArray()),
        collector.checkFacts(),
        collector.otherLosses(),
        collector.fullEpochs(),
        worst.stream()
            .limit(MOST_WORST)
            .map(device -> row(totals.get(device), collector.mainCheck(device).orElse("")))
            .toList(),
        new Panels(recorded, totals, collector).of(worst, drawn),
        new Pairs(recorded, totals, collector.copies()).copies());
  }

  private static List<Integer> worst(List<DeviceTotals> totals) {
    List<Integer> worst = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      if (totals.get(i).rejected() > 0) {
        worst.add(i);
      }
    }
    worst.sort(
        Comparator.<Integer>comparingLong(device -> totals.get(device).rejected())
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    return worst;
  }

  private static Worst row(DeviceTotals device, String check) {
    return new Worst(device.name(), device.rejected(), device.readings(), tokens(device), check);
  }

  private static Devices devices(List<DeviceTotals> totals) {
    int size = Math.min(totals.size(), MOST_DEVICES);
    List<DeviceTotals> shown = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      shown.add(totals.get((int) ((long) i * totals.size() / size)));
    }
    return new Devices(
        totals.size(),
        shown.stream().map(DeviceTotals::name).toList(),
        shown.stream().mapToDouble(device -> degrees(device.site().place().latMicro())).toArray(),
        shown.stream().mapToDouble(device -> degrees(device.site().place().lonMicro())).toArray(),
        shown.stream().mapToLong(DeviceTotals::accepted).toArray(),
        shown.stream().mapToLong(DeviceTotals::corroborated).toArray(),
        shown.stream().mapToLong(DeviceTotals::unverified).toArray(),
        shown.stream().mapToLong(DeviceTotals::rejected).toArray(),
        shown.stream().mapToDouble(RunFacts::tokens).toArray());
  }

  private static double degrees(int micro) {
    return (double) micro / Place.MICROS;
  }

  static double tokens(DeviceTotals device) {
    return rounded((double) device.amountNano() / Amounts.TOKEN);
  }

  /** To four decimals, which is what the page shows at most. */
  static double rounded(double tokens) {
    return Math.round(tokens * ROUNDING) / ROUNDING;
  }
}
