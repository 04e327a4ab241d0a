package polder.adapters.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A module written anew with its own accounting in it. Custom sections are dropped, and so is the
 * start section: what it names is called like any other function.
 *
 * @param shape the module as it was
 * @param additions where its accounting lies
 * @param content the module as it is run
 * @param sizes bytes of each of its own functions as they are run
 * @param entry the functions to call, in this order
 */
record MeteredModule(
    ModuleShape shape, Additions additions, byte[] content, int[] sizes, int[] entry) {
  private static final String START = "_start";

  /**
   * Reads a module and writes it anew.
   *
   * @param fuel most that it may use
   * @param pages most pages of memory that it may have
   * @throws RefusedException if it is broken, too large or uses what the runtime has not
   */
  static MeteredModule of(byte[] module, long fuel, long pages) throws RefusedException {
    ModuleShape shape = ModuleReader.read(module);
    return new Writing(shape, fuel, pages).write();
  }

  /** How many pages it begins with. */
  long firstPages() {
    return shape.memories.isEmpty() ? 0 : shape.memories.getFirst().first();
  }

  /** Indices of functions with more bytes than {@code most}. */
  Set<Integer> functionsAbove(int most) {
    return IntStream.range(0, sizes.length)
        .filter(i -> sizes[i] > most)
        .mapToObj(i -> shape.imports.size() + i)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final class Writing {
    private final ModuleShape shape;
    private final Additions additions;
    private final long fuel;
    private final long pages;
    private final List<Signature> types;
    private final Map<Signature, Integer> typeIndices = new HashMap<>();
    private final BinaryWriter out = new BinaryWriter();
    private final int[] sizes;

    Writing(ModuleShape shape, long fuel, long pages) {
      this.sizes = new int[shape.codes.size()];
      this.shape = shape;
      this.additions = new Additions(shape);
      this.fuel = fuel;
      this.pages = pages;
      this.types = new ArrayList<>(shape.types);
      for (int i = 0; i < types.size(); i++) {
        typeIndices.putIfAbsent(types.get(i), i);
      }
    }

    MeteredModule write() throws RefusedException {
      int[] entry = entry();
      byte[] code = code();
      byte[] functions = functions();
      out.fixed(0x0000_0001_6D73_6100L, 8);
      section(1, types());
      same(2);
      section(3, functions);
      section(4, tables());
      if (!shape.memories.isEmpty()) {
        section(5, memory());
      }
      byte[] ownGlobals = shape.sections.getOrDefault(6, new byte[0]);
      section(6, additions.globals(ownGlobals, fuel));
      same(7);
      same(9);
      same(12);
      section(10, code);
      same(11);
      return new MeteredModule(shape, additions, out.bytes(), sizes, entry);
    }

    private int[] entry() throws RefusedException {
      Integer main = shape.exports.get(START);
      if (main == null) {
        throw new RefusedException(
            "the module exports no function " + START + ": it is no program");
      }
      Signature nothing = Signature.of(">");
      if (!shape.typeOf(main).equals(nothing)
          || shape.start >= 0 && !shape.typeOf(shape.start).equals(nothing)) {
        throw new RefusedException("a function to start with takes and gives nothing");
      }
      return shape.start < 0 ? new int[] {main} : new int[] {shape.start, main};
    }

    private void section(int id, byte[] contents) {
      out.octets(id).sized(contents);
    }

    private void same(int id) {
      byte[] contents = shape.sections.get(id);
      if (contents != null) {
        section(id, contents);
      }
    }

    private int type(Signature signature) {
      return typeIndices.computeIfAbsent(
          signature,
          added -> {
            types.add(added);
            return types.size() - 1;
          });
    }

    private byte[] types() {
      BinaryWriter writer = new BinaryWriter().unsigned(types.size());
      types.forEach(signature -> signature.write(writer));
      return writer.bytes();
    }

    private byte[] functions() {
      BinaryWriter writer =
          new BinaryWriter().unsigned(shape.functions.size() + (long) additions.functionCount());
      shape.functions.forEach(writer::unsigned);
      for (int i = 0; i < additions.functionCount(); i++) {
        writer.unsigned(type(additions.signature(i)));
      }
      return writer.bytes();
    }

    private byte[] tables() {
      BinaryWriter writer = new BinaryWriter().unsigned(shape.tables.size());
      for (ModuleShape.Table table : shape.tables) {
        writer.octets(0x70, 1).unsigned(table.size()).unsigned(table.size());
      }
      return writer.bytes();
    }

    private byte[] memory() {
      ModuleShape.Pages own = shape.memories.getFirst();
      BinaryWriter writer = new BinaryWriter().octets(1, 1).unsigned(own.first());
      return writer.unsigned(Math.max(own.first(), Math.min(own.most(), pages))).bytes();
    }

    private byte[] code() throws RefusedException {
      BinaryWriter writer =
          new BinaryWriter().unsigned(shape.codes.size() + (long) additions.functionCount());
      for (int i = 0; i < shape.codes.size(); i++) {
        FunctionReader.Function function = FunctionReader.read(shape, i);
        FunctionFlow flow =
            new FunctionFlow(shape, function, "function " + (shape.imports.size() + i));
        flow.walk();
        byte[] code =
            new FunctionWriter(shape, additions, function, flow)
                .write(blockType(function.type().results()));
        sizes[i] = code.length;
        writer.sized(code);
      }
      for (int i = 0; i < additions.functionCount(); i++) {
        writer.sized(additions.code(i));
      }
      return writer.bytes();
    }

    private long blockType(String results) {
      return switch (results.length()) {
        case 0 -> -0x40;
        case 1 -> Signature.octet(results.charAt(0)) - 0x80;
        default -> type(new Signature("", results));
      };
    }
  }
}
