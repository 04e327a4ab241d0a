package polder.epoch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;
import polder.protocol.settlement.ChainPoint;

/**
 * The seal of an epoch: what it was computed from and what came out. Headers form a chain by {@code
 * previous}, the same chain that the settlement contract keeps: a header's {@link #hash} is that of
 * the form in which validators sign it and the contract reads it.
 *
 * @param deployment which deployment
 * @param epoch number of the epoch, from 0 on
 * @param attempt how often the same entries were closed before
 * @param previous hash of the header before
 * @param startMillis start of the window
 * @param endMillis end of the window
 * @param chain up to which block of the chain events are inputs, and who signs
 * @param eventsRoot Merkle root of those events in canonical order
 * @param eventsCount how many
 * @param eventsFile SHA-256 of the archive's file of them
 * @param seed what all draws of this epoch come from
 * @param seedTrust who could have bent the seed
 * @param linksFile SHA-256 of the archive's file of the validators' links in it
 * @param linksCount how many
 * @param withheld validators whose link was due and did not come, ascending
 * @param program hash of the code
 * @param manifests hash of the rules in force
 * @param inputsRoot Merkle root of the messages in canonical order
 * @param inputsCount how many
 * @param inputsFile SHA-256 of the archive's file of them
 * @param identitiesRoot Merkle root of the messages' identities, ascending and each once, so that
 *     it can be proven which message is in no epoch
 * @param identitiesCount how many
 * @param outcomeRoot Merkle root of the outcome's lines
 * @param outcomeCount how many
 * @param outcomeFile SHA-256 of the archive's file of them
 * @param stateRoot root of the state after
 * @param payoutsRoot root of what accounts can claim in total, in the layout of OpenZeppelin's
 *     StandardMerkleTree
 * @param paidNano what this epoch paid, over all networks
 * @param earnedNano what all accounts can claim together, since genesis
 * @param mintedNano what of it is new; the rest was deposited before
 */
