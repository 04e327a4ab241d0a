package polder.networks;

import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.message.DeviceMessage;

/**
 * The rules of one network, in the order in which an epoch uses them. Pure: no clock, no I/O, no
 * randomness but the seed, and safe to be called from many threads at once.
 *
 * @param <E> what this kind understands of a message: immutable, and derived from the message, its
 *     sender and the window alone
 */
public interface NetworkRules<E> {
  /** Judges one message alone: is it well formed and plausible? */
  Judgement<E> judge(DeviceMessage message, SenderRecord sender, EpochWindow window);

  /**
   * Whether what {@link #weigh} assesses are readings, so that they can be kept and asked for as
   * data. Where not, assessments are of other things that were said, such as bids.
   */
  default boolean assessesReadings() {
    return true;
  }

  /**
   * Whether {@link #weigh} asks who vouches for senders. It costs reading what each of them holds.
   */
  default boolean asksWhoVouches() {
    return false;
  }

  /**
   * What a message says was measured, in the order of the message, for those who read the data:
   * whatever {@link #weigh} assesses of a message it judged plausible is among it. Empty for a
   * message that says nothing of the kind, and for kinds that measure nothing.
   */
  default List<Measurement> measurements(DeviceMessage message) {
    return List.of();
  }

  /**
   * Blobs that a message brings as part of what it says. A node takes the message only once it has
   * them; its group finds them in {@link GroupInputs#exhibits}. At most a few: whoever closes an
   * epoch has all of its exhibits in memory.
   */
  default List<Exhibit> exhibits(E evidence) {
    return List.of();
  }

  /** Says which group pays for a message and which groups get a copy to compare with. */
  Grouping group(E evidence, SenderRecord sender);

  /** Weighs one group: its state, messages and notes become contributions, payments and state. */
  Outcome weigh(GroupInputs<E> inputs, EpochContext context);

  /**
   * Merges the summaries of two groups. Associative, with {@link Bytes#EMPTY} as its neutral
   * element; summaries are merged in group order.
   */
  Bytes merge(Bytes first, Bytes second);

  /** What people may ask of these rules. */
  default Guide guide() {
    return Guide.NONE;
  }
}
