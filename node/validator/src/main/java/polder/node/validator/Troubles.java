package polder.node.validator;

import java.util.HashMap;
import java.util.Map;

/** What is in the way of following each node; told when it changes. */
final class Troubles {
  private final Listener listener;
  private final Map<String, String> known = new HashMap<>();

  Troubles(Listener listener) {
    this.listener = listener;
  }

  void tell(Source source, String what) {
    if (!what.equals(known.put(source.name(), what))) {
      listener.trouble(source.name(), what);
    }
  }

  void over(Source source) {
    known.remove(source.name());
  }
}
