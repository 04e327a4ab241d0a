package polder.node.session;

import java.nio.charset.StandardCharsets;
import polder.protocol.Bytes;
import polder.protocol.crypto.Eip191;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;

/** A person's wallet, which signs what it is shown. */
record Wallet(byte[] secret) {
  static Wallet of(int number) {
    byte[] secret = new byte[Secp256k1.SECRET_SIZE];
    secret[31] = (byte) number;
    return new Wallet(secret);
  }

  Account account() {
    return Secp256k1.account(secret);
  }

  Bytes sign(String message) {
    return Bytes.wrap(
        Secp256k1.sign(secret, Eip191.digest(message.getBytes(StandardCharsets.US_ASCII))));
  }
}
