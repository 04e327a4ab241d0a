package polder.adapters.wasm;

/**
 * What is added to a module: globals and functions behind its own, whose indices no instruction of
 * the module can name.
 */
final class Additions {
  /** Parts of the runtime's bookkeeping that a program ended in. */
  static final int OUT_OF_BOUNDS = 1;

  /** {@code i64}: fuel that is left; below 0 when it is used up. */
  final int fuel;

  /** {@code i32}: words that frames may still have; below 0 when calls are too deep. */
  final int depth;

  /** {@code i32}: 1 when memory was refused. */
  final int refused;

  /** {@code i32}: {@link #OUT_OF_BOUNDS} when a bulk instruction left the memory or its data. */
  final int bounds;

  /** {@code (i64)}: charges. */
  final int charge;

  /** {@code (i32) -> i32}: memory.grow, charged. */
  final int grow;

  /** {@code (i32, i32, i64)}: traps where the first two together are above the third. */
  final int within;

  private final ModuleShape shape;

  Additions(ModuleShape shape) {
    this.shape = shape;
    int globals = shape.globals.length();
    this.fuel = globals;
    this.depth = globals + 1;
    this.refused = globals + 2;
    this.bounds = globals + 3;
    int functions = shape.functionCount();
    this.charge = functions;
    this.grow = functions + 1;
    this.within = functions + 2;
  }

  /** How many functions are added. */
  int functionCount() {
    return shape.memories.isEmpty() ? 1 : 3;
  }

  Signature signature(int added) {
    return Signature.of(
        switch (added) {
          case 0 -> "l>";
          case 1 -> "i>i";
          default -> "iil>";
        });
  }

  /** Writes the global section's contents, the module's own globals first. */
  byte[] globals(byte[] own, long fuelLimit) {
    BinaryWriter writer = new BinaryWriter().unsigned(shape.globals.length() + 4L);
    int skipped = 0;
    while (skipped < own.length && own[skipped] < 0) {
      skipped++;
    }
    if (own.length > 0) {
      writer.raw(own, skipped + 1, own.length);
    }
    writer.octets(0x7E, 1).int64(fuelLimit).octets(Opcodes.END);
    writer.octets(0x7F, 1).int32(ModuleLimits.FRAME_WORDS).octets(Opcodes.END);
    writer.octets(0x7F, 1).int32(0).octets(Opcodes.END);
    return writer.octets(0x7F, 1).int32(0).octets(Opcodes.END).bytes();
  }

  /** Charges what the local {@code temporary}, an {@code i64}, keeps what is left in. */
  void charge(BinaryWriter writer, int cost, int temporary) {
    writer.indexed(Opcodes.GLOBAL_GET, fuel).int64(cost);
    spend(writer, temporary);
  }

  /** From what is left and a cost on the stack. */
  private void spend(BinaryWriter writer, int temporary) {
    writer.octets(0x7D).indexed(Opcodes.LOCAL_TEE, temporary).indexed(Opcodes.GLOBAL_SET, fuel);
    writer.indexed(Opcodes.LOCAL_GET, temporary).int64(0).octets(0x53);
    trapIf(writer);
  }

  private static void trapIf(BinaryWriter writer) {
    writer.octets(Opcodes.IF, 0x40, Opcodes.UNREACHABLE, Opcodes.END);
  }

  /** Takes a frame's words. */
  void enter(BinaryWriter writer, int words, int temporary) {
    writer.indexed(Opcodes.GLOBAL_GET, depth).int32(words).octets(0x6B);
    writer.indexed(Opcodes.LOCAL_TEE, temporary).indexed(Opcodes.GLOBAL_SET, depth);
    writer.indexed(Opcodes.LOCAL_GET, temporary).int32(0).octets(0x48);
    trapIf(writer);
  }

  /** Gives a frame's words back. */
  void leave(BinaryWriter writer, int words) {
    writer.indexed(Opcodes.GLOBAL_GET, depth).int32(words).octets(0x6A);
    writer.indexed(Opcodes.GLOBAL_SET, depth);
  }

  /** The code of an added function. */
  byte[] code(int added) {
    BinaryWriter writer = new BinaryWriter();
    switch (added) {
      case 0 -> {
        writer.unsigned(0).indexed(Opcodes.GLOBAL_GET, fuel).indexed(Opcodes.LOCAL_GET, 0);
        spend(writer, 0);
      }
      case 1 -> {
        writer.octets(1, 1, 0x7F);
        writer.indexed(Opcodes.LOCAL_GET, 0).octets(Opcodes.MEMORY_GROW, 0);
        writer.indexed(Opcodes.LOCAL_TEE, 1).int32(-1).octets(0x46, Opcodes.IF, 0x40);
        writer.int32(1).indexed(Opcodes.GLOBAL_SET, refused).octets(Opcodes.ELSE);
        writer.indexed(Opcodes.LOCAL_GET, 0).octets(0xAD).int64(Charges.PAGE).octets(0x7E);
        writer.indexed(Opcodes.CALL, charge).octets(Opcodes.END).indexed(Opcodes.LOCAL_GET, 1);
      }
      default -> {
        writer.unsigned(0).indexed(Opcodes.LOCAL_GET, 0).octets(0xAD);
        writer.indexed(Opcodes.LOCAL_GET, 1).octets(0xAD, 0x7C).indexed(Opcodes.LOCAL_GET, 2);
        writer.octets(0x56, Opcodes.IF, 0x40).int32(OUT_OF_BOUNDS);
        writer.indexed(Opcodes.GLOBAL_SET, bounds).octets(Opcodes.UNREACHABLE, Opcodes.END);
      }
    }
    return writer.octets(Opcodes.END).bytes();
  }
}
