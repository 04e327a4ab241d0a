package polder.networks.learning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.GlobalModel;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a task's group remembers between epochs.
 *
 * @param client the device that set it
 * @param sponsor whose it is: who gets back what is left
 * @param task what was set
 * @param message the message that set it
 * @param model as it stands
 * @param rounds that are over
 * @param earned by participant, what its updates have earned, and on whose readings
 * @param phase how far it has come
 */
public record TaskState(
    DeviceId client,
    Account sponsor,
    Said.Task task,
    Hash message,
    GlobalModel model,
    List<Round> rounds,
    SortedMap<DeviceId, Earned> earned,
    Phase phase) {
  private static final int FIELDS = 8;
  private static final int SEALING = 0;
  private static final int OPENING = 1;
  private static final int EXAMINING = 2;
  private static final int OVER = 3;

  /** How far a task has come. */
  public sealed interface Phase {
    /** A round is under way. */
    sealed interface Running extends Phase {
      /** From which epoch on this may be said. */
      long sinceEpoch();

      /** Who takes part, by device. */
      SortedMap<DeviceId, Participant> participants();
    }

    /** Participants train, and seal their updates. */
    record Sealing(long sinceEpoch, SortedMap<DeviceId, Participant> participants)
        implements Running {
      public Sealing {
        participants = Collections.unmodifiableSortedMap(new TreeMap<>(participants));
      }
    }

    /** They open what they sealed. */
    record Opening(long sinceEpoch, SortedMap<DeviceId, Participant> participants)
        implements Running {
      public Opening {
        participants = Collections.unmodifiableSortedMap(new TreeMap<>(participants));
      }
    }

    /** The client shows the examples; those who did not open are not among the participants. */
    record Examining(long sinceEpoch, SortedMap<DeviceId, Participant> participants)
        implements Running {
      public Examining {
        participants = Collections.unmodifiableSortedMap(new TreeMap<>(participants));
      }
    }

    /**
     * There are no more rounds.
     *
     * @param reason why, a code
     */
    record Over(String reason) implements Phase {}
  }

  public TaskState {
    rounds = List.copyOf(rounds);
    earned = Collections.unmodifiableSortedMap(new TreeMap<>(earned));
  }

  /** What was set. */
  public Terms terms() {
    return task.terms();
  }

  TaskState with(Phase next) {
    return new TaskState(client, sponsor, task, message, model, rounds, earned, next);
  }

  TaskState after(Round round, GlobalModel next, SortedMap<DeviceId, Earned> newEarned) {
    List<Round> more = new ArrayList<>(rounds);
    more.add(round);
    return new TaskState(client, sponsor, task, message, next, more, newEarned, phase);
  }

  Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .bytes(client.multikey())
            .bytes(sponsor.address())
            .bytes(SaidCodec.encode(task))
            .hash(message)
            .bytes(model.encode())
            .beginArray(rounds.size());
    rounds.forEach(round -> round.write(writer));
    Earned.write(writer, earned);
    switch (phase) {
      case Phase.Sealing sealing -> write(writer, SEALING, sealing);
      case Phase.Opening opening -> write(writer, OPENING, opening);
      case Phase.Examining examining -> write(writer, EXAMINING, examining);
      case Phase.Over(String reason) -> writer.beginArray(2).integer(OVER).text(reason);
    }
    return writer.toBytes();
  }

  private static void write(CborWriter writer, int code, Phase.Running running) {
    writer
        .beginArray(2 + running.participants().size())
        .integer(code)
        .integer(running.sinceEpoch());
    running.participants().values().forEach(its -> its.write(writer));
  }

  /** Reads what a task's group left in the state. */
  public static TaskState decode(Bytes state) {
    CborReader reader = new CborReader(state);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no state of a task", 0);
    }
    DeviceId client = new DeviceId(reader.bytes());
    Account sponsor = new Account(reader.bytes());
    if (!(SaidCodec.decode(reader.bytes()) instanceof Said.Task task)) {
      throw new CodecException("no task was set here", reader.offset());
    }
    return new TaskState(
        client,
        sponsor,
        task,
        reader.hash(),
        GlobalModel.decode(reader.bytes()),
        rounds(reader),
        Earned.readAll(reader),
        phase(reader));
  }

  private static List<Round> rounds(CborReader reader) {
    int size = reader.beginArray();
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      rounds.add(Round.read(reader));
    }
    return rounds;
  }

  private static Phase phase(CborReader reader) {
    int items = reader.beginArray();
    int code = Math.toIntExact(reader.integer());
    if (code == OVER) {
      return new Phase.Over(reader.text());
    }
    long since = reader.integer();
    SortedMap<DeviceId, Participant> participants = new TreeMap<>();
    for (int i = 2; i < items; i++) {
      Participant participant = Participant.read(reader);
      participants.put(participant.device(), participant);
    }
    return switch (code) {
      case SEALING -> new Phase.Sealing(since, participants);
      case OPENING -> new Phase.Opening(since, participants);
      case EXAMINING -> new Phase.Examining(since, participants);
      default -> throw new CodecException("no phase has the number " + code, reader.offset());
    };
  }
}
