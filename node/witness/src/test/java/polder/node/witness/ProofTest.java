package polder.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochEngine;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.message.Message;

/** What is proven holds for a stranger, and nothing else does. */
class ProofTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final Anchor NODE = new Anchor.Signatures(WORLD.node.id());
  private static final Anchor ANYBODY = new Anchor.SelfConsistent();

  private final EpochArchive archive = new EpochArchive(WORLD.archive());
  private final Prover prover =
      new Prover(
          archive,
          new HeaderChain(archive, NODE),
          new Reexecution(archive, SmallWorld.RULES, EpochEngine.SEQUENTIAL));

  @Test
  void everyMessageIsProvenAlsoFromLaterEpochs() throws IOException {
    for (int epoch = 0; epoch < SmallWorld.EPOCHS; epoch++) {
      for (Bytes wire : WORLD.sealed.get(epoch).inputs()) {
        Hash id = Message.decode(wire.toArray()).id();
        Proof.OfMessage proof = prover.message(id, 6, 100).orElseThrow();

        assertThat(proof.wrong(NODE)).isEmpty();
        assertThat(proof.header().header().epoch()).isEqualTo(epoch);
        assertThat(proof.message().leaf()).isEqualTo(wire);
      }
    }
    assertThat(prover.message(Hash.ZERO, 6, 100)).isEmpty();
  }

  @Test
  void aMessageProofFailsWhenAnythingIsChanged() throws IOException {
    Hash id = Message.decode(WORLD.sealed.get(1).inputs().get(2).toArray()).id();
    Proof.OfMessage good = prover.message(id, 1, 1).orElseThrow();
    MerkleProof path = good.message().proof();
    Bytes wire = good.message().leaf();

    assertThat(with(good, new ProvenLeaf(wire.concat(wire), path)).wrong(ANYBODY)).isPresent();
    assertThat(
            with(good, new ProvenLeaf(wire, new MerkleProof(1, path.size(), path.path())))
                .wrong(ANYBODY))
        .isPresent();
    assertThat(
            with(
                    good,
                    new ProvenLeaf(
                        wire, new MerkleProof(path.index(), path.size() + 1, path.path())))
                .wrong(ANYBODY))
        .isPresent();
    SignedHeader other = SignedHeader.sign(WORLD.sealed.get(2).header(), WORLD.node);
    assertThat(new Proof.OfMessage(other, good.message()).wrong(ANYBODY)).isPresent();
  }

  private static Proof.OfMessage with(Proof.OfMessage proof, ProvenLeaf leaf) {
    return new Proof.OfMessage(proof.header(), leaf);
  }

  @Test
  void anotherNodesHeaderIsOnlySelfConsistent() throws IOException {
    Proof.OfReward good = prover.reward(WORLD.device(0), 1).orElseThrow();
    DeviceKey other = DeviceKey.ed25519(SmallWorld.seed(78));
    Proof forged =
        new Proof.OfReward(
            SignedHeader.sign(good.header().header(), other), good.device(), good.lines());

    assertThat(forged.wrong(NODE))
        .hasValueSatisfying(wrong -> assertThat(wrong).contains(other.id().did()));
    assertThat(forged.wrong(ANYBODY)).isEmpty();
  }

  @Test
  void everyRewardIsProvenAndNoOtherAmount() throws IOException {
    Proof.OfReward good = prover.reward(WORLD.device(1), 5).orElseThrow();
    assertThat(good.wrong(NODE)).isEmpty();
    OutcomeLeaf.Reward reward =
        (OutcomeLeaf.Reward) OutcomeCodec.decode(good.lines().getFirst().leaf());
    assertThat(good.statement())
        .contains(WORLD.device(1).did(), reward.amountNano() + " nano-tokens", "epoch 5");

    OutcomeLeaf.Reward more =
        new OutcomeLeaf.Reward(
            reward.network(),
            reward.group(),
            reward.device(),
            reward.owner(),
            reward.weight(),
            reward.totalWeight(),
            reward.poolNano(),
            reward.paidNano(),
            reward.amountNano() + 1,
            reward.held(),
            reward.factors(),
            reward.reasons(),
            reward.assessments(),
            reward.evidence());
    ProvenLeaf forged = new ProvenLeaf(OutcomeCodec.encode(more), good.lines().getFirst().proof());
    assertThat(new Proof.OfReward(good.header(), good.device(), List.of(forged)).wrong(NODE))
        .isPresent();
    assertThat(new Proof.OfReward(good.header(), WORLD.device(2), good.lines()).wrong(NODE))
        .isPresent();
    assertThat(new Proof.OfReward(good.header(), good.device(), List.of()).wrong(NODE)).isPresent();
    assertThat(prover.reward(WORLD.stranger.id(), 5)).isEmpty();
  }

  @Test
  void anAccountIsProvenInTheContractsLayout() throws IOException {
    Proof.OfAccount good = prover.account(WORLD.owners.get(1), 6).orElseThrow();
    PayoutLeaf leaf = good.payout();
    PayoutLeaf more =
        new PayoutLeaf(
            leaf.chainId(),
            leaf.contract(),
            leaf.token(),
            leaf.account(),
            leaf.cumulativeWei().add(BigInteger.ONE));

    assertThat(good.wrong(NODE)).isEmpty();
    assertThat(new Proof.OfAccount(good.header(), more, good.path()).wrong(NODE)).isPresent();
    assertThat(prover.account(WORLD.owners.get(1), 0)).isEmpty();
  }

  @Test
  void whatWasNotSentIsProvenAbsentAndWhatWasSentIsNot() throws IOException {
    for (int epoch = 0; epoch < SmallWorld.EPOCHS; epoch++) {
      for (int other = 0; other < SmallWorld.EPOCHS; other++) {
        for (Bytes wire : WORLD.sealed.get(other).inputs()) {
          var proof = prover.absence(wire, epoch);
          assertThat(proof.isPresent()).isEqualTo(other != epoch);
          proof.ifPresent(absent -> assertThat(absent.wrong(NODE)).isEmpty());
        }
      }
    }
    Bytes sent = WORLD.sealed.get(1).inputs().getFirst();
    Proof.OfAbsence absent = prover.absence(sent, 2).orElseThrow();
    SignedHeader there = SignedHeader.sign(WORLD.sealed.get(1).header(), WORLD.node);
    assertThat(new Proof.OfAbsence(there, sent, absent.absence()).wrong(NODE)).isPresent();
  }
}
