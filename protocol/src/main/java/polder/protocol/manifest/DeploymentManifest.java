package polder.protocol.manifest;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/**
 * The rules that all networks of one deployment share: one token, one clock, one chain of epochs.
 *
 * @param name a short name, lower-case letters, digits and hyphens
 * @param chainId the EVM chain on which the deployment settles; also in what wallets sign
 * @param genesisMillis start of epoch 0, epoch milliseconds
 * @param epochMillis length of an epoch, from 1 s to 7 d
 * @param emission what is minted
 * @param graceMillis how much older than its epoch's start a reading may be before it is late
 * @param clockToleranceMillis how far ahead of its epoch's end a reading may be
 * @param snapshotEvery epochs from one state snapshot to the next, from 1 on
 * @param messagesPerEpoch most messages of one sender in one epoch
 * @param takeoverEpochs after so many epochs of silence of whoever closes another validator does
 * @param genesisBalancesNano what accounts can spend inside from the beginning, nano-tokens
 * @param settlement the contracts that pay, if a chain does
 * @param validators what those earn who sign
 */
public record DeploymentManifest(
    String name,
    long chainId,
    long genesisMillis,
    long epochMillis,
    Emission emission,
    long graceMillis,
    long clockToleranceMillis,
    long snapshotEvery,
    long messagesPerEpoch,
    long takeoverEpochs,
    SortedMap<Account, Long> genesisBalancesNano,
    Optional<SettlementContracts> settlement,
    ValidatorTerms validators)
    implements DeploymentIdentity {

  /** How long whoever closes may be silent where a deployment does not say. */
  public static final long USUAL_TAKEOVER_EPOCHS = 3;

  private static final long SECOND = 1_000;
  // The end of the year 9999, the latest time that any message can state.
  private static final long LATEST_MILLIS = 253_402_300_799_999L;
  private static final long WEEK = 7 * 86_400_000L;

  public DeploymentManifest {
    genesisBalancesNano = Collections.unmodifiableSortedMap(new TreeMap<>(genesisBalancesNano));
    Names.check("name", name);
    if (epochMillis < SECOND || epochMillis > WEEK) {
      throw new ManifestException("epoch must be from 1s to 7d");
    }
    if (chainId < 1 || genesisMillis < 0 || snapshotEvery < 1 || messagesPerEpoch < 1) {
      throw new ManifestException(
          "chain_id, snapshot_every and messages_per_epoch must be above 0, genesis not before"
              + " 1970");
    }
    if (takeoverEpochs < 1) {
      throw new ManifestException("takeover_epochs must be above 0");
    }
    if (graceMillis < 0 || clockToleranceMillis < 0) {
      throw new ManifestException("grace and clock_tolerance must not be negative");
    }
    checkMoney(emission, genesisBalancesNano);
    if (settlement.isPresent() && !genesisBalancesNano.isEmpty()) {
      throw new ManifestException(
          "genesis_balances are covered by no deposit, so a deployment with settlement has none");
    }
  }

  /** All money there can ever be fits a long, so that no account or purse can overflow. */
  private static void checkMoney(Emission emission, SortedMap<Account, Long> balances) {
    BigInteger all = emission.mostNano();
    for (long balance : balances.values()) {
      all = all.add(BigInteger.valueOf(balance));
    }
    if (all.bitLength() >= Long.SIZE) {
      throw new ManifestException(
          "emission over all time and genesis_balances exceed 9223372036 tokens");
    }
  }

  /** Reads the document of a deployment. */
  public static DeploymentManifest of(Value.Table document) {
    Parameters top = new Parameters("", document);
    Parameters emission = top.table("emission");
    DeploymentManifest manifest =
        new DeploymentManifest(
            top.text("name"),
            top.whole("chain_id", 1, Long.MAX_VALUE),
            top.whole("genesis_millis", 0, LATEST_MILLIS),
            top.durationMillis("epoch"),
            new Emission(
                emission.decimal("per_day", 9, 0, Long.MAX_VALUE),
                emission.durationMillis("halving")),
            top.durationMillis("grace"),
            top.durationMillis("clock_tolerance"),
            top.whole("snapshot_every", 1, 1_000_000),
            top.whole("messages_per_epoch", 1, 1_000_000),
            top.has("takeover_epochs")
                ? top.whole("takeover_epochs", 1, 1_000_000)
                : USUAL_TAKEOVER_EPOCHS,
            balances(top),
            settlement(top),
            ValidatorTerms.of(top));
    top.finish();
    return manifest;
  }

  private static SortedMap<Account, Long> balances(Parameters top) {
    SortedMap<Account, Long> balances = new TreeMap<>();
    top.findTable("genesis_balances")
        .ifPresent(table -> {
          for (String name : table.names()) {
            if (balances.put(
                    account(table.pathOf(name), name), table.decimal(name, 9, 1, Long.MAX_VALUE))
                != null) {
              throw new ManifestException(table.pathOf(name) + " is there twice");
            }
          }
        });
    return balances;
  }

  private static Optional<SettlementContracts> settlement(Parameters top) {
    return top.findTable("settlement")
        .map(table ->
            new SettlementContracts(
                account(table.pathOf("contract"), table.text("contract")),
                account(table.pathOf("token"), table.text("token")),
                table.findText("inbox").map(inbox -> account(table.pathOf("inbox"), inbox))));
  }

  private static Account account(String path, String text) {
    try {
      return Account.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ManifestException(path + " is no account: " + e.getMessage(), e);
    }
  }

  /** Derived from name, chain and genesis: whoever changes one of them makes another deployment. */
  @Override
  public Hash id() {
    return Hash.sha256(
        new CborWriter()
            .beginArray(4)
            .text("polder/deployment")
            .text(name)
            .integer(chainId)
            .integer(genesisMillis)
            .toByteArray());
  }
}
