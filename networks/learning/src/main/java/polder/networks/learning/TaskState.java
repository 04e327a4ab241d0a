package polder.networks.learning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.learning.judge.Ballot;
import polder.networks.learning.judge.Bench;
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
 * @param bench who may judge it; nobody where the client shows examples
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
    Bench bench,
    Phase phase) {
  private static final int FIELDS = 8;
  private static final int JUDGED_FIELDS = 9;
  private static final int BALLOTS_FIELDS = 4;
  private static final int SEALING = 0;
  private static final int OPENING = 1;
  private static final int EXAMINING = 2;
  private static final int OVER = 3;
  private static final int JUDGING = 4;
  private static final int REVEALING = 5;

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

    /** Judges have their say; those who did not open are not among the participants. */
    sealed interface Judged extends Running {
      /** Who has a permit, by device. */
      SortedMap<DeviceId, Ballot> ballots();
    }

    /** Judges measure what was opened, and seal their opinions. */
    record Judging(
        long sinceEpoch,
        SortedMap<DeviceId, Participant> participants,
        SortedMap<DeviceId, Ballot> ballots)
        implements Judged {
      public Judging {
        participants = Collections.unmodifiableSortedMap(new TreeMap<>(participants));
        ballots = Collections.unmodifiableSortedMap(new TreeMap<>(ballots));
      }
    }

    /** They reveal what they sealed. */
    record Revealing(
        long sinceEpoch,
        SortedMap<DeviceId, Participant> participants,
        SortedMap<DeviceId, Ballot> ballots)
        implements Judged {
      public Revealing {
        participants = Collections.unmodifiableSortedMap(new TreeMap<>(participants));
        ballots = Collections.unmodifiableSortedMap(new TreeMap<>(ballots));
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
    return new TaskState(client, sponsor, task, message, model, rounds, earned, bench, next);
  }

  TaskState with(Bench next) {
    return new TaskState(client, sponsor, task, message, model, rounds, earned, next, phase);
  }

  TaskState after(Round round, GlobalModel next, SortedMap<DeviceId, Earned> newEarned) {
    List<Round> more = new ArrayList<>(rounds);
    more.add(round);
    return new TaskState(client, sponsor, task, message, next, more, newEarned, bench, phase);
  }

  Bytes encode() {
    boolean isJudged = terms().examiner() instanceof Examiner.Judges;
    CborWriter writer =
        new CborWriter()
            .beginArray(isJudged ? JUDGED_FIELDS : FIELDS)
            .bytes(client.multikey())
            .bytes(sponsor.address())
            .bytes(SaidCodec.encode(task))
            .hash(message)
            .bytes(model.encode())
            .beginArray(rounds.size());
    rounds.forEach(round -> round.write(writer));
    Earned.write(writer, earned);
    if (isJudged) {
      bench.write(writer);
    }
    switch (phase) {
      case Phase.Sealing sealing -> write(writer, SEALING, sealing);
      case Phase.Opening opening -> write(writer, OPENING, opening);
      case Phase.Examining examining -> write(writer, EXAMINING, examining);
      case Phase.Judging judging -> write(writer, JUDGING, judging);
      case Phase.Revealing revealing -> write(writer, REVEALING, revealing);
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

  private static void write(CborWriter writer, int code, Phase.Judged judged) {
    writer
        .beginArray(BALLOTS_FIELDS)
        .integer(code)
        .integer(judged.sinceEpoch())
        .beginArray(judged.participants().size());
    judged.participants().values().forEach(its -> its.write(writer));
    writer.beginArray(judged.ballots().size());
    judged.ballots().values().forEach(its -> its.write(writer));
  }

  /** Reads what a task's group left in the state. */
  public static TaskState decode(Bytes state) {
    CborReader reader = new CborReader(state);
    int fields = reader.beginArray();
    if (fields != FIELDS && fields != JUDGED_FIELDS) {
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
        fields == JUDGED_FIELDS ? Bench.read(reader) : Bench.EMPTY,
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
    return switch (code) {
      case SEALING -> new Phase.Sealing(since, participants(reader, items - 2));
      case OPENING -> new Phase.Opening(since, participants(reader, items - 2));
      case EXAMINING -> new Phase.Examining(since, participants(reader, items - 2));
      case JUDGING ->
          new Phase.Judging(since, participants(reader, reader.beginArray()), ballots(reader));
      case REVEALING ->
          new Phase.Revealing(since, participants(reader, reader.beginArray()), ballots(reader));
      default -> throw new CodecException("no phase has the number " + code, reader.offset());
    };
  }

  private static SortedMap<DeviceId, Participant> participants(CborReader reader, int count) {
    SortedMap<DeviceId, Participant> participants = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Participant participant = Participant.read(reader);
      participants.put(participant.device(), participant);
    }
    return participants;
  }

  private static SortedMap<DeviceId, Ballot> ballots(CborReader reader) {
    int count = reader.beginArray();
    SortedMap<DeviceId, Ballot> ballots = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Ballot ballot = Ballot.read(reader);
      ballots.put(ballot.judge(), ballot);
    }
    return ballots;
  }
}
