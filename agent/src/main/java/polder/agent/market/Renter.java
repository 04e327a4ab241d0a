package polder.agent.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Outbox;
import polder.agent.ReceiptCheck;
import polder.agent.Verdict;
import polder.networks.GroupKey;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;

/**
 * A renter's client: its key, what it says, and its notes of orders, in one folder. Whatever it
 * says is on the disk, with its number, before it is sent; what an earlier run left unsent is sent
 * first. The folder is held only while something is said, so that one command may close an order
 * that another one watches.
 */
public final class Renter {
  private static final long MOST_OUTBOX_BYTES = 4 << 20;
  private static final long MOST_RECEIPT_BYTES = 4 << 20;
  private static final int MOST_MESSAGES = 500;
  private static final int NAME_DIGITS = 8;
  // As long as one request of another command may take.
  private static final int TRIES = 350;
  private static final long WAIT_MILLIS = 100;

  private final Path folder;
  private final DeviceKey key;
  private final String network;
  private final Deployment deployment;
  private final LongSupplier clockMillis;
  private final OrderNotes notes;

  private Renter(
      Path folder, DeviceKey key, String network, Deployment deployment, LongSupplier clockMillis) {
    this.folder = folder;
    this.key = key;
    this.network = network;
    this.deployment = deployment;
    this.clockMillis = clockMillis;
    this.notes = new OrderNotes(folder.resolve("orders"));
  }

  /**
   * The client that lives in {@code folder}; its key is made if there is none. Each deployment and
   * network has a folder of its own below, so that nothing is sent to another one.
   *
   * @param network in which network it rents
   * @param clockMillis the time of day
   * @throws IOException if the folder cannot be used
   */
  public static Renter open(
      Path folder, String network, Deployment deployment, LongSupplier clockMillis)
      throws IOException {
    Path its = folder.resolve(network + "-" + deployment.id().toHex().substring(0, NAME_DIGITS));
    Files.createDirectories(its);
    return new Renter(
        its, KeyFile.device(folder.resolve("client.key")), network, deployment, clockMillis);
  }

  /** Who it is. */
  public DeviceId client() {
    return key.id();
  }

  /** Its key. */
  public DeviceKey key() {
    return key;
  }

  /** Its notes of orders, the latest first. */
  public List<OrderNote> notes() throws IOException {
    return notes.all();
  }

  /** Its note of one order. */
  public Optional<OrderNote> note(GroupKey order) throws IOException {
    return notes.of(order);
  }

  /**
   * Makes the note of an order, its purse's funding included, once the order has its name.
   *
   * @see Renter#order
   */
  public interface Noting {
    /** The note of the order of that name. */
    OrderNote note(GroupKey order);
  }

  /**
   * Orders something: the order and its purse's funding are on the disk before either is sent, and
   * both are sent in one go.
   *
   * @param order the order of a number, which is never used for another one
   * @throws RenterException if the node does not take it; what it may take later is kept
   */
  public OrderNote order(NodeClient node, LongFunction<Said.Order> order, Noting noting)
      throws IOException, InterruptedException {
    return held(outbox -> {
      deliver(node, outbox);
      Saying saying = new Saying(sequence -> order.apply(sequence));
      DeviceMessage message = outbox.seal(0, clockMillis.getAsLong(), saying);
      OrderNote note = noting.note(Seals.order(client(), message.sequence()));
      notes.keep(note);
      deliver(node, outbox);
      return note;
    });
  }

  /**
   * Says something.
   *
   * @throws RenterException if the node does not take it; what it may take later is kept
   */
  public void say(NodeClient node, Said said) throws IOException, InterruptedException {
    held(outbox -> {
      deliver(node, outbox);
      outbox.seal(0, clockMillis.getAsLong(), new Saying(sequence -> said));
      deliver(node, outbox);
      return said;
    });
  }

  /**
   * Sends what an earlier run could not.
   *
   * @throws RenterException if the node does not take it now
   */
  public void deliver(NodeClient node) throws IOException, InterruptedException {
    held(outbox -> {
      deliver(node, outbox);
      return outbox;
    });
  }

  private interface Work<T> {
    T with(Outbox outbox) throws IOException, InterruptedException;
  }

