package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.compute.Machine;
import polder.networks.compute.Speed;

/** The owner's money goes into a bond once, whatever an order holds of it. */
class BondWatchTest {
  private static final long BOND = 5;

  private final BondWatch watch = new BondWatch();

  private static MarketView view(long epoch, boolean isListed) {
    Machine self =
        new Machine(
            Orders.MACHINE,
            Orders.OWNER,
            BOND,
            0,
            0,
            "",
            List.of(),
            Orders.capacity(),
            Speed.UNKNOWN,
            Optional.empty());
    return new MarketView(
        epoch,
        epoch * 10,
        epoch * 10 + 10,
        new TreeMap<>(),
        new TreeMap<>(),
        isListed ? Optional.of(self) : Optional.empty());
  }

  private static Optional<Ledger.Funding> funded(long epoch) {
    return Optional.of(new Ledger.Funding(epoch, BOND));
  }

  @Test
  void aNewMachinesIsFundedAtOnce() {
    assertThat(watch.isKnown(view(7, false), false, Optional.empty())).isTrue();
    assertThat(watch.isKnown(view(8, true), false, funded(7))).as("it is on its way").isFalse();
    assertThat(watch.isKnown(view(10, true), false, funded(7))).isTrue();
  }

  /** The order is over and forgotten, and its part of the bond is still held. */
  @Test
  void whatAnOrderHeldIsWaitedFor() {
    watch.isKnown(view(10, true), false, funded(1));
    assertThat(watch.isKnown(view(20, true), true, funded(1))).isFalse();
    assertThat(watch.isKnown(view(21, true), false, funded(1))).isFalse();
    assertThat(watch.isKnown(view(22, true), false, funded(1))).isTrue();
  }

  /** Killed as its order ended: the next run knows of no order. */
  @Test
  void anEarlierRunMayHaveHadAnOrder() {
    assertThat(watch.isKnown(view(20, true), false, funded(1))).isFalse();
    assertThat(watch.isKnown(view(21, true), false, funded(1))).isFalse();
    assertThat(watch.isKnown(view(22, true), false, funded(1))).isTrue();
  }
}
