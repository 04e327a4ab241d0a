package polder.networks.learning.score;

/** What participants achieve together, such as how much a model of their updates improved. */
@FunctionalInterface
public interface Worth {
  /**
   * The worth of a coalition, the same whenever it is asked for.
   *
   * @param members ascending numbers of participants from 0 on; empty for what is there without any
   * @return from −2⁶¹ to 2⁶¹, in any unit
   */
  long of(int[] members);
}
