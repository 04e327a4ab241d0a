package polder.adapters.wasm;

/** Reads a module up to its instructions, and refuses what the runtime has not. */
final class ModuleReader {
  private static final String WASI = "wasi_snapshot_preview1";
  private static final long MAGIC = 0x0000_0001_6D73_6100L;
  private static final int FUNCTION_REFERENCE = 0x70;

  /** Sections in the order in which they must come. */
  private static final String ORDER = "\1\2\3\4\5\6\7\10\11\14\12\13";

  private static final String[] NAMES = {
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data count"
  };

  private final ModuleShape shape;

  private ModuleReader(byte[] content) {
    this.shape = new ModuleShape(content);
  }

  /**
   * Reads it.
   *
   * @throws RefusedException saying what is wrong and in which section
   */
  static ModuleShape read(byte[] content) throws RefusedException {
    if (content.length > ModuleLimits.MODULE_BYTES) {
      throw new RefusedException(
          "the module has more than " + ModuleLimits.MODULE_BYTES + " bytes");
    }
    ModuleReader reader = new ModuleReader(content);
    reader.sections(new BinaryReader(content, 0, content.length, "the module"));
    return reader.shape;
  }

  private void sections(BinaryReader module) throws RefusedException {
    if (module.fixed(8) != MAGIC) {
      throw new RefusedException("this is no WebAssembly module of version 1");
    }
    int place = -1;
    while (!module.atEnd()) {
      int id = module.octet();
      if (id >= NAMES.length) {
        throw module.refused("section " + id + (id == 13 ? " (exceptions)" : "") + " is not known");
      }
      int length = module.count("bytes of a section", ModuleLimits.MODULE_BYTES);
      BinaryReader section = module.part(length, "the " + NAMES[id] + " section");
      if (id == 0) {
        continue;
      }
      if (ORDER.indexOf(id) <= place) {
        throw module.refused("the " + NAMES[id] + " section is in the wrong place");
      }
      place = ORDER.indexOf(id);
      int begin = section.position();
      section(id, section);
      section.end();
      shape.sections.put(id, java.util.Arrays.copyOfRange(shape.content, begin, begin + length));
    }
    if (shape.codes.size() != shape.functions.size()) {
      throw new RefusedException(
          "there are " + shape.functions.size() + " functions, but code of " + shape.codes.size());
    }
    if (shape.dataCount >= 0 && shape.dataCount != shape.data.size()) {
      throw new RefusedException("the data count section counts other data than there are");
    }
  }

  private void section(int id, BinaryReader in) throws RefusedException {
    switch (id) {
      case 1 -> types(in);
      case 2 -> imports(in);
      case 3 -> functions(in);
      case 4 -> tables(in);
      case 5 -> memories(in);
      case 6 -> globals(in);
      case 7 -> exports(in);
      case 8 -> shape.start = in.index("function", shape.functionCount());
      case 9 -> elements(in);
      case 10 -> codes(in);
      case 11 -> data(in);
      case 12 -> shape.dataCount = in.count("data segments", ModuleLimits.SEGMENTS);
      default -> throw new IllegalStateException("no section " + id);
    }
  }

  private void types(BinaryReader in) throws RefusedException {
    int count = in.count("types", ModuleLimits.TYPES);
    for (int i = 0; i < count; i++) {
      int form = in.octet();
      if (form != 0x60) {
        throw in.refused("type " + i + " is no function's (garbage collection is not supported)");
      }
      String parameters = letters(in, "parameters", ModuleLimits.PARAMETERS);
      shape.types.add(new Signature(parameters, letters(in, "results", ModuleLimits.RESULTS)));
    }
  }

