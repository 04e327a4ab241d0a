package polder.networks;

import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/**
 * Names of groups that stand for things with long identities, such as an order of a client: a word,
 * and half of a SHA-256. 128 bits, and no name grows longer than a screen is wide.
 *
 * @param prefix the word and what parts it from the rest, such as {@code order-}
 */
public record GroupName(String prefix) {
  private static final int HEX = 32;

  /** The group of what {@code identity} says. */
  public GroupKey of(CborWriter identity) {
    return new GroupKey(prefix + Hash.sha256(identity.toByteArray()).toHex().substring(0, HEX));
  }

  /** Whether a group is named so. */
  public boolean names(GroupKey group) {
    String text = group.text();
    return text.length() == prefix.length() + HEX
        && text.startsWith(prefix)
        && text.chars().skip(prefix.length()).allMatch(GroupName::isHex);
  }

  private static boolean isHex(int letter) {
    return letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'f';
  }
}
