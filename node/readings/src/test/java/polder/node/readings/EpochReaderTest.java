package polder.node.readings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.node.witness.SmallWorld;
import polder.ports.readings.EpochReadings;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

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

  /** Bids and results of a market are assessed, too; they are no readings. */
  @Test
  void whatIsAssessedOfAMessageThatMeasuresNothingIsNoReading() {
    for (SealedEpoch sealed : SmallWorld.sealed().sealed) {
      EpochReadings readings =
          EpochReader.read(
              sealed.header(), new TreeMap<>(), Map.of(), sealed.inputs(), sealed.outcome());
      assertThat(readings.readings()).noneMatch(EpochReadings.Reading.class::isInstance);
    }
  }
}
