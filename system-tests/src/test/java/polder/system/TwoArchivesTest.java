package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.epoch.EpochHeader;
import tools.jackson.databind.JsonNode;

/**
 * Who closes shows one archive to some validators and another to others, each right in itself, and
 * signs both: of four with a quarter of the stake each, one more signs the one and one the other,
 * and the fourth is away. Neither has two thirds.
 */
@Tag("full")
class TwoArchivesTest {
  private static final long STAKE = 1_000;

  @TempDir Path folder;
  private DisputedNetwork network;
  private DataDirectory data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    network = new DisputedNetwork(folder);
    data = network.data();
  }

  @AfterEach
  void end() throws Exception {
    network.close();
  }

  @Test
  void theNextAttemptIsFinalAndWhoSignedBothIsSlashed() throws Exception {
    ChildNode node = network.up("2s");
    URI address = node.address();
    ChainHands hands = network.hands(address);
    EvmSettlement chain = hands.settlement();
    List<Wallet> others = List.of(Wallet.random(), Wallet.random(), Wallet.random());
    // Else it opens the next set before all of them are in.
    node.suspend();
    stake(hands, others);
    node.resume();
    node.await(
        "the founder alone to have no quorum",
        () ->
            chain.setOf(chain.head().next()) == 2
                && ChildNode.latestEpoch(address) >= chain.head().next());
    long epoch = chain.head().next();

    Path other = folder.resolve("other");
    network.copyUpTo(epoch, other);
    EpochHeader second = Forgery.closeTwice(other, KeyFile.device(data.nodeKey()));
    HandMadeNode liar = network.liar(other);
    network.validator("one", network.keyFile("one", others.getFirst()), address);
    // It follows both, and comes to the lying one first.
    Path key = network.keyFile("two", others.get(1));
    ChildNode two = network.validator("two", key, liar.address(), address);
    ChildNode twin =
        network.validator("twin", network.keyFile("founder", network.founder()), liar.address());
    twin.await("the founder's second signature and another's", () -> signers(liar, second) == 2);

    node.await("the next attempt to be final", () -> chain.head().next() > epoch);
    assertThat(chain.head().attempt()).isPositive();
    node.await("epochs to go on", () -> chain.head().next() > epoch + 3);
    assertThat(hands.bonded(others.get(1).account()))
        .as("who followed the other signed honestly")
        .isEqualTo(ChainHands.wei(STAKE));

    DataDirectory found = new DataDirectory(folder.resolve("two"));
    Path evidence = network.evidence("two", second);
    two.await("the evidence", () -> DisputedNetwork.holdsSignatures(evidence));
    Path said = folder.resolve("challenge.json");
    List<String> words = network.challengeDouble(evidence, address);
    two.await("both signatures to be told", () -> network.run(said, words, found) == 0);
    JsonNode slashed = network.read(said).path("signedTwice");
    assertThat(slashed).hasSize(1);
    assertThat(slashed.path(0).path("validator").asString(""))
        .isEqualTo(network.founder().account().toString());
    assertThat(hands.bonded(network.founder().account())).isZero();
  }

  private void stake(ChainHands hands, List<Wallet> others) throws Exception {
    ChainHands.Hand rich = hands.of(Wallet.of(KeyFile.owner(data.testAccountKey())));
    ChainHands.Hand founder = hands.of(network.founder());
    for (Wallet other : others) {
      rich.giveCoins(other.account());
      founder.giveTokens(other.account(), STAKE);
      hands.of(other).register(STAKE);
    }
    hands.openSet(rich);
  }

  /** How many accounts told the liar their signature of {@code header}. */
  private static long signers(HandMadeNode liar, EpochHeader header) {
    return liar.taken().stream()
        .filter(one -> one.path("header").asString("").equals("0x" + header.hash().toHex()))
        .map(one -> one.path("account").asString(""))
        .distinct()
        .count();
  }
}
