package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import polder.adapters.files.DirectoryArchive;
import polder.epoch.OutcomeLeaf;
import polder.networks.GroupKey;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.identity.Account;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came into an order's purse, went out of it, and came back, added up over all sealed epochs.
 *
 * @param fundedNano what the renter's client noted that it gave
 * @param paidEpoch the last one in which anybody was paid; −1 if there is none
 */
record Purse(long fundedNano, long backNano, Map<Account, Long> paid, long paidEpoch) {

  /**
   * Reads it.
   *
   * @param archive the node's
   * @param client the folder of the renter's client
   */
  static Purse of(Path archive, Path client, GroupKey order) throws IOException {
    return of(archive, funded(client, order), order);
  }

  /** The same of any group, into whose purse so much was put. */
  static Purse of(Path archive, long fundedNano, GroupKey order) throws IOException {
    EpochArchive epochs = new EpochArchive(new DirectoryArchive(archive));
    long latest = epochs.latest().orElseThrow().epoch();
    Map<Account, Long> paid = new HashMap<>();
    long back = 0;
    long paidEpoch = -1;
    for (long epoch = 0; epoch <= latest; epoch++) {
      for (OutcomeLeaf leaf : epochs.outcome(epochs.header(new Position(epoch, 0)).header())) {
        switch (leaf) {
          case OutcomeLeaf.Paid its when its.group().equals(order) -> {
            paid.merge(its.to(), its.amountNano(), Math::addExact);
            paidEpoch = epoch;
          }
          case OutcomeLeaf.Refunded its when its.group().equals(order) -> back += its.amountNano();
          default -> {}
        }
      }
    }
    return new Purse(fundedNano, back, paid, paidEpoch);
  }

  private static long funded(Path client, GroupKey order) throws IOException {
    try (Stream<Path> files = Files.walk(client)) {
      Path note =
          files
              .filter(file -> file.getFileName().toString().equals(order.text() + ".json"))
              .findFirst()
              .orElseThrow();
      return JsonMapper.shared()
          .readTree(Files.readString(note, StandardCharsets.UTF_8))
          .path("fundedNano")
          .asLong();
    }
  }

  /** All that was paid out of it. */
  long paidNano() {
    return paid.values().stream().reduce(0L, Math::addExact);
  }

  /** Nothing of it is lost, and nothing was paid that was not in it. */
  void assertWhole() {
    assertThat(fundedNano).isPositive().isEqualTo(Math.addExact(paidNano(), backNano));
  }
}
