package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import polder.agent.AgentEvent;
import polder.agent.Mailbox;
import polder.agent.OfferException;
import polder.agent.blob.BlobClient;
import polder.networks.learning.Briefing;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;

/**
 * What every role works with.
 *
 * @param key who it is
 * @param deployment where blobs are put
 * @param scratch a folder for what is fetched
 */
record Desk(
    DeviceKey key,
    TaskClient tasks,
    BlobClient blobs,
    Hash deployment,
    Mailbox mailbox,
    Path scratch,
    Consumer<AgentEvent> events) {
  private static final long MOST_DOCUMENT = 1 << 20;

  void tell(AgentEvent.Kind kind, String text) {
    events.accept(AgentEvent.of(kind, text));
  }

  /** Says it; it waits on the disk when this returns. */
  void say(Said said) throws IOException {
    mailbox.say(SaidCodec.encode(said));
  }

  /** What chance is drawn from in a round: the same again after a crash. */
  Hash seed(String task, int round) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(3)
            .text(task)
            .integer(round)
            .bytes(key.id().multikey())
            .toByteArray());
  }

  /** Puts a blob to the node. */
  void put(Path file) throws IOException, InterruptedException {
    blobs.put(file, deployment, key);
  }

  /**
   * What is told of a task besides its terms.
   *
   * @throws OfferException if nobody could read it
   */
  Briefing briefing(TaskState task) throws IOException, InterruptedException {
    try {
      return Briefing.decode(document(task.task().document()));
    } catch (CodecException e) {
      throw new OfferException("the task's document cannot be read: " + e.getMessage(), e);
    }
  }

  /** Fetches a task's document. */
  Bytes document(Hash blob) throws IOException, InterruptedException {
    Path file = scratch.resolve(blob.toHex() + ".document");
    if (!Files.exists(file)) {
      blobs.get(blob, file, MOST_DOCUMENT);
    }
    return Bytes.wrap(Files.readAllBytes(file));
  }
}
