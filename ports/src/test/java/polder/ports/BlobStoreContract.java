package polder.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import polder.ports.BlobStore.Put;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** What every {@link BlobStore} promises. */
public abstract class BlobStoreContract {
  protected static final long MOST = 64L << 20;

  /** The store of this test: empty the first time; then opened anew in its place. */
  protected abstract BlobStore open(long storeBytes) throws IOException;

  /** Changes one bit of a stored blob, behind the store's back. */
  protected abstract void flip(Hash hash, long at) throws IOException;

  /** What lies in the store's place beside blobs and notes. */
  protected abstract List<String> debris() throws IOException;

  protected final BlobStore open() throws IOException {
    return open(MOST);
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  protected static byte[] random(int size, long seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  protected static Put put(BlobStore store, byte[] content) throws IOException {
    return store.put(new ByteArrayInputStream(content), Optional.empty(), MOST);
  }

  protected static Put.Stored stored(BlobStore store, byte[] content) throws IOException {
    Put put = put(store, content);
    assertThat(put).isInstanceOf(Put.Stored.class);
    return (Put.Stored) put;
  }

  protected static byte[] whole(BlobStore store, Hash hash) throws IOException {
    try (InputStream input = store.find(hash).orElseThrow().whole()) {
      return input.readAllBytes();
    }
  }

  private static InputStream failing(byte[] first) {
    return new InputStream() {
      private int at;

      @Override
      public int read() throws IOException {
        if (at == first.length) {
          throw new IOException("the sender went away");
        }
        return first[at++] & 0xff;
      }
    };
  }

  private void requireNothingLeft(BlobStore store, long bytes) throws IOException {
    assertThat(debris()).isEmpty();
    assertThat(store.bytes()).isEqualTo(bytes);
  }

  @Test
  void keepsWhatWasPut() throws IOException {
    BlobStore store = open();
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000}) {
      byte[] content = random(size, size);
      Put.Stored put = stored(store, content);
      assertThat(put).isEqualTo(new Put.Stored(Hash.sha256(content), size, true));
      BlobStore.Blob blob = store.find(put.hash()).orElseThrow();
      assertThat(blob.bytes()).isEqualTo(size);
      assertThat(blob.hash()).isEqualTo(put.hash());
      assertThat(whole(store, put.hash())).isEqualTo(content);
    }
    long all = store.bytes();
    BlobStore again = open();
    assertThat(again.bytes()).isEqualTo(all).isEqualTo(1_327_681);
    assertThat(whole(again, Hash.sha256(random(65_536, 65_536)))).isEqualTo(random(65_536, 65_536));
    assertThat(again.find(Hash.ZERO)).isEmpty();
  }

  @Test
  void theSameAgainCostsNothing() throws IOException {
    BlobStore store = open();
    Hash hash = stored(store, bytes("same")).hash();
    assertThat(put(store, bytes("same"))).isEqualTo(new Put.Stored(hash, 4, false));
    InputStream unread = failing(new byte[0]);
    assertThat(store.put(unread, Optional.of(hash), 0)).isEqualTo(new Put.Stored(hash, 4, false));
    requireNothingLeft(store, 4);
  }

  @Test
  void whatIsRefusedLeavesNothing() throws IOException {
    BlobStore store = open(10);
    byte[] content = bytes("0123456789");
    Hash other = Hash.sha256(bytes("other"));
    assertThat(store.put(new ByteArrayInputStream(content), Optional.of(other), MOST))
        .isEqualTo(new Put.WrongHash(Hash.sha256(content), 10));
    assertThat(store.put(new ByteArrayInputStream(content), Optional.empty(), 9))
        .isEqualTo(new Put.TooLarge(9));
    assertThatThrownBy(() -> store.put(failing(content), Optional.empty(), MOST))
        .isInstanceOf(IOException.class)
        .hasMessage("the sender went away");
    assertThat(put(store, bytes("0123456789a"))).isInstanceOf(Put.Full.class);
    requireNothingLeft(store, 0);
    store.forEach((hash, bytes, damaged) -> {
      throw new AssertionError(hash);
    });
    assertThat(stored(store, content).isNew()).isTrue();
  }

  @Test
  void aFullStoreHasRoomAgainOnceSomethingIsDeleted() throws IOException {
    BlobStore store = open(10);
    Hash six = stored(store, bytes("sixsix")).hash();
    assertThat(put(store, bytes("fives")))
        .isInstanceOfSatisfying(Put.Full.class, full -> assertThat(full.detail()).contains("10"));
    stored(store, bytes("four"));
    assertThat(store.delete(six)).isTrue();
    assertThat(store.delete(six)).isFalse();
    assertThat(store.find(six)).isEmpty();
    stored(store, bytes("fives"));
    requireNothingLeft(store, 9);
    assertThat(open(10).bytes()).isEqualTo(9);
  }

