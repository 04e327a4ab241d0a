package polder.node.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.networks.Exhibit;
import polder.node.session.Wallet;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;

/** Blobs go when nobody holds them any more, whoever started the node how often. */
final class BlobBooksTest extends BlobScene {
  private static final Account OTHER = Wallet.of(2).account();
  private static final byte[] CONTENT = bytes("content");
  private static final Hash BLOB = Hash.sha256(CONTENT);

  @Test
  void aBlobStaysUntilItExpires() throws Exception {
    site.put(device, CONTENT);
    site.pass(Duration.ofDays(7).minusMillis(1));
    assertThat(site.books.sweep()).isZero();
    assertThat(site.get(BLOB).statusCode()).isEqualTo(200);
    site = site.again();
    assertThat(site.books.held(OWNER)).isEqualTo(7);
    site.pass(Duration.ofMillis(1));
    assertThat(site.books.sweep()).isEqualTo(1);
    assertThat(site.get(BLOB).statusCode()).isEqualTo(404);
    assertThat(site.books.held(OWNER)).isZero();
    assertThat(file(BLOB).getParent()).isEmptyDirectory();
  }

  @Test
  void putAgainItStaysLonger() throws Exception {
    site.put(device, CONTENT);
    site.pass(Duration.ofDays(6));
    assertThat(site.put(device, CONTENT).statusCode()).isEqualTo(200);
    site.pass(Duration.ofDays(6));
    assertThat(site.books.sweep()).isZero();
    site.pass(Duration.ofDays(1));
    assertThat(site.books.sweep()).isEqualTo(1);
  }

  @Test
  void itStaysForTheLastWhoHoldsIt() throws Exception {
    DeviceKey other = site.enrol(2, OTHER);
    site.put(device, CONTENT);
    site.pass(Duration.ofDays(1));
    site.put(other, CONTENT);
    site.pass(Duration.ofDays(6));
    assertThat(site.books.sweep()).isZero();
    assertThat(site.books.held(OWNER)).isZero();
    assertThat(site.books.held(OTHER)).isEqualTo(7);
    site = site.again();
    assertThat(site.books.held(OWNER)).isZero();
    assertThat(site.books.held(OTHER)).isEqualTo(7);
    site.pass(Duration.ofDays(1));
    assertThat(site.books.sweep()).isEqualTo(1);
  }

  /** What a message of epoch 5 brings may be sealed with epoch 6. */
  @Test
  void whatAMessageBringsStaysUntilItIsSealed() throws Exception {
    KeptExhibits exhibits = new KeptExhibits(site.store, site.books);
    site.put(device, CONTENT);
    assertThat(exhibits.keep(new Exhibit(BLOB, 7), 5)).isEmpty();
    site.pass(Duration.ofDays(8));
    exhibits.sealed(5);
    assertThat(site.books.sweep()).isZero();
    assertThat(site.books.held(OWNER)).isZero();
    assertThat(exhibits.get(BLOB)).isEqualTo(Bytes.wrap(CONTENT));
    exhibits.sealed(6);
    assertThat(site.books.sweep()).as("pinned no more").isEqualTo(1);
    assertThatThrownBy(() -> exhibits.get(BLOB)).hasMessageContaining(BLOB.toString());
  }

  @Test
  void whatIsNotThereOrTooLargeIsNoExhibit() throws Exception {
    KeptExhibits exhibits = new KeptExhibits(site.store, site.books);
    assertThat(exhibits.keep(new Exhibit(BLOB, 7), 5).orElseThrow())
        .contains(BLOB.toString(), "put it there first");
    site.put(device, CONTENT);
    assertThat(exhibits.keep(new Exhibit(BLOB, 6), 5).orElseThrow())
        .contains("7 bytes, and may have 6");
  }

  /** A crash between the blob and its note: nobody was answered, so nobody misses it. */
  @Test
  void whatNobodyHoldsGoes() throws Exception {
    site.put(device, CONTENT);
    Path note = file(BLOB).resolveSibling(BLOB.toHex() + ".note");
    Files.delete(note);
    Files.write(folder.resolve("incoming").resolve("3.part"), bytes("half"));
    site = site.again();
    assertThat(debris()).isEmpty();
    assertThat(site.books.held(OWNER)).isZero();
    assertThat(site.put(device, CONTENT).statusCode()).isEqualTo(200);
    assertThat(note).exists();
    Files.write(note, bytes("damaged"));
    assertThat(site.books.sweep()).isEqualTo(1);
    assertThat(site.get(BLOB).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingIsSweptWhileItIsBeingPut() throws Exception {
    var begun = (BlobBooks.Begun.Ready) site.books.begin(OWNER, BLOB, CONTENT.length);
    site.store.put(new ByteArrayInputStream(CONTENT), Optional.of(BLOB), CONTENT.length);
    assertThat(site.books.sweep()).isZero();
    try (BlobBooks.Booking booking = begun.booking()) {
      booking.hold();
    }
    assertThat(site.books.sweep()).isZero();
    assertThat(site.books.held(OWNER)).isEqualTo(CONTENT.length);
  }

  /** Whoever was told that it is held may find it swept when its time is over, and no sooner. */
  @Test
  void whatIsHeldIsNoLongerOnItsWay() throws Exception {
    site.put(device, CONTENT);
    var again = (BlobBooks.Begun.Ready) site.books.begin(OWNER, BLOB, CONTENT.length);
    try (BlobBooks.Booking booking = again.booking()) {
      booking.hold();
      site.pass(Duration.ofDays(7));
      assertThat(site.books.sweep()).isEqualTo(1);
      assertThat(site.books.held(OWNER)).isZero();
    }
    assertThat(site.books.held(OWNER)).isZero();
  }

  @Test
  void oneBlobHasABoundedNumberOfHolders() throws Exception {
    for (int i = 0; i < Holders.MOST; i++) {
      assertThat(site.put(site.enrol(10 + i, account(i)), CONTENT).statusCode()).isIn(200, 201);
    }
    assertThat(BlobSite.reason(site.put(device, CONTENT))).isEqualTo("too_many_holders");
    Bytes note = site.store.note(BLOB).orElseThrow();
    assertThat(Holders.decode(note).until()).hasSize(Holders.MOST);
    assertThat(site.put(site.enrol(10, account(0)), CONTENT).statusCode()).isEqualTo(200);
  }

  private static Account account(int number) {
    byte[] address = new byte[Account.SIZE];
    address[0] = (byte) (number + 1);
    return new Account(Bytes.wrap(address));
  }
}
