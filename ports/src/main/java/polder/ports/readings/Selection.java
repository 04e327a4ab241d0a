package polder.ports.readings;

import java.util.List;
import java.util.Optional;

/**
 * Which entities are asked for.
 *
 * @param entity what
 * @param where what must hold, of type boolean; empty for all
 * @param order by what they are ordered; what is equal then, by identifier
 * @param skip how many are left out at first
 * @param top how many are wanted at most, at least 0
 * @param goodOnly whether only observations are meant that were accepted or corroborated
 */
public record Selection(
    Entity entity,
    Optional<Expression> where,
    List<Order> order,
    long skip,
    int top,
    boolean goodOnly) {
  public Selection {
    order = List.copyOf(order);
    if (skip < 0 || top < 0) {
      throw new IllegalArgumentException("neither skip nor top is below 0");
    }
  }

  /** By what to order. */
  public record Order(Expression by, boolean descending) {}
}
