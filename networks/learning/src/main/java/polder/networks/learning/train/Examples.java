package polder.networks.learning.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * Examples as a blob: an array of a word, the numbers of rows, of inputs of a row and of outputs or
 * classes, then the inputs and the targets row by row as bytes, four a number and the highest
 * first. Numbers are IEEE binary32, classes whole numbers.
 */
public final class Examples {
  private static final int FIELDS = 6;
  private static final String NUMBERS = "polder/examples/numbers/1";
  private static final String CLASSES = "polder/examples/classes/1";

  private Examples() {}

  /** The blob. */
  public static Bytes encode(DataSet data) {
    boolean isNumbers = data.targets() instanceof Targets.Numbers;
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .text(isNumbers ? NUMBERS : CLASSES)
            .integer(data.rows())
            .integer(data.columns())
            .integer(data.targets().outputs())
            .bytes(bytes(data.inputs()));
    return switch (data.targets()) {
      case Targets.Numbers(int outputs, float[] values) -> writer.bytes(bytes(values)).toBytes();
      case Targets.Classes(int classes, int[] labels) -> writer.bytes(bytes(labels)).toBytes();
    };
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Float.BYTES));
    buffer.asFloatBuffer().put(numbers);
    return buffer.array();
  }

  private static byte[] bytes(int[] numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Integer.BYTES));
    buffer.asIntBuffer().put(numbers);
    return buffer.array();
  }

  /**
   * Reads a blob.
   *
   * @throws CodecException saying what is wrong with it
   */
  public static DataSet decode(Bytes blob) {
    CborReader reader = new CborReader(blob);
    try {
      if (reader.beginArray() != FIELDS) {
        throw new CodecException("these are no examples", 0);
      }
      String form = reader.text();
      long rows = reader.integer();
      int columns = Math.toIntExact(reader.integer());
      int outputs = Math.toIntExact(reader.integer());
      float[] inputs = floats(reader.bytes());
      Bytes targets = reader.bytes();
      reader.end();
      DataSet data =
          switch (form) {
            case NUMBERS ->
                new DataSet(columns, inputs, new Targets.Numbers(outputs, floats(targets)));
            case CLASSES ->
                new DataSet(columns, inputs, new Targets.Classes(outputs, ints(targets)));
            default -> throw new CodecException("no examples are of form " + form, 0);
          };
      if (data.rows() != rows) {
        throw new CodecException(
            "there are targets of " + data.rows() + " rows, not " + rows, reader.offset());
      }
      return data;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  /** The examples, if they are some and fit a model. */
  public static Optional<DataSet> find(Bytes blob, Architecture architecture) {
    try {
      DataSet data = decode(blob);
      return data.columns() == architecture.inputs()
              && data.targets().outputs() == architecture.outputs()
          ? Optional.of(data)
          : Optional.empty();
    } catch (CodecException e) {
      return Optional.empty();
    }
  }

  private static float[] floats(Bytes bytes) {
    FloatBuffer buffer = ByteBuffer.wrap(whole(bytes)).asFloatBuffer();
    float[] numbers = new float[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }

  private static int[] ints(Bytes bytes) {
    IntBuffer buffer = ByteBuffer.wrap(whole(bytes)).asIntBuffer();
    int[] numbers = new int[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }

  private static byte[] whole(Bytes bytes) {
    if (bytes.size() % Integer.BYTES != 0) {
      throw new IllegalArgumentException(bytes.size() + " bytes are no numbers of four bytes each");
    }
    return bytes.unsafeArray();
  }
}
