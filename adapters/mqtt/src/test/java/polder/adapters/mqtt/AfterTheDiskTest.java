package polder.adapters.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import polder.node.gateway.BatchLimits;
import polder.node.gateway.Batches;
import polder.node.gateway.Reply;
import polder.node.journal.Acknowledgement;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import polder.protocol.receipt.Promise;

/** The real journal behind the door, on a disk that writes when the test lets it. */
@Timeout(60)
class AfterTheDiskTest {
  private static final DeviceKey KEY = DeviceKey.ed25519(new byte[32]);
  private static final byte[] CONNECT = {
    0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'd'
  };
  private static final byte[] PING = {(byte) 0xc0, 0};

  @TempDir Path folder;

  private final Disk disk = new Disk();

  /** Keeps entries in memory, once it is allowed to. */
  private static final class Disk implements ReportJournal {
    final MemoryJournal memory = new MemoryJournal();
    final Semaphore reached = new Semaphore(0);
    final Semaphore allowed = new Semaphore(0);

    @Override
    public long append(List<Batch> batches) throws IOException {
      reached.release();
      allowed.acquireUninterruptibly();
      return memory.append(batches);
    }

    @Override
    public void cut(Cut cut) throws IOException {
      memory.cut(cut);
    }

    @Override
    public void discard(long offset) throws IOException {
      memory.discard(offset);
    }

    @Override
    public Set<Hash> known(List<Hash> messages) throws IOException {
      return memory.known(messages);
    }

    @Override
    public Optional<Batch> batch(Hash message) throws IOException {
      return memory.batch(message);
    }

    @Override
    public long begin() {
      return memory.begin();
    }

    @Override
    public long end() {
      return memory.end();
    }

    @Override
    public void read(long from, long to, Consumer<Entry> reader) throws IOException {
      memory.read(from, to, reader);
    }

    @Override
    public Optional<Cut> cut(long epoch) throws IOException {
      return memory.cut(epoch);
    }

    @Override
    public Optional<Cut> lastCut() throws IOException {
      return memory.lastCut();
    }
  }

  private static List<Reply> accept(Journal journal, List<Bytes> wires) {
    List<CompletableFuture<Acknowledgement>> answers =
        wires.stream().map(wire -> journal.submit(Message.decode(wire.toArray()))).toList();
    return answers.stream().map(answer -> reply(answer.join())).toList();
  }

  private static Reply reply(Acknowledgement answer) {
    return switch (answer) {
      case Acknowledgement.Accepted(Promise promise, _) -> new Reply.Accepted(Hash.ZERO, promise);
      case Acknowledgement.Duplicate(Promise promise) -> new Reply.Duplicate(Hash.ZERO, promise);
      case Acknowledgement.Busy _ -> new Reply.Busy(Hash.ZERO);
      case Acknowledgement.Failed(String reason) -> new Reply.Failed(Hash.ZERO, reason);
    };
  }

  private static byte[] publish(int header, int id, long sequence) {
    byte[] message =
        new DeviceMessage.Draft(
                "air",
                sequence,
                Optional.empty(),
                DeviceMessage.SENML_CBOR,
                Bytes.copyOf(new byte[] {1}))
            .sign(KEY)
            .wire()
            .toArray();
    byte[] topic = OpenDoor.TOPIC.getBytes(StandardCharsets.US_ASCII);
    int length = 2 + topic.length + 2 + message.length;
    return Bytes.copyOf(
            new byte[] {
              (byte) header,
              (byte) (length & 127 | 128),
              (byte) (length >> 7),
              0,
              (byte) topic.length
            })
        .concat(Bytes.wrap(topic))
        .concat(Bytes.copyOf(new byte[] {0, (byte) id}))
        .concat(Bytes.wrap(message))
        .toArray();
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsOnTheDisk() throws Exception {
    try (Journal journal = new Journal(disk, Hash.ZERO, KEY, JournalLimits.USUAL);
        Batches batches = new Batches(wires -> accept(journal, wires), BatchLimits.USUAL);
        MqttDoor door =
            MqttDoor.open(
                new MqttDoor.Address(
                    "127.0.0.1", OptionalInt.of(0), OptionalInt.empty(), Optional.empty()),
                new MqttDoor.House(
                    batches, "air"::equals, () -> true, new MqttUsers(folder.resolve("users"))),
                MqttLimits.USUAL);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port().orElseThrow())) {
      InputStream input = socket.getInputStream();
      socket.getOutputStream().write(CONNECT);
      assertThat(input.readNBytes(4)).containsExactly(0x20, 2, 0, 0);

      socket.getOutputStream().write(publish(0x32, 1, 1));
      disk.reached.acquire();
      // It has arrived and is not written: the answer to what was sent afterwards comes first.
      socket.getOutputStream().write(PING);
      assertThat(input.readNBytes(2)).containsExactly(0xd0, 0);
      disk.allowed.release();
      assertThat(input.readNBytes(4)).containsExactly(0x40, 2, 0, 1);
      assertThat(disk.memory.end()).isEqualTo(1);

      socket.getOutputStream().write(publish(0x34, 2, 2));
      disk.reached.acquire();
      socket.getOutputStream().write(PING);
      assertThat(input.readNBytes(2)).containsExactly(0xd0, 0);
      disk.allowed.release();
      assertThat(input.readNBytes(4)).containsExactly(0x50, 2, 0, 2);
      // The same message again, as a client does that missed the answer: counted once.
      socket.getOutputStream().write(publish(0x3c, 2, 2));
      assertThat(input.readNBytes(4)).containsExactly(0x50, 2, 0, 2);
      socket.getOutputStream().write(new byte[] {0x62, 2, 0, 2});
      assertThat(input.readNBytes(4)).containsExactly(0x70, 2, 0, 2);
      socket.getOutputStream().write(publish(0x34, 3, 2));
      assertThat(input.readNBytes(4)).containsExactly(0x50, 2, 0, 3);
      assertThat(disk.memory.end()).isEqualTo(2);
      assertThat(journal.counts().duplicates()).isEqualTo(1);
    }
  }
}
