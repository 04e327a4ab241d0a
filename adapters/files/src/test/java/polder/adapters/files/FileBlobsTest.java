package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.BlobStore;
import polder.ports.BlobStoreContract;
import polder.protocol.Bytes;
import polder.protocol.Hash;

class FileBlobsTest extends BlobStoreContract {
  @TempDir Path folder;

  private final List<FileBlobs> opened = new ArrayList<>();

  @Override
  protected BlobStore open(long storeBytes) throws IOException {
    return open(new FileBlobs.Limits(storeBytes, 0));
  }

  private FileBlobs open(FileBlobs.Limits limits) throws IOException {
    close();
    opened.add(FileBlobs.open(folder.resolve("blobs"), limits));
    return opened.getLast();
  }

  @AfterEach
  void close() throws IOException {
    for (FileBlobs blobs : opened) {
      blobs.close();
    }
  }

  private Path file(Hash hash) {
    return folder.resolve("blobs").resolve(hash.toHex().substring(0, 2)).resolve(hash.toHex());
  }

  @Override
  protected void flip(Hash hash, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file(hash).toFile(), "rw")) {
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ 1);
    }
  }

  @Override
  protected List<String> debris() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("[0-9a-f]{64}(\\.note)?|lock"))
          .toList();
    }
  }

  @Test
  void whatACrashLeftHalfWrittenIsGoneAfterTheNextStart() throws IOException {
    BlobStore store = open(MOST);
    Hash hash = stored(store, bytes("whole")).hash();
    store.note(hash, Bytes.wrap(bytes("note")));
    Path incoming = folder.resolve("blobs").resolve("incoming");
    Files.write(incoming.resolve("7.part"), bytes("half"));
    Hash gone = Hash.sha256(bytes("gone"));
    Files.createDirectories(file(gone).getParent());
    Path lonely = file(gone).resolveSibling(gone.toHex() + ".note");
    Files.write(lonely, bytes("of a blob whose deletion a crash cut short"));
    Files.write(file(hash).resolveSibling("readme.txt"), bytes("somebody's own"));
    store = open(MOST);
    assertThat(store.bytes()).isEqualTo(5);
    assertThat(incoming).isEmptyDirectory();
    assertThat(lonely).doesNotExist();
    assertThat(store.note(hash)).contains(Bytes.wrap(bytes("note")));
    assertThat(file(hash).resolveSibling("readme.txt")).exists();
  }

  @Test
  void leavesOthersTheirPartOfTheDisk() throws IOException {
    BlobStore store = open(new FileBlobs.Limits(MOST, Long.MAX_VALUE));
    assertThat(put(store, bytes("small")))
        .isInstanceOfSatisfying(
            BlobStore.Put.Full.class, full -> assertThat(full.detail()).contains("disk"));
    assertThat(debris()).isEmpty();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void aFolderIsOpenOnce() throws IOException {
    open(MOST);
    FileBlobs.Limits limits = new FileBlobs.Limits(MOST, 0);
    assertThatThrownBy(() -> FileBlobs.open(folder.resolve("blobs"), limits))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  /** As the system says it, in whatever file. */
  @Test
  void knowsAFullDiskByWhatTheSystemSays() {
    assertThat(Space.isUsedUp(new IOException("No space left on device"))).isTrue();
    assertThat(Space.isUsedUp(new IOException("/x/0.part: Disk quota exceeded"))).isTrue();
    assertThat(Space.isUsedUp(new IOException("Input/output error"))).isFalse();
    assertThat(Space.isUsedUp(new IOException())).isFalse();
  }
}
