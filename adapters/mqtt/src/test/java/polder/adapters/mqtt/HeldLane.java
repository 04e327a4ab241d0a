package polder.adapters.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import polder.node.gateway.Batches;
import polder.node.gateway.Reply;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** A lane that answers when the test says so: a disk that takes its time. */
final class HeldLane implements Batches.Lane {
  private final ArrayDeque<Batches.Parcel> waiting = new ArrayDeque<>();
  private boolean room = true;

  @Override
  public boolean submit(Batches.Parcel parcel) {
    waiting.add(parcel);
    return room;
  }

  void fill() {
    room = false;
  }

  int waiting() {
    return waiting.size();
  }

  /** Answers the oldest parcel. */
  void answer(Reply... replies) {
    waiting.remove().answered().accept(List.of(replies));
  }

  /** Answers the newest parcel, before those that came earlier. */
  void answerLast(Reply... replies) {
    waiting.removeLast().answered().accept(List.of(replies));
  }

  static Reply accepted(String receipt) {
    return new Reply.Accepted(
        Hash.ZERO, () -> Bytes.copyOf(receipt.getBytes(StandardCharsets.UTF_8)));
  }

  static Reply refused(String reason) {
    return new Reply.Refused(Hash.ZERO, reason, "because");
  }
}