public record EpochHeader(
    Hash deployment,
    long epoch,
    long attempt,
    Hash previous,
    long startMillis,
    long endMillis,
    ChainPoint chain,
    Hash eventsRoot,
    long eventsCount,
    Hash eventsFile,
    Hash seed,
    SeedTrust seedTrust,
    Hash linksFile,
    long linksCount,
    List<Account> withheld,
    Hash program,
    Hash manifests,
    Hash inputsRoot,
    long inputsCount,
    Hash inputsFile,
    Hash identitiesRoot,
    long identitiesCount,
    Hash outcomeRoot,
    long outcomeCount,
    Hash outcomeFile,
    Hash stateRoot,
    Hash payoutsRoot,
    long paidNano,
    long earnedNano,
    long mintedNano) {

  private static final int FIELDS = 33;
  private static final int MOST_WITHHELD = 4_096;
  private static final String FORMS = "polder/header/";

  /** Counted up with whatever it rests on: a state of another form would be read as nonsense. */
  private static final String FORM = FORMS + "4";

  /** Copies the list. */
  public EpochHeader {
    withheld = List.copyOf(withheld);
  }

  /** Who could have bent a seed. */
  public enum SeedTrust {
    /** The node that closed the epoch: it could have tried several sets of messages. */
    OPERATOR_TRUSTED,
    /** Only all together whose links are in it, by withholding them: nobody could choose it. */
    VALIDATORS;

    /** So many validators' links make the difference: one could be the closing node's own. */
    static final int LEAST_LINKS = 2;

    /** What people and programs are told. */
    public String word() {
      return switch (this) {
        case OPERATOR_TRUSTED -> "operator-trusted";
        case VALIDATORS -> "validators";
      };
    }
  }

  /** What was fixed of it before its seed could be known. */
  public FixedInputs fixed() {
    return new FixedInputs(
        deployment,
        epoch,
        attempt,
        previous,
        startMillis,
        endMillis,
        chain,
        eventsRoot,
        inputsRoot,
        manifests,
        program);
  }

  /** The canonical bytes. */
  public Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .text(FORM)
            .hash(deployment)
            .integer(epoch)
            .integer(attempt)
            .hash(previous)
            .integer(startMillis)
            .integer(endMillis)
            .integer(chain.block())
            .hash(chain.blockHash())
            .integer(chain.validatorSet())
            .hash(eventsRoot)
            .integer(eventsCount)
            .hash(eventsFile)
            .hash(seed)
            .integer(seedTrust.ordinal())
            .hash(linksFile)
            .integer(linksCount)
            .beginArray(withheld.size());
    withheld.forEach(account -> writer.bytes(account.address()));
    return writer
        .hash(program)
        .hash(manifests)
        .hash(inputsRoot)
        .integer(inputsCount)
        .hash(inputsFile)
        .hash(identitiesRoot)
        .integer(identitiesCount)
        .hash(outcomeRoot)
        .integer(outcomeCount)
        .hash(outcomeFile)
        .hash(stateRoot)
        .hash(payoutsRoot)
        .integer(paidNano)
        .integer(earnedNano)
        .integer(mintedNano)
        .toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   */
  public static EpochHeader decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int fields = reader.beginArray();
    String form = reader.text();
    if (form.startsWith(FORMS) && !form.equals(FORM)) {
      throw new CodecException(
          "this is an epoch header of another version of Polder (" + form + ", not " + FORM + ")",
          0);
    }
    if (fields != FIELDS || !form.equals(FORM)) {
      throw new CodecException("this is no epoch header", 0);
    }
    EpochHeader header =
        new EpochHeader(
            reader.hash(),
            reader.integer(),
            reader.integer(),
            reader.hash(),
            reader.integer(),
            reader.integer(),
            chain(reader),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.hash(),
            trust(reader.integer()),
            reader.hash(),
            reader.integer(),
            withheld(reader),
            reader.hash(),
            reader.hash(),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.integer(),
            reader.hash(),
            reader.hash(),
            reader.hash(),
            reader.integer(),
            reader.integer(),
            reader.integer());
    reader.end();
    return header;
  }

  private static ChainPoint chain(CborReader reader) {
    long block = reader.integer();
    Hash blockHash = reader.hash();
    long validatorSet = reader.integer();
    if (block < 0 || validatorSet < 0) {
      throw new CodecException("blocks and validator sets are numbered from 0 on", reader.offset());
    }
    return new ChainPoint(block, blockHash, validatorSet);
  }

  private static SeedTrust trust(long ordinal) {
    if (ordinal < 0 || ordinal >= SeedTrust.values().length) {
      throw new CodecException("unknown trust in the seed: " + ordinal, 0);
    }
    return SeedTrust.values()[(int) ordinal];
  }

  private static List<Account> withheld(CborReader reader) {
    int size = reader.beginArray();
    if (size > MOST_WITHHELD) {
      throw new CodecException("more validators than there can be", reader.offset());
    }
    List<Account> accounts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Bytes address = reader.bytes();
      if (address.size() != Account.SIZE
          || i > 0 && accounts.getLast().address().compareTo(address) >= 0) {
        throw new CodecException("who withheld is listed by account, each once", reader.offset());
      }
      accounts.add(new Account(address));
    }
    return accounts;
  }

  /**
   * The form in which validators sign it and the settlement contract reads it: the struct {@code
   * Header} of EIP-712. It names all else of the header by {@code evidence}, the SHA-256 of the
   * canonical bytes. Nothing is burnt inside yet.
   */
  public TypedData typed() {
    return new TypedData(
        "Header",
        List.of(
            Field.uint64("epoch", epoch),
            Field.uint64("attempt", attempt),
            Field.bytes32("parent", previous),
            Field.bytes32("evidence", Hash.sha256(encode().unsafeArray())),
            Field.bytes32("inputs", inputsRoot),
            Field.bytes32("identities", identitiesRoot),
            Field.uint64("identityCount", identitiesCount),
            Field.bytes32("outcome", outcomeRoot),
            Field.bytes32("state", stateRoot),
            Field.bytes32("payouts", payoutsRoot),
            Field.uint256("total", Amounts.toWei(earnedNano)),
            Field.uint256("minted", Amounts.toWei(mintedNano)),
            Field.uint256("burnt", BigInteger.ZERO),
            Field.uint64("anchorBlock", chain.block()),
            Field.bytes32("anchorHash", chain.blockHash()),
            Field.bytes32("manifest", manifests),
            Field.bytes32("program", program),
            Field.uint64("setVersion", chain.validatorSet())));
  }

  /** {@code hashStruct} of {@link #typed}, by which the next header names this one. */
  public Hash hash() {
    return typed().hashStruct();
  }
}
