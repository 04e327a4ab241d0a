package polder.protocol.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentIdentity;

/**
 * What an account asks about its alerts, or a member about its organisation's, signed as EIP-712
 * typed data as its other messages are. It holds private data, so it is no {@link Message}: no
 * journal and no archive ever sees it. On the wire: an array of account, time, kind, the kind's
 * fields, and the 65-byte signature r ‖ s ‖ v; of a member the organisation stands behind the
 * account.
 *
 * @param account who signed
 * @param owner whose alerts these are: the account's own, or those of an organisation
 * @param issuedMillis when, epoch milliseconds; grows from request to request of the account
 * @param ask what is asked
 * @param signature r ‖ s ‖ v
 */
public record AlertRequest(
    Account account, Account owner, long issuedMillis, AlertAsk ask, Bytes signature) {
  /** Most characters of a target. */
  public static final int MOST_TARGET = 2_000;

  private static final int ITEMS = 5;
  private static final int ITEMS_OF_MEMBER = 6;
  private static final int MOST_NAME = 40;
  private static final String ADD = "add";
  private static final String SHOW = "list";
  private static final String REMOVE = "remove";
  private static final String TEST = "test";
  private static final String CONFIRM = "confirm";

  /** What an account asks about its own alerts. */
  public AlertRequest(Account account, long issuedMillis, AlertAsk ask, Bytes signature) {
    this(account, account, issuedMillis, ask, signature);
  }

  /** Signs {@code ask} with the secret of the account whose alerts these are. */
  public static AlertRequest sign(
      AlertAsk ask, long issuedMillis, byte[] secret, DeploymentIdentity deployment) {
    return new Draft(Secp256k1.account(secret), issuedMillis, ask).sign(secret, deployment);
  }

  /** What is asked of the alerts of {@code owner}, before it is signed. */
  public record Draft(Account owner, long issuedMillis, AlertAsk ask) {
    /** Signs with the secret of the owner or of a member. */
    public AlertRequest sign(byte[] secret, DeploymentIdentity deployment) {
      AlertRequest unsigned =
          new AlertRequest(Secp256k1.account(secret), owner, issuedMillis, ask, Bytes.EMPTY);
      return new AlertRequest(
          unsigned.account,
          owner,
          issuedMillis,
          ask,
          Bytes.wrap(Secp256k1.sign(secret, unsigned.digest(deployment))));
    }
  }

  /** Whether the account signed this for {@code deployment}. */
  public boolean isSignatureGood(DeploymentIdentity deployment) {
    return Secp256k1.recover(digest(deployment), signature.toArray())
        .map(account::equals)
        .orElse(false);
  }

  private boolean isOwn() {
    return owner.equals(account);
  }

  private Hash digest(DeploymentIdentity deployment) {
    TypedData domain = Eip712.domain("Polder", "1", deployment.chainId(), deployment.id());
    return Eip712.digest(domain, typed());
  }

  private TypedData typed() {
    return switch (ask) {
      case AlertAsk.Add add ->
          typed(
              "AlertAdd",
              Field.string("network", add.network()),
              Field.string("device", add.device().map(DeviceId::did).orElse("")),
              Field.string("channel", add.channel()),
              Field.string("target", add.target()));
      case AlertAsk.Show _ -> typed("AlertList");
      case AlertAsk.Remove(String id) -> typed("AlertRemove", Field.string("id", id));
      case AlertAsk.Test(String id) -> typed("AlertTest", Field.string("id", id));
      case AlertAsk.Confirm(String id, String code) ->
          typed("AlertConfirm", Field.string("id", id), Field.string("code", code));
    };
  }

  private TypedData typed(String name, Field... fields) {
    List<Field> all = new ArrayList<>(List.of(fields));
    if (!isOwn()) {
      all.add(Field.address("organisation", owner));
    }
    all.add(Field.uint64("issuedMillis", issuedMillis));
    return new TypedData(name, all);
  }

  /** The wire bytes. */
  public Bytes wire() {
    CborWriter writer = new CborWriter().beginArray(isOwn() ? ITEMS : ITEMS_OF_MEMBER);
    writer.bytes(account.address());
    if (!isOwn()) {
      writer.bytes(owner.address());
    }
    writer.integer(issuedMillis);
    switch (ask) {
      case AlertAsk.Add add -> {
        writer.text(ADD).beginArray(4).text(add.network());
        add.device().ifPresentOrElse(device -> writer.bytes(device.multikey()), () -> writer.nil());
        writer.text(add.channel()).text(add.target());
      }
      case AlertAsk.Show _ -> writer.text(SHOW).beginArray(0);
      case AlertAsk.Remove(String id) -> writer.text(REMOVE).beginArray(1).text(id);
      case AlertAsk.Test(String id) -> writer.text(TEST).beginArray(1).text(id);
      case AlertAsk.Confirm(String id, String code) ->
          writer.text(CONFIRM).beginArray(2).text(id).text(code);
    }
    return writer.bytes(signature).toBytes();
  }

  /**
   * Reads a request.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static AlertRequest decode(Bytes wire) {
    CborReader reader = new CborReader(wire);
    int items = reader.beginArray();
    if (items != ITEMS && items != ITEMS_OF_MEMBER) {
      throw new CodecException(
          "a request about alerts has account, time, kind, fields and signature", 0);
    }
    try {
      Account account = new Account(reader.bytes());
      Account owner = items == ITEMS ? account : new Account(reader.bytes());
      if (items == ITEMS_OF_MEMBER && owner.equals(account)) {
        throw new CodecException("an account's own alerts need no organisation", reader.offset());
      }
      long issuedMillis = reader.integer();
      if (issuedMillis < 1) {
        throw new CodecException("the time is in milliseconds since 1970", reader.offset());
      }
      AlertRequest request =
          new AlertRequest(account, owner, issuedMillis, ask(reader), reader.bytes());
      reader.end();
      return request;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static AlertAsk ask(CborReader reader) {
    String kind = reader.text();
    int expected =
        switch (kind) {
          case ADD -> 4;
          case SHOW -> 0;
          case REMOVE, TEST -> 1;
          case CONFIRM -> 2;
          default ->
              throw new CodecException(
                  "a request is add, list, remove, test or confirm", reader.offset());
        };
    if (reader.beginArray() != expected) {
      throw new CodecException(
          "the request " + kind + " has " + expected + " fields", reader.offset());
    }
    return switch (kind) {
      case ADD ->
          new AlertAsk.Add(
              text(reader, 0, MOST_NAME),
              reader.tryNil() ? Optional.empty() : Optional.of(new DeviceId(reader.bytes())),
              text(reader, 1, MOST_NAME),
              text(reader, 1, MOST_TARGET));
      case SHOW -> new AlertAsk.Show();
      case REMOVE -> new AlertAsk.Remove(text(reader, 1, MOST_NAME));
      case TEST -> new AlertAsk.Test(text(reader, 1, MOST_NAME));
      default -> new AlertAsk.Confirm(text(reader, 1, MOST_NAME), text(reader, 1, MOST_NAME));
    };
  }

  private static String text(CborReader reader, int least, int most) {
    String text = reader.text();
    if (text.length() < least || text.length() > most) {
      throw new CodecException(
          "a text here has " + least + " to " + most + " letters", reader.offset());
    }
    return text;
  }
}
