package polder.bench;

import java.util.Arrays;

/** Runs the measurement that is named first. */
public final class Main {
  private static final String USAGE =
      """
      ./polder bench NAME ARGUMENT…, beside nothing else; what it prints belongs into docs/performance.md

        closing DEVICES EPOCHS HOUR  closes hourly epochs from an hour of the day on: a message a device,
                                     every check, full windows (1000000 6 9 with POLDER_JAVA_OPTIONS=-Xmx8g)
        payouts ACCOUNTS             the payouts tree, beside npm's @openzeppelin/merkle-tree (needs node, npm)
        ingest ROUNDS READINGS       durable intake over HTTP in rounds of 2,000 messages, beside bare
                                     verification (200 1; 40 20)
        events RATE SECONDS          how soon a reading is seen in /v1/events while RATE messages/s come in
        soak MINUTES RATE            devices join, leave, fail and repeat themselves at RATE messages/s; then
                                     every acknowledged message is looked for and every epoch audited
      """;

  private Main() {}

  /** {@code NAME ARGUMENT…}. */
  public static void main(String[] args) throws Exception {
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "closing" -> ClosingRun.main(rest);
      case "payouts" -> PayoutsRun.main(rest);
      case "ingest" -> IngestRun.main(rest);
      case "events" -> EventsRun.main(rest);
      case "soak" -> SoakRun.main(rest);
      default -> {
        System.err.print(USAGE);
        System.exit(2);
      }
    }
  }
}
