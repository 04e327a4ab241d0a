package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.app.DataDirectory;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.backtest.Backtest;
import polder.backtest.BacktestListener;
import polder.backtest.BacktestRequest;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.protocol.identity.DeviceId;

/** A backtest pays every device in every epoch what a node pays that got the same data. */
class BacktestEqualsReplayTest {
  @TempDir Path folder;

  @Test
  void paysASimulatedFleetTheSame() throws Exception {
    paysTheSame(Recorded.simulated(folder, 60, 48));
  }

  @Test
  void paysStationsInBerlinTheSame() throws Exception {
    paysTheSame(Recorded.berlin(folder, 60));
  }

  private void paysTheSame(Recorded recorded) throws Exception {
    DataDirectory data = new DataDirectory(folder.resolve("node"));
    List<SealedEpoch> sealed = recorded.replay(data);
    Path out = folder.resolve("backtest");
    new Backtest(
            new RuleBook(Kinds.ALL),
            new BacktestRequest(
                recorded.manifest(),
                Optional.of(new ManifestFolder(data.manifests()).deploymentFile()),
                Optional.empty(),
                recorded.files(),
                out,
                1,
                false))
        .run(BacktestListener.NONE);

    List<String> paid = rewards(out.resolve("rewards.csv"));
    assertThat(paid).hasSizeGreaterThan(1_000).anyMatch(row -> !row.endsWith(" 0"));
    assertThat(rewards(recorded, sealed)).isEqualTo(paid);
    sealed.forEach(BacktestEqualsReplayTest::addsUp);
  }

  /** All lines of an epoch together are what its header says, to the last nano-token. */
  private static void addsUp(SealedEpoch sealed) {
    long paidNano = 0;
    for (OutcomeLeaf leaf : sealed.outcome()) {
      if (leaf instanceof OutcomeLeaf.Reward reward) {
        paidNano = Math.addExact(paidNano, reward.amountNano());
      }
    }
    assertThat(paidNano)
        .as("epoch " + sealed.header().epoch())
        .isEqualTo(sealed.header().paidNano());
  }

  /** Device, epoch, weight in parts per million and amount in nano-tokens of each row. */
  private static List<String> rewards(Path csv) throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(csv, StandardCharsets.UTF_8);
    assertThat(lines.getFirst()).isEqualTo("device,epoch,weight,amount,reason");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      long weight = new BigDecimal(cells[2]).movePointRight(6).longValueExact();
      long amount = new BigDecimal(cells[3]).movePointRight(9).longValueExact();
      rows.add(cells[0] + " " + cells[1] + " " + weight + " " + amount);
    }
    return rows;
  }

  private static List<String> rewards(Recorded recorded, List<SealedEpoch> epochs)
      throws IOException {
    Map<DeviceId, String> names = new HashMap<>();
    recorded.load().devices().forEach(device -> names.put(device.id(), device.name()));
    List<String> rows = new ArrayList<>();
    for (SealedEpoch sealed : epochs) {
      for (OutcomeLeaf leaf : sealed.outcome()) {
        if (leaf instanceof OutcomeLeaf.Reward reward) {
          rows.add(
              names.get(reward.device())
                  + " "
                  + sealed.header().epoch()
                  + " "
                  + reward.weight()
                  + " "
                  + reward.amountNano());
        }
      }
    }
    return rows;
  }
}
