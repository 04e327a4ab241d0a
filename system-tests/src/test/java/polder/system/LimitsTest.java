package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.witness.Forged;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.TypedData;

/**
 * What not even all of the stake can have, if it lies with one voice. (Foreign rules: {@link
 * GovernanceTest}.)
 */
@Tag("full")
class LimitsTest {
  @TempDir Path folder;
  private DisputedNetwork network;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    network = new DisputedNetwork(folder);
  }

  @AfterEach
  void end() throws Exception {
    network.close();
  }

  @Test
  void oldRootsAgainAndMoreThanTheScheduleAreReverted() throws Exception {
    Path data = network.data().root();
    new Payments(data).shortenProbation();
    ChildNode node = network.child(ChildNode.startWithChain(data, "--epoch", "2s"));
    URI address = node.address();
    EvmSettlement chain = network.hands(address).settlement();
    node.await("rewards to be final", () -> earned(chain.head().next() - 1) > 0);
    Liar liar = new Liar(network.domain(address), network.hands(address), chain);
    // So that it cannot be faster with what is true.
    node.suspend();

    long next = chain.head().next();
    Path archive = folder.resolve("archive");
    EpochHeader honest = next(archive, next);
    EpochHeader last = header(archive, next - 1);
    assertThat(chain.head().hash()).isEqualTo(last.hash());
    liar.isReverted(last, "WrongEpoch");
    liar.isReverted(header(archive, 0), "WrongEpoch");
    assertThat(last.earnedNano()).isPositive();
    EpochHeader first = header(archive, 0);
    liar.isReverted(
        Forged.withPayouts(honest, first.payoutsRoot(), last.earnedNano() - 1), "AmountFell");
    liar.isReverted(
        Forged.withPayouts(honest, first.payoutsRoot(), Long.MAX_VALUE / 2), "OverBudget");

    node.resume();
    node.await("the honest ones to be final", () -> chain.head().next() > next + 1);
  }

  /** Signs whatever it is given. */
  private final class Liar {
    private final TypedData domain;
    private final ChainHands hands;
    private final EvmSettlement chain;

    Liar(TypedData domain, ChainHands hands, EvmSettlement chain) {
      this.domain = domain;
      this.hands = hands;
      this.chain = chain;
    }

    void isReverted(EpochHeader header, String reason) throws Exception {
      Wallet stranger = Wallet.of(KeyFile.owner(network.data().testAccountKey()));
      ChainHands.Hand hand = hands.of(stranger);
      assertThatThrownBy(() ->
              hand.carryOut(DisputedNetwork.finalise(domain, chain, header, network.founder())))
          .hasMessageContaining(reason);
    }
  }

  private long earned(long epoch) throws IOException {
    return epoch < 0 ? 0 : header(network.data().archive(), epoch).earnedNano();
  }

  private static EpochHeader header(Path archive, long epoch) throws IOException {
    return new EpochArchive(new DirectoryArchive(archive)).header(new Position(epoch, 0)).header();
  }

  /** The header of the first epoch that is not final, sealed or about to be. */
  private EpochHeader next(Path archive, long epoch) throws IOException {
    EpochArchive node = new EpochArchive(new DirectoryArchive(network.data().archive()));
    long sealed = node.latest().map(Position::epoch).orElse(-1L);
    network.copyUpTo(Math.min(sealed, epoch), archive);
    if (sealed >= epoch) {
      return header(archive, epoch);
    }
    EpochArchive copy = new EpochArchive(new DirectoryArchive(archive));
    return Forgery.closeNext(
        archive, DeviceKey.ed25519(new byte[32]), copy.manifests(header(archive, sealed)));
  }
}
