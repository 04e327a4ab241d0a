package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.KeyFile;
import polder.adapters.rocksdb.RocksStore;
import polder.app.DataDirectory;
import polder.epoch.EpochHeader;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;

/** Lies are proven by anyone and cost the bond: real processes on a real chain. */
@Tag("full")
class FaultsTest {
  /** What the founder of a development chain has bonded, and a reporter's part of it. */
  private static final BigInteger BOND = ChainHands.wei(1_000);

  private static final BigInteger SHARE = ChainHands.wei(50);

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
  void aNodeThatDropsWhatItAcknowledgedIsSlashedByTheReceipt() throws Exception {
    ChildNode node = network.up("3s");
    Path receipt = acknowledgedAndLost(node);

    ChildNode again = network.up("3s");
    again.address();
    Path challenge = folder.resolve("challenge.json");
    List<String> words = List.of("challenge", "lost", "--receipt", receipt.toString(), "--json");
    again.await("the receipt to be due", () -> network.run(challenge, words, data) == 0);

    JsonNode lost = network.read(challenge).path("lost").path(0);
    assertThat(lost.path("validator").asString(""))
        .isEqualTo(network.founder().account().toString());
    assertThat(lost.path("bondedWei").asString("")).isEqualTo(BOND.toString());
    assertThat(lost.path("leftWei").asString("")).isEqualTo("0");
    assertThat(lost.path("rewardWei").asString("")).isEqualTo(SHARE.toString());
    assertThat(network.run(challenge, words, data)).as("it costs the bond once").isEqualTo(1);
  }

  /** A message that has its receipt and is gone: what a node did that lost or dropped it. */
  private Path acknowledgedAndLost(ChildNode first) throws Exception {
    ChildNode node = first;
    for (int attempt = 0; ; attempt++) {
      URI address = node.address();
      node.await(
          "an epoch to be final", () -> Payments.status(address).path("final").asLong(-1) >= 0);
      Path receipt = folder.resolve("receipt-" + attempt + ".json");
      List<String> words =
          List.of(
              "device",
              "enroll",
              "--network",
              "demo",
              "--json",
              "--key",
              folder.resolve("device-" + attempt + ".key").toString(),
              "--owner",
              folder.resolve("owner.key").toString(),
              "--lat",
              "52.37",
              "--lon",
              "4.89");
      assertThat(network.run(receipt, words, data)).isZero();
      node.kill();
      Hash message = Hash.fromHex(network.read(receipt).path("message").asString(""));
      if (forget(message)) {
        return receipt;
      }
      // Its epoch was cut already.
      node = network.up("3s");
    }
  }

  /** Takes a message out of the journal of a node that is down; not if an epoch has it. */
  private boolean forget(Hash message) throws IOException {
    Path fresh = folder.resolve("journal");
    List<Entry> entries = new ArrayList<>();
    List<Cut> cuts = new ArrayList<>();
    Map<Bytes, Optional<Bytes>> state = new LinkedHashMap<>();
    Optional<Bytes> header;
    try (RocksStore old = RocksStore.open(data.store())) {
      assertThat(old.journal().begin()).isZero();
      old.journal().read(0, old.journal().end(), entries::add);
      for (long epoch = 0; old.journal().cut(epoch).isPresent(); epoch++) {
        cuts.add(old.journal().cut(epoch).orElseThrow());
      }
      header = old.state().load((key, value) -> state.put(key, Optional.of(value)));
    }
    long sealed = cuts.getLast().endOffset();
    if (entries.stream().limit(sealed).anyMatch(entry -> entry.message().equals(message))) {
      return false;
    }
    assertThat(entries.removeIf(entry -> entry.message().equals(message))).isTrue();
    try (RocksStore store = RocksStore.open(fresh)) {
      if (!entries.isEmpty()) {
        store.journal().append(List.of(new Batch(entries, Bytes.EMPTY)));
      }
      for (Cut cut : cuts) {
        store.journal().cut(cut);
      }
      store.state().commit(header.orElseThrow(), List.copyOf(state.entrySet()));
    }
    Files.move(data.store(), folder.resolve("journal-before"));
    Files.move(fresh, data.store());
    return true;
  }

