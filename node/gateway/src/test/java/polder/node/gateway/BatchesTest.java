package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.receipt.Promise;

@Timeout(60)
class BatchesTest {
  private static final Promise PROMISE = () -> Bytes.EMPTY;
  private static final BatchLimits ONE_LANE = new BatchLimits(1, 1_000, 3, 3, 1);

  private final BlockingQueue<List<Bytes>> handed = new LinkedBlockingQueue<>();

  private static Bytes message(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private static Reply accepted(Bytes wire) {
    return new Reply.Accepted(Hash.sha256(wire.unsafeArray()), PROMISE);
  }

  private static List<Reply> accept(List<Bytes> wires) {
    return wires.stream().map(BatchesTest::accepted).toList();
  }

  private static CompletableFuture<List<Reply>> submit(Batches.Lane lane, Bytes... messages) {
    CompletableFuture<List<Reply>> answer = new CompletableFuture<>();
    lane.submit(new Batches.Parcel(List.of(messages), messages.length, answer::complete));
    return answer;
  }

  private Function<List<Bytes>, List<Reply>> noting(Function<List<Bytes>, List<Reply>> gateway) {
    return wires -> {
      handed.add(List.copyOf(wires));
      return gateway.apply(wires);
    };
  }

  @Test
  void whatArrivesWhileTheDiskWorksGoesTogetherAndInOrder() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    try (Batches batches =
        new Batches(
            noting(wires -> {
              await(disk);
              return accept(wires);
            }),
            ONE_LANE)) {
      Batches.Lane lane = batches.lane();
      CompletableFuture<List<Reply>> first = submit(lane, message(1));
      assertThat(handed.take()).containsExactly(message(1));
      List<CompletableFuture<List<Reply>>> others = new ArrayList<>();
      for (int number = 2; number <= 6; number++) {
        others.add(submit(lane, message(number), message(number + 10)));
      }
      assertThat(first).isNotDone();
      disk.countDown();
      assertThat(first.get()).containsExactly(accepted(message(1)));
      // Never half a parcel: four messages go although three fill a batch.
      assertThat(handed.take()).containsExactly(message(2), message(12), message(3), message(13));
      for (int index = 0; index < others.size(); index++) {
        assertThat(others.get(index).get())
            .containsExactly(accepted(message(index + 2)), accepted(message(index + 12)));
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatFindsNoRoomIsTriedAgainAndOnlyThat() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Batches batches =
        new Batches(
            noting(wires ->
                calls.getAndIncrement() == 0
                    ? List.of(accepted(wires.get(0)), new Reply.Busy(Hash.ZERO))
                    : accept(wires)),
            ONE_LANE)) {
      assertThat(submit(batches.lane(), message(1), message(2)).get())
          .containsExactly(accepted(message(1)), accepted(message(2)));
      assertThat(handed).containsExactly(List.of(message(1), message(2)), List.of(message(2)));
    }
  }

  @Test
  void tryingEnds() throws Exception {
    try (Batches batches =
        new Batches(
            noting(wires -> wires.stream().<Reply>map(w -> new Reply.Busy(Hash.ZERO)).toList()),
            ONE_LANE)) {
      assertThat(submit(batches.lane(), message(1)).get())
          .containsExactly(new Reply.Busy(Hash.ZERO));
      assertThat(handed).hasSize(ONE_LANE.busyAttempts());
    }
  }

  @Test
  void aBatchThatBreaksIsAnsweredAndTheNextIsTaken() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (Batches batches =
        new Batches(
            wires -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("broken");
              }
              return accept(wires);
            },
            ONE_LANE)) {
      assertThat(submit(batches.lane(), message(1)).get())
          .singleElement()
          .isInstanceOf(Reply.Failed.class);
      assertThat(submit(batches.lane(), message(2)).get()).containsExactly(accepted(message(2)));
    }
  }

  @Test
  void saysWhenTooMuchWaits() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    try (Batches batches =
        new Batches(
            noting(wires -> {
              await(disk);
              return accept(wires);
            }),
            ONE_LANE)) {
      Batches.Lane lane = batches.lane();
      assertThat(lane.submit(parcel(999))).isTrue();
      handed.take();
      assertThat(lane.submit(parcel(999))).isTrue();
      assertThat(lane.submit(parcel(1))).isFalse();
      disk.countDown();
    }
  }

  private static Batches.Parcel parcel(int bytes) {
    return new Batches.Parcel(List.of(message(1)), bytes, replies -> {});
  }

  @Test
  void closingAnswersWhatWaitsAndFailsTheRest() throws Exception {
    Batches batches = new Batches(BatchesTest::accept, ONE_LANE);
    Batches.Lane lane = batches.lane();
    CompletableFuture<List<Reply>> before = submit(lane, message(1));
    batches.close();
    assertThat(before.get()).containsExactly(accepted(message(1)));
    assertThat(submit(lane, message(2)).get()).singleElement().isInstanceOf(Reply.Failed.class);
  }

  @Test
  void lanesAreGivenOutInTurn() {
    try (Batches batches = new Batches(BatchesTest::accept, new BatchLimits(2, 1, 1, 1, 1))) {
      Batches.Lane first = batches.lane();
      assertThat(batches.lane()).isNotSameAs(first);
      assertThat(batches.lane()).isSameAs(first);
    }
  }
}
