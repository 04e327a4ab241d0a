package polder.agent.compute;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What a command in a lease says, on its way: frames of a channel (1 byte), a length (4 bytes, big
 * endian) and so many bytes. Channels are standard output (1), standard error (2), and at the end
 * the exit code (3, four bytes) or why there is none (4, text).
 */
public final class Frames {
  private static final int HEADER = 5;
  private static final int MOST_FRAME = 1 << 20;
  private static final int OUT = 1;
  private static final int ERROR = 2;
  private static final int CODE = 3;
  private static final int FAILED = 4;

  private Frames() {}

  /** Standard output or standard error as frames; several may share {@code to}. */
  static OutputStream channel(OutputStream to, boolean isError) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] content, int offset, int length) throws IOException {
        frame(to, isError ? ERROR : OUT, content, offset, length);
      }
    };
  }

  static void code(OutputStream to, int code) throws IOException {
    frame(to, CODE, ByteBuffer.allocate(4).putInt(code).array(), 0, 4);
  }

  static void failed(OutputStream to, String why) throws IOException {
    byte[] text = why.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    frame(to, FAILED, text, 0, text.length);
  }

  private static void frame(OutputStream to, int channel, byte[] content, int offset, int length)
      throws IOException {
    byte[] frame = new byte[HEADER + length];
    ByteBuffer.wrap(frame).put((byte) channel).putInt(length).put(content, offset, length);
    synchronized (to) {
      to.write(frame);
      to.flush();
    }
  }

  /**
   * Copies all frames of {@code from} to where they belong.
   *
   * @return the exit code
   * @throws IOException if there is none, with the reason
   */
  public static int copy(InputStream from, OutputStream out, OutputStream errors)
      throws IOException {
    DataInputStream frames = new DataInputStream(from);
    try {
      while (true) {
        int channel = frames.readByte();
        int length = frames.readInt();
        if (length < 0 || length > MOST_FRAME) {
          throw new IOException("the machine's answer is of another form");
        }
        byte[] content = frames.readNBytes(length);
        switch (channel) {
          case OUT -> {
            out.write(content);
            out.flush();
          }
          case ERROR -> {
            errors.write(content);
            errors.flush();
          }
          case CODE -> {
            return ByteBuffer.wrap(content).getInt();
          }
          default ->
              throw new IOException(new String(content, java.nio.charset.StandardCharsets.UTF_8));
        }
      }
    } catch (EOFException e) {
      throw new IOException("the machine went away in the middle", e);
    }
  }
}
