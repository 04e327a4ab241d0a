package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.epoch.OutcomeLeaf;
import polder.epoch.Payouts;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.StandardMerkleTree;

/** Makes proofs from an archive. Where there is nothing to prove, there is no proof. */
public final class Prover {
  private final EpochArchive archive;
  private final HeaderChain chain;
  private final Reexecution reexecution;

  /** From {@code archive}, by the headers of {@code chain}. */
  public Prover(EpochArchive archive, HeaderChain chain, Reexecution reexecution) {
    this.archive = archive;
    this.chain = chain;
    this.reexecution = reexecution;
  }

  /**
   * That the message is among the inputs of {@code epoch} or of one before it.
   *
   * @param mostEpochs how many epochs to look through
   */
  public Optional<Proof.OfMessage> message(Hash message, long epoch, long mostEpochs)
      throws IOException {
    return Optional.ofNullable(
            new MessageSearch(archive, chain)
                .find(List.of(message), List.of(), chain.at(epoch), mostEpochs)
                .get(message))
        .map(found -> new Proof.OfMessage(found.header(), found.proven()));
  }

  /** That the message is not among the inputs of {@code epoch}; empty if it is. */
  public Optional<Proof.OfAbsence> absence(Bytes wire, long epoch) throws IOException {
    SignedHeader header = chain.at(epoch);
    ProvenList inputs = ProvenList.inputs(archive, header);
    Hash id = MessageSearch.identity(wire);
    for (Bytes input : inputs.items()) {
      if (MessageSearch.identity(input).equals(id)) {
        return Optional.empty();
      }
    }
    AbsenceProof proof =
        AbsenceProof.of(
            inputs.tree(), inputs.items(), Proof.InputOrder.keyOf(wire), Proof.InputOrder.ORDER);
    return Optional.of(new Proof.OfAbsence(header, wire, proof));
  }

  /** What {@code device} earned in {@code epoch}, zero included; empty if it has no line. */
  public Optional<Proof.OfReward> reward(DeviceId device, long epoch) throws IOException {
    return reward(device, epoch, Optional.empty());
  }

  /** The same, of {@code network} alone if one is named. */
  public Optional<Proof.OfReward> reward(DeviceId device, long epoch, Optional<String> network)
      throws IOException {
    SignedHeader header = chain.at(epoch);
    ProvenList outcome = ProvenList.outcome(archive, header);
    List<ProvenLeaf> lines = new ArrayList<>();
    List<OutcomeLeaf> leaves = archive.outcome(header.header());
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i) instanceof OutcomeLeaf.Reward reward
          && reward.device().equals(device)
          && network.map(reward.network()::equals).orElse(true)) {
        lines.add(outcome.prove(i));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(new Proof.OfReward(header, device, lines));
  }

  /** What {@code account} can claim after {@code epoch}; empty if it never earned anything. */
  public Optional<Proof.OfAccount> account(Account account, long epoch) throws IOException {
    SignedHeader header = chain.at(epoch);
    Payouts payouts =
        Payouts.of(
            reexecution.stateAfter(chain, header), archive.manifests(header.header()).deployment());
    for (int i = 0; i < payouts.leaves().size(); i++) {
      if (payouts.leaves().get(i).account().equals(account.address())) {
        return Optional.of(
            new Proof.OfAccount(
                header, payouts.leaves().get(i), StandardMerkleTree.of(payouts.leaves()).proof(i)));
      }
    }
    return Optional.empty();
  }
}
