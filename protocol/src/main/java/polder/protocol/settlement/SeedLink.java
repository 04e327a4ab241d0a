package polder.protocol.settlement;

import java.util.Comparator;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * A validator's link of its seed chain for one epoch.
 *
 * @param validator whose chain
 * @param link of that epoch
 */
public record SeedLink(Account validator, Hash link) {
  /** By account; nobody has two in an epoch. */
  public static final Comparator<SeedLink> ORDER =
      Comparator.comparing(SeedLink::validator).thenComparing(SeedLink::link);
}
