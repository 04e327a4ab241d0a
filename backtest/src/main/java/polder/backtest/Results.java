package polder.backtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import polder.backtest.report.Collector;
import polder.backtest.report.DeviceTotals;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.epoch.StakeLine;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import polder.world.recorded.RecordedDevice;
import polder.world.recorded.RecordedNetwork;

/**
 * Writes what came out of each epoch. For one thread at a time.
 *
 * <p>{@code findings.csv} has, of each reading that is not simply accepted, one row {@code overall}
 * with its verdict and one row for each check that did not pass; on request, what every check said
 * of every reading. A spike is sometimes known only when the next reading is there: then a second
 * {@code overall} row of the same reading stands further below and replaces the first.
 */
final class Results implements AutoCloseable {
  private static final String OVERALL = "overall";

  private final List<RecordedDevice> devices;
  // Only looked up, never walked.
  private final Map<DeviceId, Integer> indexes = new HashMap<>();
  private final Path folder;
  private final boolean allFindings;
  private final CsvWriter rewards;
  private final CsvWriter findings;
  private final Tally tally;
  private final Collector collector;

  private Results(
      Path folder,
      List<RecordedDevice> devices,
      boolean allFindings,
      Collector collector,
      CsvWriter rewards,
      CsvWriter findings) {
    this.folder = folder;
    this.devices = devices;
    this.allFindings = allFindings;
    this.collector = collector;
    this.rewards = rewards;
    this.findings = findings;
    this.tally = new Tally(devices.size());
    for (int i = 0; i < devices.size(); i++) {
      indexes.put(devices.get(i).id(), i);
    }
  }

  static Results open(
      Path folder, RecordedNetwork recorded, boolean allFindings, Collector collector)
      throws IOException {
    CsvWriter rewards =
        CsvWriter.open(folder.resolve("rewards.csv"), "device,epoch,weight,amount,reason");
    try {
      return new Results(
          folder,
          recorded.devices(),
          allFindings,
          collector,
          rewards,
          CsvWriter.open(
              folder.resolve("findings.csv"), "device,time,quantity,check,verdict,value,limit"));
    } catch (IOException e) {
      rewards.close();
      throw e;
    }
  }

  /** Writes one epoch; epochs come in order. */
  void write(SealedEpoch sealed) {
    try {
      for (OutcomeLeaf leaf : sealed.outcome()) {
        switch (leaf) {
          case OutcomeLeaf.Reward reward ->
              write(reward, sealed.header().epoch(), sealed.header().startMillis());
          case OutcomeLeaf.Released released -> tally.released(index(released.device()), released);
          case OutcomeLeaf.Penalised penalty -> tally.penalised(index(penalty.device()), penalty);
          case OutcomeLeaf.Paid payment -> tally.paid(payment);
          case OutcomeLeaf.Refunded refund -> {}
          case OutcomeLeaf.Refusal refusal -> tally.refused(refusal);
          case OutcomeLeaf.Registration registration -> {}
          case StakeLine line -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int index(DeviceId device) {
    return Objects.requireNonNull(indexes.get(device), "only recorded devices are enrolled");
  }

  private void write(OutcomeLeaf.Reward reward, long epoch, long startMillis) throws IOException {
    int index = index(reward.device());
    String name = devices.get(index).name();
    tally.earned(index, reward);
    collector.add(index, reward, startMillis);
    rewards
        .text(name)
        .whole(epoch)
        .decimal(reward.weight(), Amounts.MILLION)
        .decimal(reward.amountNano(), Amounts.TOKEN)
        .text(String.join(" ", reward.reasons()))
        .end();
    for (Assessment assessment : reward.assessments()) {
      // No recorded report is late: a reading from before this epoch is judged in hindsight.
      tally.count(index, assessment, assessment.timeMillis() < startMillis);
      write(name, assessment);
    }
  }

  private void write(String name, Assessment assessment) throws IOException {
    if (assessment.verdict() == Verdict.ACCEPTED && !allFindings) {
      return;
    }
    row(name, assessment).text(OVERALL).text(lower(assessment.verdict())).empty().empty().end();
    for (Finding finding : assessment.findings()) {
      if (allFindings || finding.result() != Finding.Result.PASS) {
        row(name, assessment)
            .text(finding.check())
            .text(lower(finding.result()))
            .thousandths(finding.value())
            .thousandths(finding.limit())
            .end();
      }
    }
  }

  private CsvWriter row(String name, Assessment assessment) {
    return findings.text(name).time(assessment.timeMillis()).text(assessment.subject());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Writes what every device came to, after the last epoch. */
  void finish() throws IOException {
    try (CsvWriter table =
        CsvWriter.open(
            folder.resolve("devices.csv"),
            "device,did,owner,accepted,corroborated,unverified,rejected,amount,held,forfeited")) {
      for (int i = 0; i < devices.size(); i++) {
        RecordedDevice device = devices.get(i);
        table
            .text(device.name())
            .text(device.id().did())
            .text(device.owner().account().toString())
            .whole(tally.readings(i, Verdict.ACCEPTED))
            .whole(tally.readings(i, Verdict.CORROBORATED))
            .whole(tally.readings(i, Verdict.UNVERIFIED))
            .whole(tally.readings(i, Verdict.REJECTED))
            .decimal(tally.amountNano(i), Amounts.TOKEN)
            .decimal(tally.heldNano(i), Amounts.TOKEN)
            .decimal(tally.forfeitedNano(i), Amounts.TOKEN)
            .end();
      }
    }
  }

  /** What every device came to. */
  List<DeviceTotals> totals() {
    List<DeviceTotals> totals = new ArrayList<>(devices.size());
    for (int i = 0; i < devices.size(); i++) {
      RecordedDevice device = devices.get(i);
      totals.add(
          new DeviceTotals(
              device.name(),
              device.owner().name(),
              device.site(),
              tally.readings(i, Verdict.ACCEPTED),
              tally.readings(i, Verdict.CORROBORATED),
              tally.readings(i, Verdict.UNVERIFIED),
              tally.readings(i, Verdict.REJECTED),
              tally.amountNano(i)));
    }
    return totals;
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void close() throws IOException {
    try (rewards) {
      findings.close();
    }
  }
}
