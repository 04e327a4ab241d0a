package polder.node.validator;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * In which order validators close when whoever did is silent: by SHA-256("polder/takeover" ‖ hash
 * of the last final header ‖ account), so that nobody can choose to be first, and everybody knows
 * who is.
 */
public final class Turns {
  private Turns() {}

  /** The accounts in their order. */
  public static List<Account> order(Hash lastFinal, List<Account> members) {
    return members.stream()
        .sorted(Comparator.comparing((Account member) -> place(lastFinal, member).toHex()))
        .toList();
  }

  private static Hash place(Hash lastFinal, Account member) {
    return Hash.sha256(
        "polder/takeover".getBytes(StandardCharsets.US_ASCII),
        lastFinal.toArray(),
        member.address().toArray());
  }

  /** How many come before {@code account}; empty if it is no member. */
  public static OptionalInt before(Hash lastFinal, List<Account> members, Account account) {
    List<Account> order = order(lastFinal, members);
    return IntStream.range(0, order.size()).filter(i -> order.get(i).equals(account)).findFirst();
  }
}