  private static String letters(BinaryReader in, String what, int most) throws RefusedException {
    int count = in.count(what, most);
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append(letter(in));
    }
    return letters.toString();
  }

  /** A number's type. */
  static char letter(BinaryReader in) throws RefusedException {
    int octet = in.octet();
    char letter = Signature.letter(octet);
    if (letter == 0) {
      String what = octet == 0x7B ? "vectors (SIMD)" : "references as values";
      throw in.refused("type 0x" + Integer.toHexString(octet) + ": no " + what + " here");
    }
    return letter;
  }

  private void imports(BinaryReader in) throws RefusedException {
    int count = in.count("imports", ModuleLimits.IMPORTS);
    for (int i = 0; i < count; i++) {
      String module = in.name();
      String name = in.name();
      if (in.octet() != 0 || !module.equals(WASI)) {
        throw in.refused(
            "import " + module + "." + name + ": only functions of " + WASI + " are there");
      }
      int type = in.index("type", shape.types.size());
      String expected = WasiFunctions.SIGNATURES.get(name);
      if (!shape.types.get(type).toString().equals(expected)) {
        throw in.refused(
            expected == null
                ? WASI + " has no function " + name
                : WASI + "." + name + " has another type: " + expected);
      }
      shape.imports.add(new ModuleShape.Import(name, type));
    }
  }

  private void functions(BinaryReader in) throws RefusedException {
    int count = in.count("functions", ModuleLimits.FUNCTIONS);
    for (int i = 0; i < count; i++) {
      shape.functions.add(in.index("type", shape.types.size()));
    }
  }

  private void tables(BinaryReader in) throws RefusedException {
    int count = in.count("tables", ModuleLimits.TABLES);
    for (int i = 0; i < count; i++) {
      if (in.octet() != FUNCTION_REFERENCE) {
        throw in.refused("table " + i + ": only tables of functions are supported");
      }
      int flags = in.octet();
      if (flags > 1) {
        throw in.refused("table " + i + ": unknown limits " + flags);
      }
      int size = in.count("elements of a table", ModuleLimits.ELEMENTS);
      if (flags == 1 && in.unsigned() < size) {
        throw in.refused("table " + i + ": its most elements are fewer than its first");
      }
      shape.tables.add(new ModuleShape.Table(size));
    }
  }

  private void memories(BinaryReader in) throws RefusedException {
    int count = in.count("memories", 1);
    for (int i = 0; i < count; i++) {
      int flags = in.octet();
      if (flags > 1) {
        throw in.refused(
            "a memory that is shared (threads), of 64 bits or of other pages is not supported");
      }
      long first = in.count("pages of memory", 1 << 16);
      long most = flags == 1 ? in.count("pages of memory", 1 << 16) : 1 << 16;
      if (most < first) {
        throw in.refused("the memory's most pages are fewer than its first");
      }
      shape.memories.add(new ModuleShape.Pages(first, most));
    }
  }

  private void globals(BinaryReader in) throws RefusedException {
    int count = in.count("globals", ModuleLimits.GLOBALS);
    for (int i = 0; i < count; i++) {
      char letter = letter(in);
      int mutable = in.octet();
      if (mutable > 1) {
        throw in.refused("global " + i + ": unknown kind " + mutable);
      }
      shape.globals.append(mutable == 1 ? Character.toUpperCase(letter) : letter);
      constant(in, letter);
    }
  }

  /** A constant of the type; what it is where that is an {@code i32}. */
  private static long constant(BinaryReader in, char letter) throws RefusedException {
    int opcode = in.octet();
    int expected =
        switch (letter) {
          case 'i' -> 0x41;
          case 'l' -> 0x42;
          case 'f' -> 0x43;
          default -> 0x44;
        };
    if (opcode != expected) {
      throw in.refused("only a constant of the right type is supported here");
    }
    long value =
        switch (letter) {
          case 'i' -> in.signed(32);
          case 'l' -> in.signed(64);
          case 'f' -> in.fixed(4);
          default -> in.fixed(8);
        };
    if (in.octet() != Opcodes.END) {
      throw in.refused("only a single constant is supported here");
    }
    return value;
  }

  private void exports(BinaryReader in) throws RefusedException {
    int count = in.count("exports", ModuleLimits.EXPORTS);
    for (int i = 0; i < count; i++) {
      String name = in.name();
      int kind = in.octet();
      int size =
          switch (kind) {
            case 0 -> shape.functionCount();
            case 1 -> shape.tables.size();
            case 2 -> shape.memories.size();
            case 3 -> shape.globals.length();
            default -> throw in.refused("export " + name + " is of unknown kind " + kind);
          };
      int index = in.index("thing to export as " + name + ":", size);
      if (kind == 0) {
        shape.exports.put(name, index);
      }
    }
  }

  private void elements(BinaryReader in) throws RefusedException {
    int count = in.count("element segments", ModuleLimits.SEGMENTS);
    for (int i = 0; i < count; i++) {
      int flags = in.octet();
      if (flags != 0 && flags != 2) {
        throw in.refused("element segment " + i + ": only those that fill a table are supported");
      }
      int table = flags == 0 ? 0 : in.index("table", shape.tables.size());
      if (shape.tables.isEmpty()) {
        throw in.refused("element segment " + i + " needs a table, but there is none");
      }
      long offset = constant(in, 'i') & 0xFFFF_FFFFL;
      if (flags == 2 && in.octet() != 0) {
        throw in.refused("element segment " + i + ": only functions are supported");
      }
      int size = in.count("elements", ModuleLimits.ELEMENTS);
      if (offset + size > shape.tables.get(table).size()) {
        throw in.refused("element segment " + i + " ends beyond its table");
      }
      for (int j = 0; j < size; j++) {
        in.index("function", shape.functionCount());
      }
    }
  }

  private void codes(BinaryReader in) throws RefusedException {
    int count = in.count("functions' code", ModuleLimits.FUNCTIONS);
    for (int i = 0; i < count; i++) {
      int length = in.count("bytes of a function", ModuleLimits.FUNCTION_BYTES);
      int begin = in.skip(length);
      shape.codes.add(new ModuleShape.Code(begin, begin + length));
    }
  }

  private void data(BinaryReader in) throws RefusedException {
    int count = in.count("data segments", ModuleLimits.SEGMENTS);
    for (int i = 0; i < count; i++) {
      int flags = in.octet();
      if (flags > 2) {
        throw in.refused("data segment " + i + ": unknown kind " + flags);
      }
      if (flags == 2) {
        in.index("memory", shape.memories.size());
      }
      boolean active = flags != 1;
      if (active && shape.memories.isEmpty()) {
        throw in.refused("data segment " + i + " needs a memory, but there is none");
      }
      long offset = active ? constant(in, 'i') & 0xFFFF_FFFFL : 0;
      int length = in.count("bytes of data", ModuleLimits.MODULE_BYTES);
      in.skip(length);
      if (active && offset + length > shape.memories.getFirst().first() * ModuleLimits.PAGE_BYTES) {
        throw in.refused("data segment " + i + " ends beyond the memory's first pages");
      }
      shape.data.add(length);
    }
  }
}
