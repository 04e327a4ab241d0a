package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.agent.NodeException;
import polder.agent.OwnerDesk;
import polder.networks.GroupKey;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Examples;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** Sets tasks for their client. */
public final class TaskSetter {
  private static final int FORBIDDEN = 403;
  private static final long WAIT_MILLIS = 250;

  /** An enrolment is sealed with the epoch in which it is said, or with the next. */
  private static final long KNOWN_EPOCHS = 3;

  private final Desk desk;
  private final Optional<OwnerDesk> owner;

  /** Sets them where {@code room} speaks. */
  public TaskSetter(LearningAgent.Room room) {
    this.desk = room.desk();
    this.owner = room.owner();
  }

  /**
   * Sets a task: its examples and its document are noted or put, its purse is filled, and then it
   * is said.
   *
   * @param number which task of this client's; never used before
   * @param rounds by round, the examples that it is examined on
   * @param nano what is put into its purse
   * @return the task's name
   * @throws IOException if the node refuses, with its reason
   */
  public String set(TaskFile file, long number, List<DataSet> rounds, long nano)
      throws IOException, InterruptedException {
    GroupKey group = Seals.task(desk.key().id(), number);
    Notebook notebook = new Notebook(desk.scratch().resolveSibling("tasks"));
    List<Hash> commitments = new ArrayList<>();
    for (int round = 0; round < rounds.size(); round++) {
      Notebook.Entry entry = notebook.keep(group.text(), round, Examples.encode(rounds.get(round)));
      commitments.add(Seals.ofExamples(desk.key().id(), round, entry.hash(), entry.salt()));
    }
    Bytes document = file.briefing().encode();
    Hash name = Hash.sha256(document.toArray());
    Path there = desk.scratch().resolve(name.toHex() + ".document");
    Files.write(there, document.toArray());
    putOnceKnown(there);
    OwnerDesk payer =
        owner.orElseThrow(() -> new IOException("who pays is not known: name the owner's key"));
    Optional<String> refused = payer.fund(group.text(), nano);
    if (refused.isPresent()) {
      throw new IOException("the node does not fill the task's purse: " + refused.get());
    }
    desk.say(new Said.Task(number, name, file.terms(commitments)));
    return group.text();
  }

  /** Blobs are taken of devices that an epoch knows: of one that is new, an epoch later. */
  private void putOnceKnown(Path file) throws IOException, InterruptedException {
    long first = desk.tasks().board().epoch();
    while (true) {
      try {
        desk.put(file);
        return;
      } catch (NodeException e) {
        if (e.status() != FORBIDDEN || desk.tasks().board().epoch() - first > KNOWN_EPOCHS) {
          throw e;
        }
        Thread.sleep(WAIT_MILLIS);
      }
    }
  }
}
