package polder.adapters.wasm;

import java.io.ByteArrayOutputStream;

/** Writes a module's binary form. */
final class BinaryWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  BinaryWriter octets(int... octets) {
    for (int octet : octets) {
      out.write(octet);
    }
    return this;
  }

  BinaryWriter raw(byte[] bytes) {
    return raw(bytes, 0, bytes.length);
  }

  BinaryWriter raw(byte[] bytes, int start, int end) {
    out.write(bytes, start, end - start);
    return this;
  }

  BinaryWriter unsigned(long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  BinaryWriter signed(long value) {
    long rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  BinaryWriter fixed(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  /** An instruction with one index. */
  BinaryWriter indexed(int opcode, long index) {
    out.write(opcode);
    return unsigned(index);
  }

  /** {@code i32.const}. */
  BinaryWriter int32(int value) {
    out.write(0x41);
    return signed(value);
  }

  /** {@code i64.const}. */
  BinaryWriter int64(long value) {
    out.write(0x42);
    return signed(value);
  }

  /** What was written, preceded by its length. */
  BinaryWriter sized(byte[] bytes) {
    return unsigned(bytes.length).raw(bytes);
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
