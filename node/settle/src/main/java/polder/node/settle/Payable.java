package polder.node.settle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Payouts;
import polder.epoch.SealedEpoch;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.merkle.StateTree;

/**
 * Proofs by which accounts claim against the released epoch. The states of the epochs between
 * sealing and release are kept, as they share nearly everything; after a restart the state is
 * computed from the archive once.
 */
public final class Payable {
  private static final int MOST_STATES = 512;

  private final EpochArchive archive;
  private final HeaderChain headers;
  private final Reexecution reexecution;
  private final Map<Hash, StateTree> states =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, StateTree> eldest) {
          return size() > MOST_STATES;
        }
      };
  private Optional<Tree> current = Optional.empty();

  private record Tree(
      EpochHeader header,
      List<PayoutLeaf> leaves,
      Map<Account, Integer> places,
      StandardMerkleTree tree) {}

  /** What an account can claim in total after {@code header}. */
  public record OfAccount(EpochHeader header, Account account, PayoutLeaf leaf, List<Hash> proof) {}

  /** From {@code archive}, by {@code headers}. */
  public Payable(EpochArchive archive, HeaderChain headers, Reexecution reexecution) {
    this.archive = archive;
    this.headers = headers;
    this.reexecution = reexecution;
  }

  /** Keeps the state of an epoch that was just sealed. */
  public void sealed(SealedEpoch epoch) {
    Hash hash = epoch.header().hash();
    StateTree after = epoch.after().copy();
    synchronized (states) {
      states.put(hash, after);
    }
  }

  /** What {@code account} can claim after {@code epoch}; empty if it never earned anything. */
  public Optional<OfAccount> of(Account account, long epoch) throws IOException {
    Tree tree = tree(epoch);
    return Optional.ofNullable(tree.places().get(account))
        .map(place -> proof(tree, account, place));
  }

  /**
   * All accounts after {@code after}, in their order.
   *
   * @param limit at most so many
   */
  public List<OfAccount> page(long epoch, Optional<Account> after, int limit) throws IOException {
    Tree tree = tree(epoch);
    List<OfAccount> page = new ArrayList<>();
    for (Map.Entry<Account, Integer> place : tree.places().entrySet()) {
      if (page.size() < limit && (after.isEmpty() || place.getKey().compareTo(after.get()) > 0)) {
        page.add(proof(tree, place.getKey(), place.getValue()));
      }
    }
    return page;
  }

  private static OfAccount proof(Tree tree, Account account, int place) {
    return new OfAccount(
        tree.header(), account, tree.leaves().get(place), tree.tree().proof(place));
  }

  private synchronized Tree tree(long epoch) throws IOException {
    SignedHeader signed = headers.at(epoch);
    EpochHeader header = signed.header();
    Hash hash = header.hash();
    if (current.isPresent() && current.get().header().hash().equals(hash)) {
      return current.get();
    }
    Optional<StateTree> kept;
    synchronized (states) {
      kept = Optional.ofNullable(states.get(hash)).map(StateTree::copy);
    }
    StateTree after = kept.isPresent() ? kept.get() : reexecution.stateAfter(headers, signed);
    DeploymentManifest deployment = archive.manifests(header).deployment();
    List<PayoutLeaf> leaves = Payouts.of(after, deployment).leaves();
    Map<Account, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < leaves.size(); i++) {
      places.put(new Account(leaves.get(i).account()), i);
    }
    Tree tree = new Tree(header, leaves, places, StandardMerkleTree.of(leaves));
    current = Optional.of(tree);
    return tree;
  }
}
