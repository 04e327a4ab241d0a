package polder.adapters.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Puts small modules together for tests. */
final class TestModule {
  private final List<Signature> types = new ArrayList<>();
  private final List<String> imports = new ArrayList<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<byte[]> codes = new ArrayList<>();
  private final List<Integer> elements = new ArrayList<>();
  private final List<byte[]> globals = new ArrayList<>();
  private long firstPages = 1;
  private long mostPages = 1 << 16;
  private byte[] data = new byte[0];
  private int main = -1;

  /** A function that returns nothing and takes nothing, called with what a memory of a page has. */
  static byte[] program(String code) {
    return new TestModule().main("", code).bytes();
  }

  /** The type of a function of WASI, as {@link Signature} writes it. */
  static String wasiType(String name) {
    return Objects.requireNonNull(WasiFunctions.SIGNATURES.get(name), name);
  }

  TestModule memory(long first, long most) {
    firstPages = first;
    mostPages = most;
    return this;
  }

  TestModule data(byte[] content) {
    data = content.clone();
    return this;
  }

  /** Imports are called by numbers from 0 on, in the order in which they are added here. */
  TestModule wasi(String name) {
    imports.add(name);
    type(wasiType(name));
    return this;
  }

  /** An index of a type as {@link Signature} writes it. */
  int type(String signature) {
    Signature type = Signature.of(signature);
    if (!types.contains(type)) {
      types.add(type);
    }
    return types.indexOf(type);
  }

  /** A global that may be set. */
  TestModule global(char type, long value) {
    BinaryWriter writer = new BinaryWriter().octets(Signature.octet(type), 1);
    globals.add(
        (type == 'i' ? writer.int32((int) value) : writer.int64(value)).octets(0x0B).bytes());
    return this;
  }

  /**
   * A function; numbers follow those of imports.
   *
   * @param locals a letter each
   */
  TestModule function(String signature, String locals, String code) {
    functions.add(type(signature));
    BinaryWriter writer = new BinaryWriter().unsigned(locals.length());
    locals.chars().forEach(letter -> writer.octets(1, Signature.octet((char) letter)));
    codes.add(writer.raw(Assembly.of(code)).octets(Opcodes.END).bytes());
    return this;
  }

  TestModule main(String locals, String code) {
    main = imports.size() + functions.size();
    return function(">", locals, code);
  }

  TestModule table(int... ofFunctions) {
    for (int function : ofFunctions) {
      elements.add(function);
    }
    return this;
  }

  byte[] bytes() {
    BinaryWriter out = new BinaryWriter().fixed(0x0000_0001_6D73_6100L, 8);
    BinaryWriter section = new BinaryWriter().unsigned(types.size());
    for (Signature type : types) {
      type.write(section);
    }
    section(out, 1, section);
    section = new BinaryWriter().unsigned(imports.size());
    for (String name : imports) {
      text(section, "wasi_snapshot_preview1");
      text(section, name).octets(0).unsigned(type(wasiType(name)));
    }
    section(out, 2, section);
    section = new BinaryWriter().unsigned(functions.size());
    functions.forEach(section::unsigned);
    section(out, 3, section);
    if (!elements.isEmpty()) {
      section(out, 4, new BinaryWriter().octets(1, 0x70, 0).unsigned(elements.size() + 1L));
    }
    section(out, 5, new BinaryWriter().octets(1, 1).unsigned(firstPages).unsigned(mostPages));
    section = new BinaryWriter().unsigned(globals.size());
    globals.forEach(section::raw);
    section(out, 6, section);
    section = new BinaryWriter().unsigned(2);
    text(section, "memory").octets(2).unsigned(0);
    text(section, "_start").octets(0).unsigned(main);
    section(out, 7, section);
    if (!elements.isEmpty()) {
      section = new BinaryWriter().octets(1, 0).int32(0).octets(0x0B).unsigned(elements.size());
      elements.forEach(section::unsigned);
      section(out, 9, section);
    }
    section(out, 12, new BinaryWriter().unsigned(1));
    section = new BinaryWriter().unsigned(codes.size());
    codes.forEach(section::sized);
    section(out, 10, section);
    section(out, 11, new BinaryWriter().octets(1, 0).int32(0).octets(0x0B).sized(data));
    return out.bytes();
  }

  private static void section(BinaryWriter out, int id, BinaryWriter contents) {
    out.octets(id).sized(contents.bytes());
  }

  private static BinaryWriter text(BinaryWriter writer, String text) {
    return writer.sized(text.getBytes(StandardCharsets.UTF_8));
  }
}
