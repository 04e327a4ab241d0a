package polder.node.readings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.Outcome;
import polder.networks.SenderRecord;
import polder.node.witness.SmallWorld;
import polder.ports.readings.EpochReadings;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.message.DeviceMessage;

class EpochReaderTest {
  private static final SealedEpoch FIRST = SmallWorld.sealed().sealed.getFirst();

  private static Account owner(OutcomeLeaf.Registration registration) {
    EpochReadings readings =
        EpochReader.read(
            FIRST.header(), new TreeMap<>(), Map.of(), FIRST.inputs(), List.of(registration));
    assertThat(readings.enrolments()).hasSize(1);
    return ((EpochReadings.Enrolled) readings.enrolments().getFirst()).owner();
  }

  /** Whoever signed: what the outcome says decides. */
  @Test
  void aDeviceThatAManagerStatesAnewStaysItsOrganisations() {
    OutcomeLeaf.Registration own =
        FIRST.outcome().stream()
            .filter(OutcomeLeaf.Registration.class::isInstance)
            .map(OutcomeLeaf.Registration.class::cast)
            .findFirst()
            .orElseThrow();
    Account company = new Account(Bytes.fromHex("22".repeat(20)));
    OutcomeLeaf.Registration byManager =
        new OutcomeLeaf.Registration(
            own.network(),
            own.account(),
            own.message(),
            own.action(),
            own.subject() + " for " + company);

    assertThat(owner(own)).isEqualTo(own.account());
    assertThat(owner(byManager)).isEqualTo(company);
  }

  /** A kind whose assessments are of bids and the like. */
  private static final class Market implements NetworkRules<Bytes> {
    @Override
    public Judgement<Bytes> judge(DeviceMessage message, SenderRecord sender, EpochWindow window) {
      return new Judgement.Plausible<>(message.payload());
    }

    @Override
    public boolean assessesReadings() {
      return false;
    }

    @Override
    public Grouping group(Bytes evidence, SenderRecord sender) {
      return new Grouping(new GroupKey("order"), List.of());
    }

    @Override
    public Outcome weigh(GroupInputs<Bytes> inputs, EpochContext context) {
      throw new AssertionError("who reads an epoch weighs nothing");
    }

    @Override
    public Bytes merge(Bytes first, Bytes second) {
      return first;
    }
  }

  @Test
  void whatAKindAssessesThatMeasuresNothingIsNoReading() {
    Map<String, NetworkRules<?>> rules =
        FIRST.outcome().stream()
            .map(OutcomeLeaf::network)
            .distinct()
            .collect(Collectors.toMap(name -> name, name -> new Market()));
    for (SealedEpoch sealed : SmallWorld.sealed().sealed) {
      EpochReadings readings =
          EpochReader.read(
              sealed.header(), new TreeMap<>(), rules, sealed.inputs(), sealed.outcome());
      assertThat(readings.readings()).isEmpty();
    }
  }
}
