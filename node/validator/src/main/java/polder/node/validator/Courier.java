package polder.node.validator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import polder.ports.SignatureLog;
import polder.protocol.Bytes;
import polder.protocol.crypto.CompactSignature;

/**
 * Brings one node all signatures in the order of the log, each again until the node answers, and
 * those that it lost since once more. A signature is made from the log alone, always the same, so
 * that a crash at any moment changes none.
 */
public final class Courier implements AutoCloseable {
  /** Where signatures go. */
  public static final String PATH = "/v1/attestations";

  private static final int OK = 200;
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 1_000;

  /** How often a node is asked what it lost. */
  private static final long ASK_MILLIS = 5_000;

  private final Receiver receiver;
  private final SignatureLog log;
  private final Signer signer;
  private final Consumer<String> said;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Thread thread;
  private String trouble = "";

  private Courier(Receiver receiver, SignatureLog log, Signer signer, Consumer<String> said) {
    this.receiver = receiver;
    this.log = log;
    this.signer = signer;
    this.said = said;
    this.thread = Thread.ofVirtual().name("courier-" + receiver.name()).unstarted(this::run);
  }

  /**
   * Starts one.
   *
   * @param said is told, in a line, when the node refuses or cannot be reached, and again when it
   *     can
   */
  public static Courier start(
      Receiver receiver, SignatureLog log, Signer signer, Consumer<String> said) {
    Courier courier = new Courier(receiver, log, signer, said);
    courier.thread.start();
    return courier;
  }

  /** That there may be something new in the log. */
  public void look() {
    lock.lock();
    try {
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long waitMillis = FIRST_WAIT_MILLIS;
    long askedNanos = System.nanoTime();
    try {
      while (true) {
        Optional<SignatureLog.Placed> next = log.after(log.answered(receiver.name()));
        if (next.isEmpty()) {
          await(LOOK_MILLIS);
          if (System.nanoTime() - askedNanos > TimeUnit.MILLISECONDS.toNanos(ASK_MILLIS)) {
            resend();
            askedNanos = System.nanoTime();
          }
        } else if (delivered(next.get())) {
          waitMillis = FIRST_WAIT_MILLIS;
        } else {
          // A node that begins to close takes signatures from then on: each new one is a try.
          await(waitMillis);
          waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      // Woken or not, the log is looked at.
      boolean woken = news.await(millis, TimeUnit.MILLISECONDS);
      assert woken || millis > 0;
    } finally {
      lock.unlock();
    }
  }

  /** What the node had and has no more, because its disk was lost or went back. */
  private void resend() throws InterruptedException {
    try {
      for (Receiver.Open open : receiver.missing(signer.account())) {
        Optional<SignatureLog.Entry> mine = log.of(open.epoch(), open.attempt());
        // Not yet computed, or another header: there is nothing to send.
        if (mine.isPresent() && mine.get().header().equals(open.header())) {
          Receiver.Answer answer = receiver.post(PATH, json(mine.get(), signer));
          if (answer.status() != OK) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // Asked again later; that it cannot be reached is told with the next signature.
    }
  }

  /** Whether the node answered and the next one may go. */
  private boolean delivered(SignatureLog.Placed placed) throws InterruptedException {
    try {
      Receiver.Answer answer = receiver.post(PATH, json(placed.entry(), signer));
      int status = answer.status();
      boolean taken = status >= 200 && status < 300;
      // Not there yet, too many, or its own trouble: what passes.
      boolean later = status == 404 || status == 408 || status == 425 || status == 429;
      if (!taken && (later || status < 400 || status >= 500)) {
        tell(
            status == 404
                ? "takes no signatures: it does not close epochs, or no chain pays for it"
                : "does not take signatures now (status " + status + "): " + answer.text());
        return false;
      }
      log.setAnswered(receiver.name(), placed.number());
      tell(
          taken
              ? ""
              : "refused the signature of epoch "
                  + placed.entry().epoch()
                  + " (status "
                  + status
                  + "): "
                  + answer.text());
      return true;
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void tell(String what) {
    if (!what.equals(trouble)) {
      said.accept(receiver.name() + ": " + (what.isEmpty() ? "takes signatures again" : what));
      trouble = what;
    }
  }

  /** The signature of {@code entry} as the route takes it. */
  public static Bytes json(SignatureLog.Entry entry, Signer signer) {
    return Bytes.wrap(
        ("{\"epoch\":"
                + entry.epoch()
                + ",\"attempt\":"
                + entry.attempt()
                + ",\"header\":\"0x"
                + entry.header().toHex()
                + "\",\"account\":\""
                + signer.account()
                + "\",\"signature\":\"0x"
                + CompactSignature.of(signer.sign(entry.digest())).toHex()
                + "\"}")
            .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
