package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.merkle.StateTree;
import polder.protocol.money.Amounts;
import polder.protocol.settlement.SettlementContracts;

/**
 * What every account can claim in total, as the tree that the settlement contract checks claims
 * against: one leaf (chain, contract, token, account, cumulative amount in 18 decimals) an account
 * that ever earned.
 *
 * @param leaves in the order of the accounts
 * @param totalNano the sum of the cumulative amounts, in nano-tokens
 */
public record Payouts(List<PayoutLeaf> leaves, long totalNano) {
  /** The contracts' addresses in a deployment that settles on no chain. */
  private static final SettlementContracts NO_CONTRACTS =
      new SettlementContracts(
          new Account(Bytes.wrap(new byte[Account.SIZE])),
          new Account(Bytes.wrap(new byte[Account.SIZE])));

  /** The payouts under the state {@code after} an epoch. */
  public static Payouts of(StateTree after, DeploymentManifest deployment) {
    List<PayoutLeaf> leaves = new ArrayList<>();
    long total = 0;
    for (Map.Entry<Bytes, Bytes> entry : accounts(after)) {
      long nano = earnedNano(entry);
      total = Math.addExact(total, nano);
      if (nano > 0) {
        leaves.add(leafOf(entry, nano, deployment));
      }
    }
    return new Payouts(leaves, total);
  }

  private static List<Map.Entry<Bytes, Bytes>> accounts(StateTree after) {
    List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
    after.forEach(StateKeys.accounts(), (key, value) -> entries.add(Map.entry(key, value)));
    return entries;
  }

  private static long earnedNano(Map.Entry<Bytes, Bytes> account) {
    return AccountEntry.decode(account.getValue()).earnedNano();
  }

  private static PayoutLeaf leafOf(
      Map.Entry<Bytes, Bytes> account, long nano, DeploymentManifest deployment) {
    SettlementContracts contracts = deployment.settlement().orElse(NO_CONTRACTS);
    return new PayoutLeaf(
        deployment.chainId(),
        contracts.settlement().address(),
        contracts.token().address(),
        Bytes.copyOf(account.getKey().unsafeArray(), 1, Account.SIZE),
        Amounts.toWei(nano));
  }

  /**
   * What a header says of the payouts, for which no leaf need be kept.
   *
   * @param leaves the leaves' hashes, in the order of the accounts
   * @param totalNano the sum of the cumulative amounts, in nano-tokens
   */
  record Hashed(List<Hash> leaves, long totalNano) {
    static Hashed of(StateTree after, DeploymentManifest deployment, EpochEngine engine) {
      List<Hash> hashes = new ArrayList<>();
      long total = 0;
      for (Earned earned : engine.map(accounts(after), entry -> Earned.of(entry, deployment))) {
        total = Math.addExact(total, earned.nano());
        if (earned.nano() > 0) {
          hashes.add(earned.leaf());
        }
      }
      return new Hashed(hashes, total);
    }

    Hash root() {
      return StandardMerkleTree.ofHashes(leaves).root();
    }
  }

  /** What one account can claim, and its leaf's hash where that is anything. */
  private record Earned(long nano, Hash leaf) {
    private static final Earned NOTHING = new Earned(0, Hash.ZERO);

    static Earned of(Map.Entry<Bytes, Bytes> entry, DeploymentManifest deployment) {
      long nano = earnedNano(entry);
      return nano == 0 ? NOTHING : new Earned(nano, leafOf(entry, nano, deployment).hash());
    }
  }

  /** The tree's root; {@link Hash#ZERO} when nobody ever earned. */
  public Hash root() {
    return StandardMerkleTree.of(leaves).root();
  }
}
