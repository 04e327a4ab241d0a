package polder.node.view;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import polder.epoch.Pool;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.NetworkRules;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.money.Amounts;

/** What a network pays for and why, in plain words: its kind's, then those that hold for all. */
final class Words {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int PPM_DIGITS = 6;

  private Words() {}

  /** Of a network, as of {@code window}. */
  static List<String> of(Standing standing, String network, EpochWindow window) {
    NetworkManifest manifest = standing.manifests().network(network).orElseThrow();
    NetworkRules<?> rules = standing.rules().get(network);
    List<String> words = new ArrayList<>(rules == null ? List.of() : rules.guide().words());
    NetworkManifest.Pay pay = manifest.pay();
    Pool pool =
        Pool.of(standing.manifests().deployment(), manifest, window.startMillis(), DAY.toMillis());
    words.add(
        "At present up to "
            + tokens(pool.nano())
            + " tokens a day are paid ("
            + decimal(pay.sharePpm(), 4)
            + " % of all that is newly minted), split by how much each device counts.");
    words.add(
        "All of that is paid once devices count as much as "
            + decimal(pay.targetWeight(), PPM_DIGITS)
            + " whole ones; while they count less, only their part is minted.");
    if (pay.probationMillis() > 0) {
      words.add(held(pay));
    }
    if (manifest.simulated()) {
      words.add("All of this is simulated: no device, reading or place here is real.");
    }
    return words;
  }

  /** How long what a new device earns is held. */
  static String held(NetworkManifest.Pay pay) {
    String held =
        "What a new device earns is held back for its first " + duration(pay.probationMillis());
    return pay.forfeitBelowPpm() == 0
        ? held + ", then paid."
        : held
            + ", then paid, or lost if it counted as less than "
            + decimal(pay.forfeitBelowPpm(), 4)
            + " % of a whole one.";
  }

  /** Whole tokens where there are many, all digits where there are few. */
  private static String tokens(long nano) {
    return nano >= 1_000 * Amounts.TOKEN
        ? String.valueOf(nano / Amounts.TOKEN)
        : new BigDecimal(Amounts.format(nano)).stripTrailingZeros().toPlainString();
  }

  static String decimal(long unscaled, int digits) {
    return BigDecimal.valueOf(unscaled, digits).stripTrailingZeros().toPlainString();
  }

  /** Such as "day", "3 days" or "1 hour and 30 minutes"; milliseconds are left out. */
  static String duration(long millis) {
    Duration time = Duration.ofMillis(millis);
    List<String> parts = new ArrayList<>();
    add(parts, time.toDays(), "day");
    add(parts, time.toHoursPart(), "hour");
    add(parts, time.toMinutesPart(), "minute");
    add(parts, time.toSecondsPart(), "second");
    String only = parts.size() == 1 ? parts.getFirst() : "";
    return only.startsWith("1 ") ? only.substring(2) : String.join(" and ", parts);
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count == 1 ? "1 " + unit : count + " " + unit + "s");
    }
  }
}
