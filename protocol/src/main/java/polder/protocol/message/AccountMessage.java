package polder.protocol.message;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentIdentity;

/**
 * A message signed by an account's wallet as EIP-712 typed data, which the wallet can show. On the
 * wire: an array of account, sequence, kind of action, the action's fields, and the 65-byte
 * signature r ‖ s ‖ v.
 *
 * @param id SHA-256 of the wire bytes without the signature
 * @param wire the whole message
 * @param account who signed
 * @param sequence grows from message to message of the account
 * @param action what is asked for
 * @param signature r ‖ s ‖ v
 */
public record AccountMessage(
    Hash id, Bytes wire, Account account, long sequence, Action action, Bytes signature)
    implements Message {

  private static final int ITEMS = 5;
  private static final byte ARRAY_OF_FOUR = (byte) 0x84;
  private static final byte EMPTY_BYTES = 0x40;
  private static final String ENROL = "enrol";
  private static final String TRANSFER = "transfer";
  private static final String FUND = "fund";
  private static final String WITHDRAW = "withdraw";
  private static final String APPOINT = "appoint";
  private static final String CREDENTIAL = "credential";

  @Override
  public String network() {
    return action.network();
  }

  @Override
  public Bytes sender() {
    return account.address();
  }

  /** What an account asks for, before it is signed. */
  public record Draft(Account account, long sequence, Action action) {
    /** What a wallet's {@code eth_signTypedData_v4} takes, as plain maps, lists and text. */
    public Map<String, Object> signingRequest(DeploymentIdentity deployment) {
      return Eip712.signingRequest(domain(deployment), typed(action, sequence));
    }

    /** Signs with an account's secret. */
    public AccountMessage sign(byte[] secret, DeploymentIdentity deployment) {
      return with(Bytes.wrap(Secp256k1.sign(secret, digest(deployment, action, sequence))));
    }

    /** With a signature that a wallet gave. */
    public AccountMessage with(Bytes signature) {
      return AccountMessage.decode(
          AccountMessage.encode(this, Optional.of(signature)).toByteArray());
    }

    /** The wire bytes without a signature: account, sequence, kind and fields. */
    public Bytes encode() {
      return AccountMessage.encode(this, Optional.empty()).toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CodecException saying what is wrong and at which byte
     */
    public static Draft decode(Bytes wire) {
      if (wire.size() == 0 || wire.get(0) != ARRAY_OF_FOUR) {
        throw new CodecException("a draft has account, sequence, kind and fields", 0);
      }
      // One item more, an empty signature, makes a message of it.
      byte[] whole = Arrays.copyOf(wire.unsafeArray(), wire.size() + 1);
      whole[0]++;
      whole[wire.size()] = EMPTY_BYTES;
      AccountMessage message = AccountMessage.decode(whole);
      return new Draft(message.account(), message.sequence(), message.action());
    }

    /** As {@link AccountMessage#isPossessionProven}, which needs no signature of the owner. */
    public boolean isPossessionProven(DeploymentIdentity deployment) {
      return with(Bytes.EMPTY).isPossessionProven(deployment);
    }
  }

  /**
   * What a device signs to prove that its key is in the hands of the owner who enrols it: the
   * digest of the enrolment without this proof, after a prefix that no other message starts with.
   */
  public static Bytes possessionStatement(
      DeploymentIdentity deployment, Account owner, long sequence, Action.Enrol enrol) {
    Action.Enrol bare =
        new Action.Enrol(enrol.network(), enrol.device(), enrol.site(), enrol.via(), Bytes.EMPTY);
    return statement(owner, digest(deployment, bare, sequence));
  }

  /** The enrolment {@code enrol} with the proof that {@code device} makes. */
  public static Action.Enrol proven(
      DeploymentIdentity deployment,
      Account owner,
      long sequence,
      Action.Enrol enrol,
      DeviceKey device) {
    Bytes statement = possessionStatement(deployment, owner, sequence, enrol);
    return new Action.Enrol(
        enrol.network(),
        enrol.device(),
        enrol.site(),
        enrol.via(),
        Bytes.wrap(device.sign(statement.unsafeArray())));
  }

  /** Whether the account signed this for {@code deployment}. */
  public boolean isSignatureGood(DeploymentIdentity deployment) {
    return Secp256k1.recover(digest(deployment, action, sequence), signature.toArray())
        .map(account::equals)
        .orElse(false);
  }

  /**
   * What a new key signs to prove that the owner who rotates to it holds it, and the key before to
   * agree: the digest of the rotation without their signatures, as {@link #possessionStatement}.
   */
  public static Bytes rotationStatement(
      DeploymentIdentity deployment, Account owner, long sequence, KeyAction.Rotate rotate) {
    KeyAction.Rotate bare =
        KeyAction.Rotate.unsigned(rotate.network(), rotate.device(), rotate.newKey());
    return statement(owner, digest(deployment, bare, sequence));
  }

  private static Bytes statement(Account owner, Hash digest) {
    return new CborWriter()
        .beginArray(3)
        .text("polder/possession")
        .bytes(owner.address())
        .hash(digest)
        .toBytes();
  }

  /**
   * Whether the devices' keys that this brings in prove that the owner holds them; true of what
   * brings in none. If the key before signed a rotation, too, that signature must be good.
   */
  public boolean isPossessionProven(DeploymentIdentity deployment) {
    return switch (action) {
      case Action.Enrol enrol ->
          isProven(
              enrol.device(),
              possessionStatement(deployment, account, sequence, enrol),
              enrol.possession());
      case KeyAction.Rotate rotate -> {
        Bytes statement = rotationStatement(deployment, account, sequence, rotate);
        yield isProven(rotate.newKey(), statement, rotate.possession())
            && rotate
                .succession()
                .map(signature -> isProven(rotate.device(), statement, signature))
                .orElse(true);
      }
      default -> true;
    };
  }

  private static boolean isProven(DeviceId key, Bytes statement, Bytes signature) {
    return DeviceSignatures.isEnrollable(key)
        && DeviceSignatures.verify(key, statement.unsafeArray(), signature.unsafeArray());
  }

  private static TypedData domain(DeploymentIdentity deployment) {
    return Eip712.domain("Polder", "1", deployment.chainId(), deployment.id());
  }

  private static Hash digest(DeploymentIdentity deployment, Action action, long sequence) {
    return Eip712.digest(domain(deployment), typed(action, sequence));
  }

  private static TypedData typed(Action action, long sequence) {
    return switch (action) {
      case Action.Enrol enrol ->
          new TypedData(
              "Enrol",
              List.of(
                  Field.string("network", enrol.network()),
                  Field.string("device", enrol.device().did()),
                  Field.string(
                      "place", enrol.site().map(site -> site.place().toString()).orElse("")),
                  Field.int64(
                      "heightDecimeters", enrol.site().map(Site::heightDecimeters).orElse(0)),
                  Field.string("via", enrol.via().orElse("")),
                  Field.bytes("possession", enrol.possession()),
                  Field.uint64("sequence", sequence)));
      case Action.Transfer transfer ->
          new TypedData(
              "Transfer",
              List.of(
                  Field.string("network", transfer.network()),
                  Field.string("device", transfer.device().did()),
                  Field.address("newOwner", transfer.newOwner()),
                  Field.uint64("sequence", sequence)));
      case Action.FundPurse fund ->
          new TypedData(
              "FundPurse",
              List.of(
                  Field.string("network", fund.network()),
                  Field.string("group", fund.group()),
                  Field.uint64("amountNano", fund.amountNano()),
                  Field.uint64("sequence", sequence)));
      case Action.Withdraw withdraw ->
          new TypedData(
              "Withdraw",
              List.of(
                  Field.uint64("amountNano", withdraw.amountNano()),
                  Field.uint64("sequence", sequence)));
      case Action.Appoint appoint ->
          new TypedData(
              "Appoint",
              List.of(
                  Field.address("member", appoint.member()),
                  Field.string("role", appoint.role().code()),
                  Field.uint64("sequence", sequence)));
      case Action.ShowCredential show ->
          new TypedData(
              "Credential",
              List.of(
                  Field.string("network", show.network()),
                  Field.bytes("document", show.document()),
                  Field.uint64("sequence", sequence)));
      case KeyAction key -> KeyActionCodec.typed(key, sequence);
    };
  }

  private static CborWriter encode(Draft draft, Optional<Bytes> signature) {
    CborWriter writer = new CborWriter().beginArray(signature.isPresent() ? ITEMS : ITEMS - 1);
    writer.bytes(draft.account().address()).integer(draft.sequence());
    switch (draft.action()) {
      case Action.Enrol enrol -> {
        writer.text(ENROL).beginArray(5).text(enrol.network()).bytes(enrol.device().multikey());
        Site.write(enrol.site(), writer);
        enrol.via().ifPresentOrElse(writer::text, writer::nil);
        writer.bytes(enrol.possession());
      }
      case Action.Transfer transfer ->
          writer
              .text(TRANSFER)
              .beginArray(3)
              .text(transfer.network())
              .bytes(transfer.device().multikey())
              .bytes(transfer.newOwner().address());
      case Action.FundPurse fund ->
          writer
              .text(FUND)
              .beginArray(3)
              .text(fund.network())
              .text(fund.group())
              .integer(fund.amountNano());
      case Action.Withdraw withdraw ->
          writer.text(WITHDRAW).beginArray(1).integer(withdraw.amountNano());
      case Action.Appoint appoint ->
          writer
              .text(APPOINT)
              .beginArray(2)
              .bytes(appoint.member().address())
              .text(appoint.role().code());
      case Action.ShowCredential show ->
          writer.text(CREDENTIAL).beginArray(2).text(show.network()).bytes(show.document());
      case KeyAction key -> KeyActionCodec.write(key, writer);
    }
    signature.ifPresent(writer::bytes);
    return writer;
  }

  /**
   * Reads a message.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static AccountMessage decode(byte[] wire) {
    return decode(Bytes.copyOf(wire));
  }

  static AccountMessage decode(Bytes wire) {
    CborReader reader = new CborReader(wire);
    if (reader.beginArray() != ITEMS) {
      throw new CodecException(
          "an account's message has account, sequence, kind, fields and signature", 0);
    }
    Draft draft;
    Bytes signature;
    try {
      Account account = new Account(reader.bytes());
      long sequence = reader.integer();
      if (sequence < 1) {
        throw new CodecException("the sequence must be 1 or more", reader.offset());
      }
      draft = new Draft(account, sequence, action(reader));
      signature = reader.bytes();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
    reader.end();
    // The 180th meridian has two names: without this, one message could be said in two ways.
    if (!encode(draft, Optional.of(signature)).toBytes().equals(wire)) {
      throw new CodecException("the message is not in its canonical form", 0);
    }
    return new AccountMessage(
        Hash.sha256(encode(draft, Optional.empty()).toByteArray()),
        wire,
        draft.account(),
        draft.sequence(),
        draft.action(),
        signature);
  }

  private static Action action(CborReader reader) {
    String kind = reader.text();
    int expected =
        switch (kind) {
          case ENROL -> 5;
          case TRANSFER, FUND -> 3;
          case APPOINT, CREDENTIAL -> 2;
          case WITHDRAW -> 1;
          default -> KeyActionCodec.fields(kind);
        };
    if (expected == 0) {
      throw new CodecException(
          "an action is enrol, transfer, fund, withdraw, appoint, credential, rotate, revoke or"
              + " resolve",
          reader.offset());
    }
    if (reader.beginArray() != expected) {
      throw new CodecException(
          "the action " + kind + " has " + expected + " fields", reader.offset());
    }
    if (kind.equals(WITHDRAW)) {
      return new Action.Withdraw(amount(reader));
    }
    if (kind.equals(APPOINT)) {
      return new Action.Appoint(new Account(reader.bytes()), Role.of(reader.text()));
    }
    String network = name(reader);
    return switch (kind) {
      case ENROL ->
          new Action.Enrol(
              network,
              new DeviceId(reader.bytes()),
              Site.read(reader),
              reader.tryNil() ? Optional.empty() : Optional.of(name(reader)),
              reader.bytes());
      case TRANSFER ->
          new Action.Transfer(network, new DeviceId(reader.bytes()), new Account(reader.bytes()));
      case FUND -> new Action.FundPurse(network, group(reader), amount(reader));
      case CREDENTIAL -> new Action.ShowCredential(network, reader.bytes());
      default -> KeyActionCodec.read(kind, network, reader);
    };
  }

  private static String name(CborReader reader) {
    String name = reader.text();
    if (name.isEmpty() || name.length() > 40) {
      throw new CodecException("a name has 1 to 40 letters", reader.offset());
    }
    return name;
  }

  private static String group(CborReader reader) {
    String group = reader.text();
    if (group.isEmpty() || group.length() > 80) {
      throw new CodecException("a group's name has 1 to 80 letters", reader.offset());
    }
    return group;
  }

  private static long amount(CborReader reader) {
    long amount = reader.integer();
    if (amount < 1) {
      throw new CodecException("an amount is above 0", reader.offset());
    }
    return amount;
  }
}
