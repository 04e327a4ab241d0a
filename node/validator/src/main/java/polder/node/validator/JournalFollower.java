package polder.node.validator;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import polder.node.journal.JournalPage;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/** Mirrors one node's journal as it grows, on a thread of its own. */
public final class JournalFollower implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1_000;
  private static final long LONG_PAUSE_MILLIS = 10_000;

  private final JournalSource source;
  private final JournalMirror mirror;
  private final Supplier<Optional<Hash>> deployment;
  private final Reached reached;
  private final Consumer<String> said;
  private final Thread thread;
  private String trouble = "";

  /** Hears of nodes that close. */
  public interface Reached {
    /** That {@code node} answered, and closes epochs. */
    void reached(String node);

    /** That {@code node} does not answer, or does not close. */
    void lost(String node);

    /** That {@code node}, which does not close any more, left messages that may be in no epoch. */
    void left(String node);
  }

  private JournalFollower(
      JournalSource source,
      JournalMirror mirror,
      Supplier<Optional<Hash>> deployment,
      Reached reached,
      Consumer<String> said) {
    this.source = source;
    this.mirror = mirror;
    this.deployment = deployment;
    this.reached = reached;
    this.said = said;
    this.thread = Thread.ofVirtual().name("mirror-" + source.name()).unstarted(this::run);
  }

  /**
   * Starts one.
   *
   * @param deployment only a node of this one is mirrored, once it is known
   * @param said is told, in a line, what the node does wrong, once
   */
  public static JournalFollower start(
      JournalSource source,
      JournalMirror mirror,
      Supplier<Optional<Hash>> deployment,
      Reached reached,
      Consumer<String> said) {
    JournalFollower follower = new JournalFollower(source, mirror, deployment, reached, said);
    follower.thread.start();
    return follower;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(once());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to pause, in milliseconds. */
  private long once() throws InterruptedException {
    if (!mirror.hasRoom()) {
      tell("the mirror is full and waits for epochs to be sealed");
      return PAUSE_MILLIS;
    }
    try {
      Optional<JournalSource.Place> place = source.kept();
      return switch (source.ask(new JournalSource.Question(place, mirror.nextCut()))) {
        case JournalSource.Answer.Page(var bytes) -> take(JournalPage.decode(bytes), place);
        case JournalSource.Answer.Follows() -> {
          reached.lost(source.name());
          yield PAUSE_MILLIS;
        }
        case JournalSource.Answer.Refused(String why) -> {
          reached.reached(source.name());
          tell("does not let its messages be mirrored: " + why);
          yield LONG_PAUSE_MILLIS;
        }
      };
    } catch (CodecException | JournalMirror.GarbageException e) {
      reached.lost(source.name());
      tell("serves a journal that cannot be right: " + e.getMessage() + "; asked again later");
      return LONG_PAUSE_MILLIS;
    } catch (IOException e) {
      // That it cannot be reached is said where its archive is read.
      reached.lost(source.name());
      return PAUSE_MILLIS;
    } catch (RuntimeException e) {
      tell("cannot be mirrored: " + e);
      return LONG_PAUSE_MILLIS;
    }
  }

  private long take(JournalPage page, Optional<JournalSource.Place> before)
      throws IOException, JournalMirror.GarbageException {
    Optional<Hash> expected = deployment.get();
    if (expected.isPresent() && !expected.get().equals(page.deployment())) {
      throw new JournalMirror.GarbageException("it is of another deployment");
    }
    Optional<Hash> last = mirror.take(page);
    if (page.closes()) {
      reached.reached(source.name());
    } else {
      reached.lost(source.name());
      if (!page.messages().isEmpty()) {
        reached.left(source.name());
      }
    }
    boolean same = before.isPresent() && before.get().offset() == page.from();
    Optional<Hash> message =
        last.isPresent() || !same ? last : before.flatMap(JournalSource.Place::message);
    JournalSource.Place after = new JournalSource.Place(page.next(), message);
    if (!before.equals(Optional.of(after))) {
      source.keep(after);
    }
    tell("");
    return 0;
  }

  private void tell(String what) {
    if (!what.equals(trouble)) {
      said.accept(source.name() + ": " + (what.isEmpty() ? "is mirrored" : what));
      trouble = what;
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
