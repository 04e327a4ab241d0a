package polder.world.recorded;

import java.nio.charset.StandardCharsets;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;

/**
 * Who owns recorded devices. The secret follows from the name, so anybody can sign for a recorded
 * owner: such accounts are for trying out, never for money.
 *
 * @param name the name in the table of stations
 * @param account the owner's account
 */
public record RecordedOwner(String name, Account account) {
  private static final byte[] SALT = "polder/recorded/owner".getBytes(StandardCharsets.UTF_8);

  static RecordedOwner of(String name) {
    return new RecordedOwner(name, Secp256k1.account(secret(name)));
  }

  /** The account's secret: SHA-256 of {@code polder/recorded/owner} and the name. */
  public byte[] secret() {
    return secret(name);
  }

  private static byte[] secret(String name) {
    return Hash.sha256(SALT, name.getBytes(StandardCharsets.UTF_8)).toArray();
  }
}
