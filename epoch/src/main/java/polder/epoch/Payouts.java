package polder.epoch;

import java.util.ArrayList;
import java.util.List;
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
  private static final int FIRST_BYTES = 1 << Byte.SIZE;

  /** The contracts' addresses in a deployment that settles on no chain. */
  private static final SettlementContracts NO_CONTRACTS =
      new SettlementContracts(
          new Account(Bytes.wrap(new byte[Account.SIZE])),
          new Account(Bytes.wrap(new byte[Account.SIZE])));

  /** The payouts under the state {@code after} an epoch. */
  public static Payouts of(StateTree after, DeploymentManifest deployment) {
    List<PayoutLeaf> leaves = new ArrayList<>();
    long[] total = {0};
    after.forEach(
        StateKeys.accounts(),
        (key, value) -> {
          long nano = AccountEntry.decode(value).earnedNano();
          if (nano > 0) {
            total[0] = Math.addExact(total[0], nano);
            leaves.add(leafOf(key, nano, deployment));
          }
        });
    return new Payouts(leaves, total[0]);
  }

  private static PayoutLeaf leafOf(Bytes account, long nano, DeploymentManifest deployment) {
    SettlementContracts contracts = deployment.settlement().orElse(NO_CONTRACTS);
    return new PayoutLeaf(
        deployment.chainId(),
        contracts.settlement().address(),
        contracts.token().address(),
        Bytes.copyOf(account.unsafeArray(), 1, Account.SIZE),
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
      List<Hash> leaves = new ArrayList<>();
      long total = 0;
      for (Hashed some : engine.map(byFirstByte(), prefix -> of(after, prefix, deployment))) {
        total = Math.addExact(total, some.totalNano());
        leaves.addAll(some.leaves());
      }
      return new Hashed(leaves, total);
    }

    /** What the keys of accounts begin with up to the first byte of the address, in order. */
    private static List<Bytes> byFirstByte() {
      List<Bytes> prefixes = new ArrayList<>(FIRST_BYTES);
      for (int first = 0; first < FIRST_BYTES; first++) {
        prefixes.add(StateKeys.accounts().concat(Bytes.wrap(new byte[] {(byte) first})));
      }
      return prefixes;
    }

    private static Hashed of(StateTree after, Bytes prefix, DeploymentManifest deployment) {
      List<Hash> leaves = new ArrayList<>();
      long[] total = {0};
      after.forEach(
          prefix,
          (key, value) -> {
            long nano = AccountEntry.decode(value).earnedNano();
            if (nano > 0) {
              total[0] = Math.addExact(total[0], nano);
              leaves.add(leafOf(key, nano, deployment).hash());
            }
          });
      return new Hashed(leaves, total[0]);
    }

    Hash root(EpochEngine engine) {
      return StandardMerkleTree.ofHashes(leaves, engine::map).root();
    }
  }

  /** The tree's root; {@link Hash#ZERO} when nobody ever earned. */
  public Hash root() {
    return StandardMerkleTree.of(leaves).root();
  }
}
