package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.merkle.StateTree;
import polder.protocol.money.Amounts;

/**
 * What every account can claim in total, as the tree that the settlement contract checks claims
 * against: one leaf (chain, contract, token, account, cumulative amount in 18 decimals) an account
 * that ever earned.
 */
public record Payouts(List<PayoutLeaf> leaves) {
  // The contract's and the token's address until a deployment settles on a chain.
  private static final Bytes UNSET = Bytes.wrap(new byte[20]);

  /** The payouts under the state {@code after} an epoch. */
  public static Payouts of(StateTree after, DeploymentManifest deployment) {
    return of(after, deployment, EpochEngine.SEQUENTIAL);
  }

  static Payouts of(StateTree after, DeploymentManifest deployment, EpochEngine engine) {
    List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
    after.forEach(StateKeys.accounts(), (key, value) -> entries.add(Map.entry(key, value)));
    List<PayoutLeaf> leaves = new ArrayList<>(entries.size());
    engine
        .map(entries, entry -> leaf(entry, deployment.chainId()))
        .forEach(leaf -> leaf.ifPresent(leaves::add));
    return new Payouts(leaves);
  }

  private static Optional<PayoutLeaf> leaf(Map.Entry<Bytes, Bytes> entry, long chainId) {
    long earned = AccountEntry.decode(entry.getValue()).earnedNano();
    if (earned == 0) {
      return Optional.empty();
    }
    Bytes account = Bytes.copyOf(entry.getKey().unsafeArray(), 1, 20);
    return Optional.of(new PayoutLeaf(chainId, UNSET, UNSET, account, Amounts.toWei(earned)));
  }

  /** The tree's root; {@link Hash#ZERO} when nobody ever earned. */
  public Hash root() {
    return StandardMerkleTree.of(leaves).root();
  }
}
