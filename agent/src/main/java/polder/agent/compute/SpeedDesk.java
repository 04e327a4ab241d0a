package polder.agent.compute;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.agent.work.Yardstick;
import polder.networks.compute.Machine;
import polder.networks.compute.Round;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/**
 * Where strangers who were drawn time this machine: one at a time, and only while a whole core of
 * what is lent works for nobody, so that no paid work waits for it. Safe for several threads.
 */
final class SpeedDesk {
  /** Most bytes of a question. */
  static final int MOST_BODY = 256;

  private static final int TOO_MANY = 429;
  private static final int MOST_ANSWERS = 3;
  private static final long CORE_MILLI = 1_000;

  private final DeviceId machine;
  private final Yardstick yardstick;
  private final Capacity lent;
  private final Map<DeviceId, Integer> answers = new HashMap<>();
  private Optional<Round> round = Optional.empty();
  private boolean free;

  SpeedDesk(DeviceId machine, Yardstick yardstick, Capacity lent) {
    this.machine = machine;
    this.yardstick = yardstick;
    this.lent = lent;
  }

  /** What one who times asks with. */
  record Question(long epoch, Bytes salt) {
    private static final int FIELDS = 2;

    Question {
      if (salt.size() != Seals.SALT_SIZE) {
        throw new IllegalArgumentException("a salt has " + Seals.SALT_SIZE + " bytes");
      }
    }

    Bytes encode() {
      return new CborWriter().beginArray(FIELDS).integer(epoch).bytes(salt).toBytes();
    }

    static Question decode(Bytes body) {
      CborReader reader = new CborReader(body);
      if (reader.beginArray() != FIELDS) {
        throw new CodecException("a question has " + FIELDS + " fields", reader.offset());
      }
      Question question = new Question(reader.integer(), reader.bytes());
      reader.end();
      return question;
    }
  }

  /** Says for whom the machine works. */
  synchronized void work(Collection<Deal> deals) {
    List<Deal> works =
        deals.stream().filter(deal -> deal.won().isPresent() || deal.isDrawn()).toList();
    free =
        works.isEmpty()
            || Room.left(lent, works.stream().map(deal -> deal.asked().need()).toList()).cpuMilli()
                >= CORE_MILLI;
  }

  /** Says who is to time it, as a node tells. */
  synchronized void show(Optional<Machine> self) {
    Optional<Round> now = self.flatMap(Machine::round);
    if (!now.map(Round::epoch).equals(round.map(Round::epoch))) {
      answers.clear();
    }
    round = now;
  }

  /** Whether a core works for nobody. */
  synchronized boolean isFree() {
    return free;
  }

  /** Whether {@code timer} was drawn to time this machine and has not said what it saw. */
  synchronized boolean isDrawn(DeviceId timer) {
    return round.filter(its -> its.timers().contains(timer)).isPresent();
  }

  /**
   * The answer to one who was drawn.
   *
   * @throws DoorException if there is none for it, or none now
   */
  Map<String, Object> answer(DeviceId timer, Bytes body)
      throws DoorException, InterruptedException {
    Question question;
    try {
      question = Question.decode(body);
    } catch (CodecException | IllegalArgumentException e) {
      throw new DoorException(400, "malformed", String.valueOf(e.getMessage()));
    }
    Hash input = SpeedTask.input(nonce(timer, question), machine, timer, question.salt());
    try {
      Optional<Hash> digest = yardstick.answerIfFree(input);
      if (digest.isEmpty()) {
        throw new DoorException(
            TOO_MANY, "busy", "this machine is being timed already; try again in a few seconds");
      }
      count(timer);
      return Map.of("digest", digest.get().toHex());
    } catch (DoorException e) {
      throw e;
    } catch (IOException e) {
      throw new DoorException(500, "cannot_run", String.valueOf(e.getMessage()));
    }
  }

  /** Only answers count: who was turned away asks again. */
  private synchronized void count(DeviceId timer) {
    answers.merge(timer, 1, Integer::sum);
  }

  private synchronized Hash nonce(DeviceId timer, Question question) throws DoorException {
    if (!isDrawn(timer) || round.orElseThrow().epoch() != question.epoch()) {
      throw new DoorException(
          409,
          "not_asked_to_time",
          "you were not drawn to time this machine in the round of epoch " + question.epoch());
    }
    if (!free) {
      throw new DoorException(
          TOO_MANY, "at_work", "no core of this machine is free; try again in a few seconds");
    }
    if (answers.getOrDefault(timer, 0) >= MOST_ANSWERS) {
      throw new DoorException(
          TOO_MANY, "asked_before", "nobody is answered more than " + MOST_ANSWERS + " times");
    }
    return round.orElseThrow().nonce();
  }
}
