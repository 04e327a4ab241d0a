package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import polder.agent.AgentEvent;
import polder.agent.Mailbox;
import polder.agent.blob.BlobClient;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.Hash;
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

  /** Puts a blob to the node. */
  void put(Path file) throws IOException, InterruptedException {
    blobs.put(file, deployment, key);
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
