package polder.adapters.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An ONNX model while it is put together. Numbers of fields are those of {@code onnx.proto}, whose
 * messages are named beside them (ONNX IR version 8, operators of version 17).
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 17;

  // TensorProto.DataType
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ProtoMessage graph = new ProtoMessage();

  OnnxGraph(String name) {
    graph.text(2, name); // GraphProto.name
  }

  /** A number that belongs to a node. */
  record Attribute(String name, List<Long> values, boolean single) {
    static Attribute of(String name, long value) {
      return new Attribute(name, List.of(value), true);
    }

    static Attribute list(String name, List<Long> values) {
      return new Attribute(name, values, false);
    }

    private ProtoMessage message() {
      // AttributeProto: name 1, i 3, ints 8, type 20, which is INT 2 or INTS 7
      ProtoMessage message = new ProtoMessage().text(1, name);
      values.forEach(value -> message.integer(single ? 3 : 8, value));
      return message.integer(20, single ? 2 : 7);
    }
  }

  /** Adds an operator. An input or output of no name is one that is left out. */
  OnnxGraph node(
      String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
    // NodeProto: input 1, output 2, name 3, op_type 4, attribute 5
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    node.text(3, "to " + outputs.getLast()).text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(1, node); // GraphProto.node
    return this;
  }

  /** Adds constants. */
  OnnxGraph constant(String name, float[] values, int... dimensions) {
    byte[] raw = new byte[values.length * Float.BYTES];
    littleEndian(raw).asFloatBuffer().put(values);
    return tensor(name, FLOAT, raw, dimensions);
  }

  /** Adds whole numbers that tell an operator sizes or axes. */
  OnnxGraph numbers(String name, long... values) {
    byte[] raw = new byte[values.length * Long.BYTES];
    littleEndian(raw).asLongBuffer().put(values);
    return tensor(name, INT64, raw, values.length);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private OnnxGraph tensor(String name, int type, byte[] raw, int... dimensions) {
    // TensorProto: dims 1, data_type 2, name 8, raw_data 9
    ProtoMessage tensor = new ProtoMessage();
    for (int dimension : dimensions) {
      tensor.integer(1, dimension);
    }
    tensor.integer(2, type).text(8, name).bytes(9, raw);
    graph.message(5, tensor); // GraphProto.initializer
    return this;
  }

  /** Names what goes in: so many rows of so many columns. */
  OnnxGraph input(String name, int columns) {
    graph.message(11, value(name, columns)); // GraphProto.input
    return this;
  }

  /** Names what comes out: so many rows of so many columns. */
  OnnxGraph output(String name, int columns) {
    graph.message(12, value(name, columns)); // GraphProto.output
    return this;
  }

  private static ProtoMessage value(String name, int columns) {
    // TensorShapeProto: dim 1; Dimension: dim_value 1, dim_param 2
    ProtoMessage shape =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(2, "rows"))
            .message(1, new ProtoMessage().integer(1, columns));
    // TypeProto: tensor_type 1; Tensor: elem_type 1, shape 2
    ProtoMessage tensor = new ProtoMessage().integer(1, FLOAT).message(2, shape);
    ProtoMessage type = new ProtoMessage().message(1, tensor);
    // ValueInfoProto: name 1, type 2
    return new ProtoMessage().text(1, name).message(2, type);
  }

  /** The file. */
  byte[] toByteArray() {
    // ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8, whose version is 2
    return new ProtoMessage()
        .integer(1, IR_VERSION)
        .text(2, "polder")
        .message(7, graph)
        .message(8, new ProtoMessage().integer(2, OPERATORS))
        .toByteArray();
  }
}