  @Test
  void givesParts() throws IOException {
    BlobStore store = open();
    byte[] content = random(200_000, 3);
    BlobStore.Blob blob = store.find(stored(store, content).hash()).orElseThrow();
    for (int[] part : new int[][] {{0, 1}, {70_000, 130_000}, {199_999, 1}, {5, 0}, {200_000, 0}}) {
      try (InputStream input = blob.range(part[0], part[1])) {
        assertThat(input.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(content, part[0], part[0] + part[1]));
      }
    }
    for (long[] bad : new long[][] {{-1, 1}, {0, 200_001}, {200_000, 1}, {1, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> blob.range(bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The last bytes are never given, so nobody takes it for whole. */
  @Test
  void aDamagedBlobIsNoticedAndServedNoMoreUntilItIsPutAgain() throws IOException {
    BlobStore store = open();
    for (int size : new int[] {1, 65_536, 300_000}) {
      byte[] content = random(size, 4);
      Hash hash = stored(store, content).hash();
      assertThat(store.note(hash, Bytes.wrap(bytes("kept")))).isTrue();
      flip(hash, size / 2);
      ByteArrayOutputStream given = new ByteArrayOutputStream();
      try (InputStream input = store.find(hash).orElseThrow().whole()) {
        assertThatThrownBy(() -> input.transferTo(given))
            .isInstanceOf(DamagedBlobException.class)
            .hasMessageContaining(hash.toHex());
      }
      assertThat(given.size()).isLessThan(size);
      assertThat(store.find(hash)).isEmpty();
      List<Hash> damaged = new ArrayList<>();
      store.forEach((its, bytes, isDamaged) -> {
        if (isDamaged) {
          assertThat(bytes).isEqualTo(size);
          damaged.add(its);
        }
      });
      assertThat(damaged).containsExactly(hash);
      assertThat(open().find(hash)).isEmpty();
      store = open();
      assertThat(store.put(new ByteArrayInputStream(content), Optional.of(hash), MOST))
          .isEqualTo(new Put.Stored(hash, size, true));
      assertThat(whole(store, hash)).isEqualTo(content);
      assertThat(store.note(hash)).contains(Bytes.wrap(bytes("kept")));
      store.delete(hash);
      requireNothingLeft(store, 0);
    }
  }

  @Test
  void aDamagedBlobCanBeDeleted() throws IOException {
    BlobStore store = open();
    Hash hash = stored(store, bytes("good")).hash();
    flip(hash, 0);
    assertThatThrownBy(() -> whole(store, hash)).isInstanceOf(DamagedBlobException.class);
    assertThat(store.bytes()).isEqualTo(4);
    assertThat(store.delete(hash)).isTrue();
    requireNothingLeft(store, 0);
  }

  @Test
  void notesStandBesideBlobsAndGoWithThem() throws IOException {
    BlobStore store = open();
    Bytes note = Bytes.wrap(bytes("note"));
    Hash hash = Hash.sha256(bytes("blob"));
    assertThat(store.note(hash, note)).isFalse();
    stored(store, bytes("blob"));
    assertThat(store.note(hash)).isEmpty();
    assertThat(store.note(hash, Bytes.wrap(bytes("before")))).isTrue();
    assertThat(store.note(hash, note)).isTrue();
    assertThat(open().note(hash)).contains(note);
    BlobStore again = open();
    again.delete(hash);
    stored(again, bytes("blob"));
    assertThat(again.note(hash)).isEmpty();
    byte[] large = new byte[BlobStore.MOST_NOTE_BYTES + 1];
    assertThatThrownBy(() -> again.note(hash, Bytes.wrap(large)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void handsOverAllInOrder() throws IOException {
    BlobStore store = open();
    List<Hash> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(stored(store, random(i, i)).hash());
      store.note(all.getLast(), Bytes.EMPTY);
    }
    List<Hash> found = new ArrayList<>();
    open().forEach((hash, bytes, damaged) -> found.add(hash));
    assertThat(found).containsExactlyElementsOf(all.stream().sorted().toList());
  }

  @Test
  void whoeverPutsTheSameAtOnceIsToldItIsThere() throws Exception {
    BlobStore store = open();
    int senders = 8;
    byte[] content = random(2_000_000, 6);
    CyclicBarrier together = new CyclicBarrier(senders);
    Callable<Put> sender =
        () -> {
          together.await();
          return put(store, content);
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int fresh = 0;
      for (Future<Put> put : threads.invokeAll(Collections.nCopies(senders, sender))) {
        fresh += ((Put.Stored) put.get()).isNew() ? 1 : 0;
      }
      assertThat(fresh).isEqualTo(1);
    }
    requireNothingLeft(store, content.length);
    assertThat(whole(store, Hash.sha256(content))).isEqualTo(content);
  }

  /**
   * Such a blob would not fit beside the rest of the memory that tests have, were it ever whole.
   */
  @Test
  void aLargeOneStreams() throws IOException {
    long size = 1L << 30;
    BlobStore store = open(size);
    long before = used();
    Put put = store.put(new Zeros(size), Optional.empty(), size);
    // SHA-256 of 1 GiB of zeros, as sha256sum has it.
    Hash hash = Hash.fromHex("49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14");
    assertThat(put).isEqualTo(new Put.Stored(hash, size, true));
    try (InputStream input = store.find(hash).orElseThrow().whole()) {
      assertThat(input.transferTo(OutputStream.nullOutputStream())).isEqualTo(size);
    }
    assertThat(used() - before).isLessThan(16L << 20);
    store.delete(hash);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** So many zeros. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      assertThat(length).as("what a store asks for at once").isLessThanOrEqualTo(1 << 20);
      int given = (int) Math.min(length, left);
      Arrays.fill(target, offset, offset + given, (byte) 0);
      left -= given;
      return given;
    }
  }
}
