package polder.node.session;

import java.nio.charset.StandardCharsets;
import polder.protocol.Bytes;
import polder.protocol.crypto.Eip191;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;

/** A person's wallet, which signs what it is shown. */
public record Wallet(byte[] secret) {
  /** One of many, always the same one for a number. */
  public static Wallet of(int number) {
    byte[] secret = new byte[Secp256k1.SECRET_SIZE];
    secret[31] = (byte) number;
    return new Wallet(secret);
  }

  /** Whom it signs for. */
  public Account account() {
    return Secp256k1.account(secret);
  }

  /** By EIP-191. */
  public Bytes sign(String message) {
    return Bytes.wrap(
        Secp256k1.sign(secret, Eip191.digest(message.getBytes(StandardCharsets.UTF_8))));
  }
}
