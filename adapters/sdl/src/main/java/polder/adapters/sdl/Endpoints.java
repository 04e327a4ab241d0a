package polder.adapters.sdl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code endpoints}: addresses of their own, which machines here do not lease. */
final class Endpoints {
  private static final String IP = "ip";

  private Endpoints() {}

  static void check(Field endpoints, List<Deployed> deployed) {
    Set<String> known = new HashSet<>();
    for (Field endpoint : endpoints.entries()) {
      endpoint.knows("kind");
      known.add(endpoint.name());
      if (!endpoint.name().matches("[a-z]+[a-z0-9_-]+")) {
        endpoint.wrong(
            "is no name of an endpoint",
            "begin it with lower-case letters and go on with letters, digits and hyphens");
      }
      Field kind = endpoint.at("kind").required("write kind: ip");
      if (!kind.text().orElse(IP).equals(IP)) {
        kind.wrong("is " + kind.shown(), "write ip");
      }
    }
    Set<String> used = used(deployed, known);
    for (Field endpoint : endpoints.entries()) {
      if (!used.contains(endpoint.name())) {
        endpoint.wrong(
            "is used by no service", "leave it out, or name it as ip: below expose of a service");
      }
    }
  }

  private static Set<String> used(List<Deployed> deployed, Set<String> known) {
    Set<String> used = new HashSet<>();
    Map<String, String> ports = new HashMap<>();
    for (Deployed each : deployed) {
      for (ExposeReader.Port port : each.service().ports()) {
        for (Field address : port.addresses()) {
          String name = address.text().orElse("");
          used.add(name);
          if (!known.contains(name)) {
            address.wrong(
                "is " + address.shown() + ", which is no endpoint of this file",
                "write below endpoints this name and kind: ip");
          }
          String key = port.exposed().as() + "/" + port.exposed().protocol() + " of " + name;
          String other = ports.putIfAbsent(key, each.service().field().name());
          if (other != null) {
            address.wrong(
                "takes port " + key + ", which " + other + " takes", "write another port below as");
          } else {
            address.notice(
                "has no effect: no addresses are leased, the port is open at the machine's own");
          }
        }
      }
    }
    return used;
  }
}
