package polder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import polder.adapters.files.DirectoryArchive;
import polder.agent.NodeClient;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/**
 * A fleet whose devices join, leave, fail and repeat themselves, at a steady rate for long. At the
 * end every message that was acknowledged must stand in the archive once and nothing else may, and
 * every epoch must audit.
 */
final class SoakRun {
  private static final int SENDERS = 4;
  private static final int FIRST_DEVICES = 1_600;
  private static final int TURNOVER_A_MINUTE = 20;
  private static final int EPOCH_SECONDS = 10;

  private final NodeProcess node;
  private final long base = System.currentTimeMillis();
  private final List<SoakSender> senders = new ArrayList<>();
  private final List<Long> residentMib = new ArrayList<>();
  private int devices;

  private SoakRun(NodeProcess node) {
    this.node = node;
  }

  /** {@code MINUTES RATE}. */
  public static void main(String[] args) throws Exception {
    int minutes = Integer.parseInt(args[0]);
    int rate = Integer.parseInt(args[1]);
    try (NodeProcess node =
        NodeProcess.start(
            List.of("-Xmx1g"),
            List.of("--no-demo", "--no-chain", "--epoch", EPOCH_SECONDS + "s"))) {
      SoakRun soak = new SoakRun(node);
      soak.load(minutes, rate);
      TimeUnit.SECONDS.sleep(EPOCH_SECONDS + 5); // Until the last epoch with messages is sealed.
      node.stop();
      soak.check();
      soak.audit();
    }
  }

  private void load(int minutes, int rate) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node.address())) {
      for (int i = 0; i < SENDERS; i++) {
        SoakSender sender =
            new SoakSender(new NodeClient(node.address()), rate / SENDERS, base, i + 1);
        senders.add(sender);
        enrol(client, sender, FIRST_DEVICES / SENDERS);
        sender.start();
      }
      for (int minute = 1; minute <= minutes; minute++) {
        TimeUnit.MINUTES.sleep(1);
        say(minute);
        for (SoakSender sender : senders) {
          enrol(client, sender, TURNOVER_A_MINUTE / SENDERS);
          sender.leave(TURNOVER_A_MINUTE / SENDERS);
        }
      }
    } finally {
      for (SoakSender sender : senders) {
        sender.close();
      }
    }
  }

  private void enrol(NodeClient client, SoakSender sender, int more)
      throws IOException, InterruptedException {
    sender.join(SignedLoad.enrol(client, devices, more).devices());
    devices += more;
  }

  private void say(int minute) throws IOException {
    SoakSender.Counts all = new SoakSender.Counts(0, 0, 0, 0);
    for (SoakSender sender : senders) {
      all = all.plus(sender.counts());
    }
    residentMib.add(node.residentBytes() >> 20);
    System.out.printf(
        Locale.ROOT,
        "minute %2d: %,d accepted, %,d repeated, %,d refused, %,d to try again; %,d devices came;"
            + " resident %,d MiB, disk %,d MiB%n",
        minute,
        all.accepted(),
        all.repeated(),
        all.refused(),
        all.tried(),
        devices,
        residentMib.getLast(),
        disk() >> 20);
  }

  private long disk() throws IOException {
    try (Stream<Path> files = Files.walk(node.data())) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  private void check() throws IOException {
    SortedMap<DeviceId, BitSet> missing = new TreeMap<>();
    senders.forEach(sender -> missing.putAll(sender.acknowledged()));
    EpochArchive archive =
        new EpochArchive(new DirectoryArchive(node.data().resolve("archive")).reader());
    long last = archive.latest().orElseThrow().epoch();
    long found = 0;
    for (long epoch = 0; epoch <= last; epoch++) {
      for (Bytes wire : archive.inputs(archive.header(new Position(epoch, 0)).header())) {
        if (Message.decode(wire) instanceof DeviceMessage message) {
          BitSet its = missing.getOrDefault(message.device(), new BitSet());
          int sequence = (int) (message.sequence() - base);
          if (!its.get(sequence)) {
            throw new IllegalStateException(
                "epoch " + epoch + " holds a message twice, or unacknowledged: " + message.id());
          }
          its.clear(sequence);
          found++;
        }
      }
    }
    long lost = missing.values().stream().mapToLong(BitSet::cardinality).sum();
    int half = residentMib.size() / 2;
    System.out.printf(
        Locale.ROOT,
        "%,d acknowledged messages stand once in epochs 0 to %d, %,d are lost; resident at most"
            + " %,d MiB in the first half and %,d MiB in the second%n",
        found,
        last,
        lost,
        most(residentMib.subList(0, half)),
        most(residentMib.subList(half, residentMib.size())));
    if (lost > 0) {
      throw new IllegalStateException(lost + " acknowledged messages are in no epoch");
    }
  }

  private static long most(List<Long> numbers) {
    return numbers.stream().mapToLong(number -> number).max().orElse(0);
  }

  private void audit() throws IOException, InterruptedException {
    int code = node.polder("audit", "latest", "--from-genesis");
    if (code != 0) {
      throw new IllegalStateException("the audit ended with " + code);
    }
  }
}
