package polder.adapters.mqtt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import polder.node.gateway.BatchLimits;
import polder.node.gateway.Batches;
import polder.node.gateway.Reply;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * A door on free ports, before a gateway that knows no rules: it refuses what begins with the byte
 * 2, finds the disk full at what begins with 3, and takes the rest.
 */
final class OpenDoor implements AutoCloseable {
  static final String TOPIC = "polder/air/messages";

  private final BlockingQueue<Bytes> taken = new LinkedBlockingQueue<>();
  private final Batches batches = new Batches(this::accept, BatchLimits.USUAL);
  private final MqttDoor door;
  private volatile boolean full = true;

  OpenDoor(Path users, Optional<MqttTls> tls) throws IOException {
    this(users, tls, MqttLimits.USUAL);
  }

  OpenDoor(Path users, Optional<MqttTls> tls, MqttLimits limits) throws IOException {
    this.door =
        MqttDoor.open(
            new MqttDoor.Address(
                "127.0.0.1",
                OptionalInt.of(0),
                tls.isPresent() ? OptionalInt.of(0) : OptionalInt.empty(),
                tls),
            new MqttDoor.House(batches, "air"::equals, () -> true, new MqttUsers(users)),
            limits);
  }

  private List<Reply> accept(List<Bytes> wires) {
    List<Reply> replies = new ArrayList<>();
    for (Bytes wire : wires) {
      Hash id = Hash.sha256(wire.unsafeArray());
      byte kind = wire.unsafeArray()[0];
      if (kind == 2) {
        replies.add(new Reply.Refused(id, "bad_signature", "the device did not sign"));
      } else if (kind == 3 && full) {
        replies.add(new Reply.Failed(id, "the disk is full"));
      } else {
        taken.add(wire);
        replies.add(new Reply.Accepted(id, OpenDoor::receipt));
      }
    }
    return replies;
  }

  static Bytes receipt() {
    return Bytes.copyOf("receipt".getBytes(StandardCharsets.UTF_8));
  }

  /** From now on the disk takes everything. */
  void makeRoom() {
    full = false;
  }

  /** What was taken, in order; waits for the next. */
  Bytes taken() throws InterruptedException {
    return taken.take();
  }

  int untold() {
    return taken.size();
  }

  int port() {
    return door.port().orElseThrow();
  }

  int tlsPort() {
    return door.tlsPort().orElseThrow();
  }

  MqttDoor door() {
    return door;
  }

  @Override
  public void close() {
    door.close();
    batches.close();
  }
}
