package polder.adapters.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A model in ONNX Runtime: rows of numbers in, rows of numbers out, on one thread. May be asked by
 * several threads at once; to be closed when it is no longer needed.
 */
public final class OnnxPredictor implements AutoCloseable {
  /** The most bytes of a file: parameters of the largest model the trainer knows, and room. */
  public static final int LARGEST = 80 << 20;

  private final OrtSession session;
  private final String input;
  private final String output;
  private final int inputs;
  private final int outputs;

  /**
   * A predictor of the model in a file.
   *
   * @param file the file's bytes
   * @throws IllegalArgumentException if it is too large, no ONNX file, or not one that takes rows
   *     of a fixed number of {@code float} and gives such
   */
  public OnnxPredictor(byte[] file) {
    if (file.length > LARGEST) {
      throw new IllegalArgumentException(
          "a model's file has at most " + LARGEST + " bytes, not " + file.length);
    }
    session = open(file);
    try {
      Map.Entry<String, NodeInfo> in = only("input", session.getInputInfo());
      Map.Entry<String, NodeInfo> out = only("output", session.getOutputInfo());
      input = in.getKey();
      inputs = columns("input", in.getValue());
      output = out.getKey();
      outputs = columns("output", out.getValue());
    } catch (OrtException | IllegalArgumentException e) {
      close();
      throw refusal(e);
    }
  }

  private static OrtSession open(byte[] file) {
    OrtEnvironment environment = OnnxEnvironment.get();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return environment.createSession(file, options);
    } catch (OrtException e) {
      throw refusal(e);
    }
  }

  private static IllegalArgumentException refusal(Exception cause) {
    return new IllegalArgumentException(
        "this file is no ONNX model that can be run here ("
            + cause.getMessage()
            + "); export the model anew",
        cause);
  }

  private static Map.Entry<String, NodeInfo> only(String what, Map<String, NodeInfo> all) {
    if (all.size() != 1) {
      throw new IllegalArgumentException("it has " + all.size() + " of one " + what);
    }
    return all.entrySet().iterator().next();
  }

  private static int columns(String what, NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.FLOAT
        && tensor.getShape().length == 2
        && tensor.getShape()[0] == -1
        && tensor.getShape()[1] > 0
        && tensor.getShape()[1] <= LARGEST) {
      return (int) tensor.getShape()[1];
    }
    throw new IllegalArgumentException(
        "its " + what + " is " + node.getInfo() + ", not rows of so many float");
  }

  /** Numbers in one row of inputs. */
  public int inputs() {
    return inputs;
  }

  /** Numbers in one row of outputs. */
  public int outputs() {
    return outputs;
  }

  /**
   * What the model gives, row by row.
   *
   * @param rows inputs, row by row, at least one
   * @throws IllegalArgumentException if they are no whole rows
   * @throws IllegalStateException if the model fails on them
   */
  public float[] predict(float[] rows) {
    if (rows.length == 0 || rows.length % inputs != 0) {
      throw new IllegalArgumentException(rows.length + " inputs are no rows of " + inputs);
    }
    int count = rows.length / inputs;
    float[] predictions = new float[Math.multiplyExact(count, outputs)];
    OrtEnvironment environment = OnnxEnvironment.get();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(rows), new long[] {count, inputs});
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxTensor given = (OnnxTensor) result.get(output).orElseThrow();
      given.getFloatBuffer().get(predictions);
      return predictions;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime did not close: " + e.getMessage(), e);
    }
  }
}
