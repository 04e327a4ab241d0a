package polder.backtest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import polder.epoch.EpochHeader;
import polder.networks.Assessment.Verdict;
import polder.protocol.manifest.Manifests;
import polder.protocol.money.Amounts;
import polder.world.recorded.EpochFeed;
import polder.world.recorded.RecordedCounts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backtest in numbers, as it stands in {@code summary.json}. All but seconds, peak memory and
 * threads follow from the inputs alone.
 *
 * @param network the network
 * @param signatures that nobody signed
 * @param genesisMillis start of epoch 0, epoch milliseconds
 * @param epochMillis length of an epoch
 * @param epochs number of epochs
 * @param devices devices that measured something and stand somewhere
 * @param readings their readings
 * @param accepted readings accepted, the corroborated ones included
 * @param corroborated of the accepted: unusual, but distinct owners saw the same
 * @param unverified readings that nothing speaks against, and too little for
 * @param rejected readings that failed a check
 * @param rejectedBy how many of the rejected failed each check; one may fail several
 * @param refused readings that were in messages refused as a whole
 * @param refusedMessages such messages by reason
 * @param repeated readings left out because an equal one was at the same time
 * @param paid tokens paid, those that are held or were lost later included
 * @param held tokens still held at the end
 * @param lost tokens that were held and forfeited
 * @param root hash of the last epoch's header, which stands for all headers before it
 * @param stateRoot root of the state after the last epoch
 * @param payoutsRoot root of what accounts can claim after it
 * @param manifests hash of the rules
 * @param threads threads that computed
 * @param seconds wall time, reading and writing included
 * @param peakMemoryBytes most memory of the process so far, see {@link ProcessMemory}
 * @param warnings what a reader should know of the data, in sentences
 */
public record Summary(
    String network,
    String signatures,
    long genesisMillis,
    long epochMillis,
    long epochs,
    long devices,
    long readings,
    long accepted,
    long corroborated,
    long unverified,
    long rejected,
    SortedMap<String, Long> rejectedBy,
    long refused,
    SortedMap<String, Long> refusedMessages,
    long repeated,
    BigDecimal paid,
    BigDecimal held,
    BigDecimal lost,
    String root,
    String stateRoot,
    String payoutsRoot,
    String manifests,
    int threads,
    BigDecimal seconds,
    long peakMemoryBytes,
    List<String> warnings) {
  /** The file's name. */
  public static final String FILE = "summary.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final String UNSIGNED = "none: recorded data";
  private static final long TENTH_NANOS = 100_000_000;

  static Summary of(
      Manifests manifests,
      RecordedCounts counts,
      EpochFeed feed,
      Tally tally,
      EpochHeader last,
      int threads,
      long startNanos) {
    long corroborated = tally.readings(Verdict.CORROBORATED);
    long accepted = tally.readings(Verdict.ACCEPTED) + corroborated;
    long unverified = tally.readings(Verdict.UNVERIFIED);
    long rejected = tally.readings(Verdict.REJECTED);
    return new Summary(
        manifests.networks().firstKey(),
        UNSIGNED,
        manifests.deployment().genesisMillis(),
        manifests.deployment().epochMillis(),
        feed.epochs(),
        counts.devices(),
        counts.readings(),
        accepted,
        corroborated,
        unverified,
        rejected,
        tally.rejectedBy(),
        counts.readings() - feed.repeated() - accepted - unverified - rejected,
        tally.refusedMessages(),
        feed.repeated(),
        tokens(tally.paidNano()),
        tokens(tally.heldNano()),
        tokens(tally.lostNano()),
        last.hash().toHex(),
        last.stateRoot().toHex(),
        last.payoutsRoot().toHex(),
        last.manifests().toHex(),
        threads,
        BigDecimal.valueOf((System.nanoTime() - startNanos) / TENTH_NANOS, 1),
        ProcessMemory.peakBytes(),
        warnings(counts, feed));
  }

  private static BigDecimal tokens(long nano) {
    return new BigDecimal(Amounts.format(nano));
  }

  private static List<String> warnings(RecordedCounts counts, EpochFeed feed) {
    List<String> warnings = new ArrayList<>();
    warn(warnings, counts.withoutHeight(), "devices have no height: it counts as 0 m");
    if (counts.unknownDevices() > 0) {
      warnings.add(
          counts.unknownDevices()
              + " devices with "
              + counts.unknownDeviceReadings()
              + " readings are not in the table of stations: left out");
    }
    if (counts.placelessDevices() > 0) {
      warnings.add(
          counts.placelessDevices()
              + " devices with "
              + counts.placelessReadings()
              + " readings have no place: left out");
    }
    warn(warnings, counts.missingValues(), "fields are empty: nothing was measured");
    warn(warnings, feed.repeated(), "readings repeat an equal one at the same time: left out");
    return List.copyOf(warnings);
  }

  private static void warn(List<String> warnings, long count, String what) {
    if (count > 0) {
      warnings.add(count + " " + what);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(this) + "\n", StandardCharsets.UTF_8);
  }

  /** The document that is in the file. */
  JsonNode document() {
    return MAPPER.valueToTree(this);
  }
}
