package polder.adapters.wasm;

import com.dylibso.chicory.runtime.Memory;
import org.jspecify.annotations.Nullable;

/** A program's memory as the host sees it; addresses are unsigned and checked before use. */
final class GuestMemory {
  private final @Nullable Memory memory;

  GuestMemory(@Nullable Memory memory) {
    this.memory = memory;
  }

  /** An address beyond the memory; the program learns of it by {@link WasiErrno#FAULT}. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault() {
      super("beyond the memory", null, false, false);
    }
  }

  private Memory at(long address, long size) throws Fault {
    if (memory == null || address + size > (long) memory.pages() * ModuleLimits.PAGE_BYTES) {
      throw new Fault();
    }
    return memory;
  }

  /**
   * Checks that so many bytes are there.
   *
   * @throws Fault if they are not
   */
  void check(long address, long size) throws Fault {
    at(address, size);
  }

  long int32(long address) throws Fault {
    return at(address, 4).readInt((int) address) & 0xFFFF_FFFFL;
  }

  long int64(long address) throws Fault {
    return at(address, 8).readLong((int) address);
  }

  int int16(long address) throws Fault {
    return at(address, 2).readShort((int) address) & 0xFFFF;
  }

  int int8(long address) throws Fault {
    return at(address, 1).read((int) address) & 0xFF;
  }

  byte[] bytes(long address, int size) throws Fault {
    return at(address, size).readBytes((int) address, size);
  }

  void writeInt32(long address, long value) throws Fault {
    at(address, 4).writeI32((int) address, (int) value);
  }

  void writeInt64(long address, long value) throws Fault {
    at(address, 8).writeLong((int) address, value);
  }

  void writeInt16(long address, int value) throws Fault {
    at(address, 2).writeShort((int) address, (short) value);
  }

  void writeInt8(long address, int value) throws Fault {
    at(address, 1).writeByte((int) address, (byte) value);
  }

  void write(long address, byte[] bytes, int length) throws Fault {
    at(address, length).write((int) address, bytes, 0, length);
  }
}
