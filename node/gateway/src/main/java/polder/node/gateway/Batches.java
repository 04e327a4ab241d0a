package polder.node.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Collects what arrives on many connections and hands it to the gateway in batches, so that doors
 * without a thread for each sender never wait for the disk. A connection keeps to one lane, and a
 * lane answers in the order in which it was handed things; while one lane waits for the disk, the
 * others check signatures. Any thread may hand things over.
 */
public final class Batches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

  private final Function<List<Bytes>, List<Reply>> gateway;
  private final BatchLimits limits;
  private final List<Queue> lanes = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Things to be handed on together.
   *
   * @param messages one message or more
   * @param bytes what they are counted as while they wait
   * @param answered is given a reply for each message, in order, in the lane's thread; must be
   *     short
   */
  public record Parcel(List<Bytes> messages, int bytes, Consumer<List<Reply>> answered) {}

  /** Where one connection hands things over. */
  public interface Lane {
    /**
     * Hands over a parcel; it is always taken.
     *
     * @return whether there is room for more. If not, hand over nothing more until all of what this
     *     connection handed over is answered: that bounds the queue.
     */
    boolean submit(Parcel parcel);
  }

  /**
   * Starts the lanes.
   *
   * @param gateway takes messages and gives a reply for each, in order; blocks until the disk has
   *     answered, as {@link Gateway#acceptAll} does
   */
  public Batches(Function<List<Bytes>, List<Reply>> gateway, BatchLimits limits) {
    this.gateway = gateway;
    this.limits = limits;
    for (int number = 0; number < limits.lanes(); number++) {
      lanes.add(new Queue(number));
    }
  }

  /** A lane for a new connection; they are given out in turn. */
  public Lane lane() {
    return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
  }

  /** Answers for what waits, then stops. Whoever hands over something afterwards gets a failure. */
  @Override
  public void close() {
    lanes.forEach(Queue::close);
    lanes.forEach(Queue::join);
  }

  /** Parcels in the order of their arrival. */
  private final class Queue implements Lane {
    private final ArrayDeque<Parcel> queue = new ArrayDeque<>();
    private final Lock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Thread thread;
    private long waitingBytes;
    private boolean closed;

    private Queue(int number) {
      this.thread = Thread.ofPlatform().name("polder-batch-" + number).daemon().start(this::run);
    }

    @Override
    public boolean submit(Parcel parcel) {
      lock.lock();
      try {
        if (!closed) {
          queue.add(parcel);
          waitingBytes += parcel.bytes();
          arrived.signal();
          return waitingBytes < limits.waitingBytes();
        }
      } finally {
        lock.unlock();
      }
      parcel.answered().accept(failed(parcel.messages(), "the node stops"));
      return false;
    }

    private void run() {
      for (List<Parcel> batch = take(); !batch.isEmpty(); batch = take()) {
        answer(batch);
      }
    }

    private List<Parcel> take() {
      lock.lock();
      try {
        while (queue.isEmpty() && !closed) {
          arrived.awaitUninterruptibly();
        }
        List<Parcel> batch = new ArrayList<>();
        int messages = 0;
        while (!queue.isEmpty() && (batch.isEmpty() || messages < limits.batchMessages())) {
          Parcel parcel = queue.remove();
          batch.add(parcel);
          messages += parcel.messages().size();
          waitingBytes -= parcel.bytes();
        }
        return batch;
      } finally {
        lock.unlock();
      }
    }

    private void answer(List<Parcel> batch) {
      List<Bytes> messages = new ArrayList<>();
      batch.forEach(parcel -> messages.addAll(parcel.messages()));
      List<Reply> replies = patiently(messages);
      int from = 0;
      for (Parcel parcel : batch) {
        int to = from + parcel.messages().size();
        tell(parcel, List.copyOf(replies.subList(from, to)));
        from = to;
      }
    }

    private static void tell(Parcel parcel, List<Reply> replies) {
      try {
        parcel.answered().accept(replies);
      } catch (RuntimeException e) {
        LOG.error("an answer was not taken", e);
      }
    }

    /** Where too much waits for the disk, it is tried again: that slows this lane's senders. */
    private List<Reply> patiently(List<Bytes> messages) {
      List<Reply> replies = new ArrayList<>(accept(messages));
      for (int attempt = 1; attempt < limits.busyAttempts(); attempt++) {
        List<Integer> busy = new ArrayList<>();
        for (int index = 0; index < replies.size(); index++) {
          if (replies.get(index) instanceof Reply.Busy) {
            busy.add(index);
          }
        }
        if (busy.isEmpty() || !pause()) {
          break;
        }
        List<Reply> again = accept(busy.stream().map(messages::get).toList());
        for (int index = 0; index < busy.size(); index++) {
          replies.set(busy.get(index), again.get(index));
        }
      }
      return replies;
    }

    private boolean pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(limits.busyMillis());
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private List<Reply> accept(List<Bytes> messages) {
      try {
        return gateway.apply(messages);
      } catch (Throwable e) {
        // Whatever happens, everybody who waits is answered, and the lane lives on.
        LOG.error("a batch of {} messages was not answered", messages.size(), e);
        return failed(messages, "the node made a mistake, which its log tells");
      }
    }

    private static List<Reply> failed(List<Bytes> messages, String detail) {
      return messages.stream()
          .<Reply>map(wire -> new Reply.Failed(Hash.sha256(wire.unsafeArray()), detail))
          .toList();
    }

    private void close() {
      lock.lock();
      try {
        closed = true;
        arrived.signal();
      } finally {
        lock.unlock();
      }
    }

    private void join() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
