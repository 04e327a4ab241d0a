package polder.bench;

import java.util.Arrays;

/** Runs the measurement that is named first. */
public final class Main {
  private static final String USAGE =
      """
      ./polder bench NAME ARGUMENT…, beside nothing else; what it prints belongs into docs/performance.md

        closing DEVICES EPOCHS HOUR  closes hourly epochs from an hour of the day on: a message a device,
                                     every check, full windows (1000000 6 9 with POLDER_JAVA_OPTIONS=-Xmx8g)
        growth DEVICES DAYS [KEEP]   memory and disk a device and day: hourly epochs of a message a device through
                                     journal, closing, archive and readings; KEEP is `without` or `with` retention,
                                     else first the one, then the other (100 30)
        payouts ACCOUNTS             the payouts tree, beside npm's @openzeppelin/merkle-tree (needs node, npm)
        finality MESSAGES EPOCHS     from an epoch's end until it is final on a development chain, which four
                                     validators, each a process, sign (100000 3; needs anvil)
        ingest ROUNDS READINGS DOOR  durable intake over http or mqtt in rounds of 2,000 messages, beside bare
                                     verification (300 1 http; 40 20 http)
        events RATE SECONDS          how soon a reading is seen in /v1/events while RATE messages/s come in
        soak MINUTES RATE            devices join, leave, fail and repeat themselves at RATE messages/s; then
                                     every acknowledged message is looked for and every epoch audited
        dashboards DEVICES LISTENERS SECONDS   what open dashboards cost a node, and how fluid a browser pans
                                     the map (10000 100 120; needs Chromium and web/node_modules for the latter)
        market ORDERS BIDS           clears orders with so many bids each, of 1,000 machines (10000 10)
        yuma VALIDATORS MINERS       epochs of Yuma consensus, everyone with an opinion of every miner (256 4096)
        aggregate UPDATES PARAMETERS each rule of aggregation over updates, a quarter of them hostile (100 1000000;
                                     with POLDER_JAVA_OPTIONS=-Xmx2g)
        wasm ROUNDS                  fuel a second of compiled WebAssembly programs, and how much longer they take
                                     than without counting it (7)
        render SAMPLES               a frame in 4 x 2 tiles, put together and hashed, beside the same frame by
                                     plain Blender (16; needs blender)
        train ROUNDS                 steps a second of our trainer, beside PyTorch on one thread (9; Linux on x86-64)
        federated TRAIN_DAYS EXAM_DAYS SEEDS FILE.csv.gz…  models of recorded temperatures that stay with their owners,
                                     beside some trained on all of them at one place, and a quarter of hostile
                                     owners (51 10 10 ta-2017-01.csv.gz ta-2017-06.csv.gz)
        own-rows TRAIN_DAYS SEEDS FILE.csv.gz…   whether rows tell who trained on them (20 4 ta-2017-01.csv.gz)
        jmh [PATTERN]                JMH: signatures, decoders, trees and encoders one by one
      """;

  private Main() {}

  /** {@code NAME ARGUMENT…}. */
  public static void main(String[] args) throws Exception {
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "closing" -> ClosingRun.main(rest);
      case "growth" -> GrowthRun.main(rest);
      case "wasm" -> WasmBenchRun.main(rest);
      case "jmh" -> PrimitivesRun.main(rest);
      case "payouts" -> PayoutsRun.main(rest);
      case "finality" -> FinalityRun.main(rest);
      case "ingest" -> IngestRun.main(rest);
      case "events" -> EventsRun.main(rest);
      case "dashboards" -> DashboardsRun.main(rest);
      case "market" -> MarketRun.main(rest);
      case "yuma" -> YumaRun.main(rest);
      case "aggregate" -> AggregateRun.main(rest);
      case "render" -> RenderRun.main(rest);
      case "train" -> TrainRun.main(rest);
      case "federated" -> FederatedRun.main(rest);
      case "own-rows" -> OwnRowsRun.main(rest);
      case "soak" -> SoakRun.main(rest);
      default -> {
        System.err.print(USAGE);
        System.exit(2);
      }
    }
  }
}