  @Test
  void aValidatorMadeToSignTwiceIsSlashedByAStranger() throws Exception {
    ChildNode node = network.up("3s");
    URI address = node.address();
    node.await(
        "two epochs to be final", () -> Payments.status(address).path("final").asLong(-1) >= 1);
    Path forged = folder.resolve("forged");
    network.copyUpTo(ChildNode.latestEpoch(address), forged);
    EpochHeader second = Forgery.closeTwice(forged, KeyFile.device(data.nodeKey()));
    HandMadeNode liar = network.liar(forged);

    // The key of the node's validator again, with a data directory of its own.
    Path key = network.keyFile("founder", network.founder());
    ChildNode twin = network.validator("twin", key, liar.address());
    twin.await(
        "its second signature",
        () ->
            liar.taken().stream().anyMatch(one -> one.toString().contains(second.hash().toHex())));
    ChildNode stranger =
        network.validator(
            "stranger", network.keyFile("stranger", Wallet.random()), address, liar.address());
    DataDirectory found = new DataDirectory(folder.resolve("stranger"));
    Path evidence = network.evidence("stranger", second);
    stranger.await("the evidence", () -> DisputedNetwork.holdsSignatures(evidence));

    Path said = folder.resolve("challenge.json");
    List<String> words = network.challengeDouble(evidence, address);
    node.await("the first header to be final", () -> network.run(said, words, found) == 0);
    JsonNode slashed = network.read(said).path("signedTwice").path(0);
    assertThat(slashed.path("validator").asString(""))
        .isEqualTo(network.founder().account().toString());
    assertThat(slashed.path("leftWei").asString("")).isEqualTo("0");
    assertThat(slashed.path("rewardWei").asString("")).isEqualTo(SHARE.toString());
  }

  @Test
  void aFalseRootOfTwoThirdsIsFrozenRefutedAndNotPaid() throws Exception {
    ChildNode node = network.up("2s");
    URI address = node.address();
    ChainHands hands = network.hands(address);
    EvmSettlement chain = hands.settlement();
    Wallet thief = Wallet.random();
    Wallet honest = Wallet.random();
    // Else it opens the next set before both of them are in.
    node.suspend();
    stake(hands, thief, honest);
    node.resume();
    Path forged = folder.resolve("forged");
    HandMadeNode liar = network.liar(forged);
    ChildNode watch =
        network.validator(
            "watch",
            network.keyFile("watch", honest),
            List.of(address, liar.address()),
            List.of("--challenge", "--rpc", network.rpc(address).toString()));
    watch.await(
        "the founder alone to have no quorum",
        () ->
            chain.setOf(chain.head().next()) == 2
                && ChildNode.latestEpoch(address) >= chain.head().next());

    // Two thirds of the stake, in one hand, sign that all belongs to it.
    long epoch = chain.head().next();
    network.copyUpTo(epoch, forged);
    SettlementContracts contracts = network.contracts(address);
    PayoutLeaf leaf =
        new PayoutLeaf(
            Payments.status(address).path("chainId").asLong(),
            contracts.settlement().address(),
            contracts.token().address(),
            thief.account().address(),
            BigInteger.valueOf(1_000).multiply(BigInteger.TEN.pow(9)));
    EpochHeader header =
        Forgery.claim(
            forged,
            StandardMerkleTree.of(List.of(leaf)).root(),
            1_000,
            DeviceKey.ed25519(new byte[32]));
    ChainHands.Hand hand = hands.of(thief);
    hand.carryOut(DisputedNetwork.finalise(network.domain(address), chain, header, thief));
    assertThat(chain.head().hash()).isEqualTo(header.hash());
    Settlement.Claim claim = new Settlement.Claim(thief.account(), leaf.cumulativeWei(), List.of());

    watch.await("the challenge", () -> chain.head().disputed().equals(Optional.of(epoch)));
    assertThat(network.run(folder.resolve("status"), List.of("status"), data)).isZero();
    assertThat(Files.readString(folder.resolve("status"))).contains("over epoch " + epoch);
    List<String> vote =
        List.of(
            "challenge",
            "vote",
            Long.toString(epoch),
            "refute",
            "--key",
            data.validatorKey().toString());
    assertThat(network.run(folder.resolve("vote"), vote, data)).isZero();

    watch.await("the decision", () -> chain.head().disputed().isEmpty());
    assertThat(chain.head().next()).as("it is taken back").isEqualTo(epoch);
    assertThat(chain.head().attempt()).isEqualTo(1);
    assertThat(hands.bonded(thief.account())).isEqualTo(ChainHands.wei(2_500));
    assertThat(hands.bonded(honest.account())).isEqualTo(ChainHands.wei(1_000));
    assertThat(hands.tokens(honest.account()))
        .as("its bond, and its share")
        .isEqualTo(ChainHands.wei(100 + 125));
    assertThatThrownBy(() -> hand.carryOut(chain.claim(List.of(claim))))
        .hasMessageContaining("BadProof");
    assertThat(hands.tokens(thief.account())).isZero();
  }

  /** The thief gets five of seven thousand, the rest stays with two honest ones. */
  private void stake(ChainHands hands, Wallet thief, Wallet honest) throws Exception {
    ChainHands.Hand rich = hands.of(Wallet.of(KeyFile.owner(data.testAccountKey())));
    rich.giveCoins(thief.account());
    rich.giveCoins(honest.account());
    ChainHands.Hand founder = hands.of(network.founder());
    founder.giveTokens(thief.account(), 5_000);
    founder.giveTokens(honest.account(), 1_100);
    hands.of(thief).register(5_000);
    hands.of(honest).register(1_000);
    hands.openSet(rich);
  }
}
