package polder.adapters.yaml;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.StringReader;

/** snakeyaml-engine 3.0.1 fails where a read ends between the two halves of a character. */
final class WholeCharacters extends PushbackReader {
  WholeCharacters(String text) {
    super(new StringReader(text));
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 1 && Character.isHighSurrogate(buffer[offset + read - 1])) {
      unread(buffer[offset + read - 1]);
      return read - 1;
    }
    return read;
  }
}
