package polder.epoch;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.message.Role;

/**
 * What the state holds of an organisation: whom an account appointed to what.
 *
 * @param roles by member; none has {@link Role#NONE}
 */
public record Members(SortedMap<Account, Role> roles) {
  /** Those of an account that appointed nobody. */
  public static final Members NOBODY = new Members(Collections.emptySortedMap());

  /** Most members of one organisation. */
  public static final int MOST = 100;

  /** Copies the map. */
  public Members {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
  }

  /** What {@code account} is here; {@link Role#NONE} if it is no member. */
  public Role role(Account account) {
    return roles.getOrDefault(account, Role.NONE);
  }

  /** The same with {@code account} in the role {@code role}. */
  public Members with(Account account, Role role) {
    SortedMap<Account, Role> changed = new TreeMap<>(roles);
    if (role == Role.NONE) {
      changed.remove(account);
    } else {
      changed.put(account, role);
    }
    return new Members(changed);
  }

  /** The entry; empty for nobody, so that who dismisses all leaves nothing behind. */
  Optional<Bytes> encode() {
    if (roles.isEmpty()) {
      return Optional.empty();
    }
    CborWriter writer = new CborWriter().beginArray(roles.size());
    roles.forEach(
        (account, role) -> writer.beginArray(2).bytes(account.address()).text(role.code()));
    return Optional.of(writer.toBytes());
  }

  static Members decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    SortedMap<Account, Role> roles = new TreeMap<>();
    int members = reader.beginArray();
    for (int i = 0; i < members; i++) {
      reader.beginArray();
      roles.put(new Account(reader.bytes()), Role.of(reader.text()));
    }
    return new Members(roles);
  }
}
