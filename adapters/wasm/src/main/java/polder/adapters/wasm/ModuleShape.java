package polder.adapters.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a module says of itself, but for its instructions; filled by {@link ModuleReader}. */
final class ModuleShape {
  /** A function of the host. */
  record Import(String name, int type) {}

  /** A table of functions, whose size never changes. */
  record Table(long size) {}

  /** The memory's pages. */
  record Pages(long first, long most) {}

  /** Where a function's locals and instructions lie in the module. */
  record Code(int start, int end) {}

  final byte[] content;
  final List<Signature> types = new ArrayList<>();
  final List<Import> imports = new ArrayList<>();
  final List<Integer> functions = new ArrayList<>();
  final List<Table> tables = new ArrayList<>();
  final List<Pages> memories = new ArrayList<>();

  /** A letter of each global's type; a capital if it may be set. */
  final StringBuilder globals = new StringBuilder();

  final List<Code> codes = new ArrayList<>();
  final List<Integer> data = new ArrayList<>();

  /** Exported functions by name. */
  final Map<String, Integer> exports = new HashMap<>();

  /** The contents of sections that are taken over as they are, by number. */
  final Map<Integer, byte[]> sections = new HashMap<>();

  int start = -1;
  int dataCount = -1;

  ModuleShape(byte[] content) {
    this.content = content;
  }

  int functionCount() {
    return imports.size() + functions.size();
  }

  /** The type of the function {@code index}, imported or its own. */
  Signature typeOf(int index) {
    int type =
        index < imports.size() ? imports.get(index).type() : functions.get(index - imports.size());
    return types.get(type);
  }
}
