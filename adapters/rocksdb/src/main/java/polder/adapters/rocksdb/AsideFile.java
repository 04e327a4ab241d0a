package polder.adapters.rocksdb;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Content;

/**
 * Values that lie in a file without a name, of which the operating system has in memory what is
 * looked at. The file is gone once nobody holds any of its values, at the latest when the process
 * ends.
 */
final class AsideFile {
  private AsideFile() {}

  /**
   * Writes {@code values} into a new file.
   *
   * @param place where the file is while it has a name; one call at a time
   */
  static List<Content> write(Path place, List<Bytes> values) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            place,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      for (Bytes value : values) {
        ByteBuffer left = ByteBuffer.wrap(value.unsafeArray());
        while (left.hasRemaining()) {
          channel.write(left);
        }
      }
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.position(), Arena.ofAuto());
      List<Content> aside = new ArrayList<>(values.size());
      long from = 0;
      for (Bytes value : values) {
        aside.add(new Mapped(all.asSlice(from, value.size())));
        from += value.size();
      }
      return List.copyOf(aside);
    } finally {
      Files.deleteIfExists(place);
    }
  }

  private record Mapped(MemorySegment segment) implements Content {
    @Override
    public Bytes bytes() {
      return Bytes.wrap(segment.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public Bytes head(int length) {
      return Bytes.wrap(
          segment.asSlice(0, Math.min(length, segment.byteSize())).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
