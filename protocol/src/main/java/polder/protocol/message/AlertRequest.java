package polder.protocol.message;

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
 * What an account asks about its alerts, signed as EIP-712 typed data as its other messages are. It
 * holds private data, so it is no {@link Message}: no journal and no archive ever sees it. On the
 * wire: an array of account, time, kind, the kind's fields, and the 65-byte signature r ‖ s ‖ v.
 *
 * @param account who signed
 * @param issuedMillis when, epoch milliseconds; grows from request to request of the account
 * @param ask what is asked
 * @param signature r ‖ s ‖ v
 */
public record AlertRequest(Account account, long issuedMillis, AlertAsk ask, Bytes signature) {
  /** Most characters of a target. */
  public static final int MOST_TARGET = 2_000;

  private static final int ITEMS = 5;
  private static final int MOST_NAME = 40;
  private static final String ADD = "add";
  private static final String SHOW = "list";
  private static final String REMOVE = "remove";
  private static final String TEST = "test";
  private static final String CONFIRM = "confirm";

  /** Signs {@code ask} with an account's secret. */
  public static AlertRequest sign(
      AlertAsk ask, long issuedMillis, byte[] secret, DeploymentIdentity deployment) {
    return new AlertRequest(
        Secp256k1.account(secret),
        issuedMillis,
        ask,
        Bytes.wrap(Secp256k1.sign(secret, digest(deployment, ask, issuedMillis))));
  }

  /** Whether the account signed this for {@code deployment}. */
  public boolean isSignatureGood(DeploymentIdentity deployment) {
    return Secp256k1.recover(digest(deployment, ask, issuedMillis), signature.toArray())
        .map(account::equals)
        .orElse(false);
  }

  private static Hash digest(DeploymentIdentity deployment, AlertAsk ask, long issuedMillis) {
    TypedData domain = Eip712.domain("Polder", "1", deployment.chainId(), deployment.id());
    return Eip712.digest(domain, typed(ask, Field.uint64("issuedMillis", issuedMillis)));
  }

  private static TypedData typed(AlertAsk ask, Field issued) {
    return switch (ask) {
      case AlertAsk.Add add ->
          new TypedData(
              "AlertAdd",
              List.of(
                  Field.string("network", add.network()),
                  Field.string("device", add.device().map(DeviceId::did).orElse("")),
                  Field.string("channel", add.channel()),
                  Field.string("target", add.target()),
                  issued));
      case AlertAsk.Show _ -> new TypedData("AlertList", List.of(issued));
      case AlertAsk.Remove(String id) ->
          new TypedData("AlertRemove", List.of(Field.string("id", id), issued));
      case AlertAsk.Test(String id) ->
          new TypedData("AlertTest", List.of(Field.string("id", id), issued));
      case AlertAsk.Confirm(String id, String code) ->
          new TypedData(
              "AlertConfirm", List.of(Field.string("id", id), Field.string("code", code), issued));
    };
  }

  /** The wire bytes. */
  public Bytes wire() {
    CborWriter writer =
        new CborWriter().beginArray(ITEMS).bytes(account.address()).integer(issuedMillis);
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
    if (reader.beginArray() != ITEMS) {
      throw new CodecException(
          "a request about alerts has account, time, kind, fields and signature", 0);
    }
    try {
      Account account = new Account(reader.bytes());
      long issuedMillis = reader.integer();
      if (issuedMillis < 1) {
        throw new CodecException("the time is in milliseconds since 1970", reader.offset());
      }
      AlertRequest request = new AlertRequest(account, issuedMillis, ask(reader), reader.bytes());
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