  /** Another command may hold the folder for as long as it says one thing. */
  private <T> T held(Work<T> work) throws IOException, InterruptedException {
    Consumer<String> warnings = warning -> {};
    for (int left = TRIES; ; left--) {
      Outbox outbox;
      try {
        outbox = Outbox.open(folder, MOST_OUTBOX_BYTES, warnings);
      } catch (Outbox.InUseException e) {
        if (left == 1) {
          throw e;
        }
        Thread.sleep(WAIT_MILLIS);
        continue;
      }
      try (outbox) {
        return work.with(outbox);
      }
    }
  }

  private void deliver(NodeClient node, Outbox outbox) throws IOException, InterruptedException {
    List<Outbox.Stored> waiting = outbox.oldest(MOST_MESSAGES, NodeClient.MAX_POST_BYTES / 2);
    while (!waiting.isEmpty()) {
      for (Outbox.Stored stored : waiting) {
        deliver(node, outbox, stored);
      }
      waiting = outbox.oldest(MOST_MESSAGES, NodeClient.MAX_POST_BYTES / 2);
    }
  }

  private void deliver(NodeClient node, Outbox outbox, Outbox.Stored stored)
      throws IOException, InterruptedException {
    DeviceMessage message = DeviceMessage.decode(stored.wire().toArray());
    if (SaidCodec.decode(message.payload()) instanceof Said.Order order) {
      Optional<OrderNote> note = notes.of(Seals.order(client(), order.number()));
      if (note.isEmpty()) {
        // A crash came before its funding was signed: nothing was sent, nobody waits for it.
        outbox.settle(List.of(stored.sequence()));
        return;
      }
      // First, so that nothing is ordered that is not paid for.
      send(node, outbox, stored, note.get().funding());
    }
    send(node, outbox, stored, stored.wire());
    outbox.acknowledged(List.of(stored.sequence()));
    outbox.settle(List.of(stored.sequence()));
  }

  private void send(NodeClient node, Outbox outbox, Outbox.Stored of, Bytes wire)
      throws IOException, InterruptedException {
    Optional<RenterException> wrong = wrong(node.post(List.of(wire)).getFirst());
    if (wrong.isPresent()) {
      if (wrong.get().isRefused()) {
        outbox.settle(List.of(of.sequence()));
      }
      throw wrong.get();
    }
  }

  private Optional<RenterException> wrong(Verdict verdict) throws IOException {
    return switch (verdict) {
      case Verdict.Accepted accepted -> {
        Optional<String> why =
            new ReceiptCheck(deployment, clockMillis).wrong(accepted.message(), accepted.receipt());
        keep(accepted.receipt());
        yield why.map(its ->
            new RenterException(
                "the node took the message, and its receipt does not count: " + its, false));
      }
      case Verdict.Duplicate duplicate -> Optional.empty();
      case Verdict.Refused refused ->
          Optional.of(
              new RenterException(
                  "the node refused: " + refused.reason() + ", " + refused.detail(), true));
      case Verdict.Busy busy ->
          Optional.of(
              new RenterException(
                  "the node is busy; what was said is kept, and sent by the next command", false));
      case Verdict.Failed failed ->
          Optional.of(
              new RenterException(
                  "the node cannot write ("
                      + failed.detail()
                      + "); what was said is kept, and sent by the next command",
                  false));
    };
  }

  /** With a receipt whose message is in no epoch anyone can show that the node lied. */
  private void keep(Bytes receipt) throws IOException {
    Path file = folder.resolve("receipts.cbor");
    if (Files.exists(file) && Files.size(file) > MOST_RECEIPT_BYTES) {
      Files.move(file, folder.resolve("receipts.cbor.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(file, receipt.toArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** An account's message that goes before what the client says. */
  public void ask(NodeClient node, AccountMessage message)
      throws IOException, InterruptedException {
    Optional<RenterException> wrong = wrong(node.post(List.of(message.wire())).getFirst());
    if (wrong.isPresent()) {
      throw wrong.get();
    }
  }

  /** Signs what is said; an order's number is that of its message, which is used once. */
  private final class Saying implements Outbox.Signer {
    private final LongFunction<Said> said;

    private Saying(LongFunction<Said> said) {
      this.said = said;
    }

    @Override
    public Outbox.Author author() {
      return new Outbox.Author(key.id(), network);
    }

    @Override
    public DeviceMessage sign(Outbox.Numbering number, List<SenmlRecord> readings) {
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft(
              network,
              number.sequence(),
              Optional.empty(),
              SaidCodec.CBOR,
              SaidCodec.encode(said.apply(number.sequence())));
      return number.previous().map(draft::after).orElse(draft).sign(key);
    }
  }
}
