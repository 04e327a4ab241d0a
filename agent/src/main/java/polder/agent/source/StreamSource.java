package polder.agent.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import polder.agent.format.Lines;

/** Reads lines from standard input until it ends. */
final class StreamSource implements ReadingSource {
  private final InputStream in;

  StreamSource(InputStream in) {
    this.in = in;
  }

  @Override
  public String name() {
    return "file:-";
  }

  @Override
  public boolean ends() {
    return true;
  }

  @Override
  public void run(Intake intake) throws IOException {
    Lines lines = new Lines();
    // Not closed: standard input is not this source's.
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    StringBuilder line = new StringBuilder();
    int character = reader.read();
    while (character >= 0) {
      if (character == '\n') {
        intake.take(lines.parse(line.toString()), Optional.empty());
        line.setLength(0);
      } else if (line.length() <= Lines.MAX_LINE) {
        line.append((char) character);
      }
      character = reader.read();
    }
    intake.take(lines.parse(line.toString()), Optional.empty());
  }
}
