package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return of(after, deployment, EpochEngine.SEQUENTIAL);
  }

  static Payouts of(StateTree after, DeploymentManifest deployment, EpochEngine engine) {
    List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
    after.forEach(StateKeys.accounts(), (key, value) -> entries.add(Map.entry(key, value)));
    List<PayoutLeaf> leaves = new ArrayList<>(entries.size());
    long total = 0;
    for (Earned earned : engine.map(entries, entry -> Earned.of(entry, deployment))) {
      earned.leaf().ifPresent(leaves::add);
      total = Math.addExact(total, earned.nano());
    }
    return new Payouts(leaves, total);
  }

  /** What one account can claim, in both forms. */
  private record Earned(long nano, Optional<PayoutLeaf> leaf) {
    static Earned of(Map.Entry<Bytes, Bytes> entry, DeploymentManifest deployment) {
      long nano = AccountEntry.decode(entry.getValue()).earnedNano();
      if (nano == 0) {
        return new Earned(0, Optional.empty());
      }
      Bytes account = Bytes.copyOf(entry.getKey().unsafeArray(), 1, Account.SIZE);
      SettlementContracts contracts = deployment.settlement().orElse(NO_CONTRACTS);
      return new Earned(
          nano,
          Optional.of(
              new PayoutLeaf(
                  deployment.chainId(),
                  contracts.settlement().address(),
                  contracts.token().address(),
                  account,
                  Amounts.toWei(nano))));
    }
  }

  /** The tree's root; {@link Hash#ZERO} when nobody ever earned. */
  public Hash root() {
    return StandardMerkleTree.of(leaves).root();
  }
}
