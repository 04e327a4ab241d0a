package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/** The group that remembers what orders were cleared at lately. */
public final class Market {
  /** Its name. */
  public static final GroupKey GROUP = new GroupKey("market");

  private static final int REMEMBERED = 256;

  private final GroupInputs<Said> inputs;
  private final EpochContext context;

  Market(GroupInputs<Said> inputs, EpochContext context) {
    this.inputs = inputs;
    this.context = context;
  }

  Outcome weigh() {
    List<Clearing> clearings = new ArrayList<>(decode(inputs.state()));
    for (Note note : inputs.notes()) {
      clearings.add(Clearing.read(new CborReader(note.content())));
    }
    List<Clearing> latest =
        clearings.subList(Math.max(0, clearings.size() - REMEMBERED), clearings.size());
    return new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano())
        .outcome(
            latest.isEmpty() ? Optional.empty() : Optional.of(encode(latest)),
            Outcome.ASLEEP,
            Bytes.EMPTY);
  }

  private static Bytes encode(List<Clearing> clearings) {
    CborWriter writer = new CborWriter().beginArray(clearings.size());
    clearings.forEach(clearing -> clearing.write(writer));
    return writer.toBytes();
  }

  /** Reads what this group left in the state: the latest clearings, the oldest first. */
  public static List<Clearing> decode(Bytes state) {
    List<Clearing> clearings = new ArrayList<>();
    if (state.size() > 0) {
      CborReader reader = new CborReader(state);
      int size = reader.beginArray();
      for (int i = 0; i < size; i++) {
        clearings.add(Clearing.read(reader));
      }
    }
    return clearings;
  }
}
