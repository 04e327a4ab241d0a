package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import polder.networks.compute.job.Service.Exposed;

/** {@code expose} of a service: which of its ports who may reach. */
final class ExposeReader {
  /**
   * A port and where it stands.
   *
   * @param partners fields that name the services that may reach it
   * @param addresses fields that name endpoints with addresses of their own
   * @param hosts fields that name hosts
   */
  record Port(
      Exposed exposed,
      Field field,
      List<Field> partners,
      List<Field> addresses,
      List<Field> hosts) {}

  private static final int MOST_PORT = 65_535;
  private static final long MOST_NUMBER = 4_294_967_295L;
  private static final int MOST_HOST = 253;
  private static final Set<String> CASES =
      Set.of("error", "timeout", "500", "502", "503", "504", "403", "404", "429", "off");

  private ExposeReader() {}

  static List<Port> read(Field expose) {
    List<Port> ports = new ArrayList<>();
    Set<Exposed> known = new LinkedHashSet<>();
    for (Field field : expose.items()) {
      Optional<Port> port = port(field);
      if (port.isPresent() && !known.add(port.get().exposed())) {
        field.notice("says the same as one before it: counted once");
      } else {
        port.ifPresent(ports::add);
      }
    }
    if (ports.size() > Limits.ENTRIES) {
      expose.wrong("has " + ports.size() + " ports", "name at most " + Limits.ENTRIES);
    }
    return ports;
  }

  private static Optional<Port> port(Field field) {
    field.knows("port", "as", "proto", "to", "accept", "http_options");
    Optional<Long> port =
        field.at("port").required("write port: and the port where it listens").whole(1, MOST_PORT);
    // Akash takes 0 for not said.
    long as = field.at("as").whole(0, MOST_PORT).orElse(0L);
    Optional<String> protocol = protocol(field.at("proto"));
    Field accept = field.at("accept");
    List<Field> hosts = accept.items().stream().filter(ExposeReader::isHost).toList();
    httpOptions(field.at("http_options"));
    boolean everyone = false;
    List<Field> partners = new ArrayList<>();
    List<Field> addresses = new ArrayList<>();
    for (Field to : field.at("to").items()) {
      to.knows("service", "global", "ip", "http_options");
      httpOptions(to.at("http_options"));
      boolean global = to.at("global").flag().orElse(false);
      everyone |= global;
      to.at("service")
          .text(Limits.NAME)
          .filter(name -> !name.isEmpty())
          .ifPresent(name -> partners.add(to.at("service")));
      if (!to.at("ip").text().orElse("").isEmpty()) {
        addresses.add(to.at("ip"));
        if (!global) {
          to.at("ip").wrong("is for the whole world", "write global: true beside it");
        }
      }
    }
    if (port.isEmpty() || protocol.isEmpty()) {
      return Optional.empty();
    }
    int number = Math.toIntExact(port.get());
    List<String> services =
        partners.stream().map(each -> each.text().orElse("")).distinct().toList();
    List<String> names = hosts.stream().map(host -> host.text().orElse("")).distinct().toList();
    if (services.size() > Limits.ENTRIES || names.size() > Limits.ENTRIES) {
      field.wrong("has too many entries", "write at most " + Limits.ENTRIES);
      return Optional.empty();
    }
    Exposed exposed =
        new Exposed(number, as == 0 ? number : (int) as, protocol.get(), everyone, services, names);
    return Optional.of(new Port(exposed, field, partners, addresses, hosts));
  }

  private static Optional<String> protocol(Field field) {
    String protocol = field.text().orElse("").toLowerCase(Locale.ROOT);
    return switch (protocol) {
      case "", "tcp" -> Optional.of("tcp");
      case "udp" -> Optional.of("udp");
      default -> {
        field.wrong("is " + field.shown(), "write tcp or udp; http is tcp");
        yield Optional.empty();
      }
    };
  }

  private static boolean isHost(Field field) {
    String host = field.text().orElse("");
    String label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    if (host.length() <= MOST_HOST && host.matches(label + "(\\." + label + ")*")) {
      return true;
    }
    field.wrong("is " + field.shown(), "write a host name in lower case, such as www.example.org");
    return false;
  }

  /** What would tune the machine that passes requests on; there is none here. */
  private static void httpOptions(Field options) {
    options.knows(
        "max_body_size",
        "proxy_buffer_size",
        "read_timeout",
        "send_timeout",
        "next_tries",
        "next_timeout",
        "next_cases");
    options.at("max_body_size").whole(0, 104_857_600);
    options.at("proxy_buffer_size").whole(0, 1_048_576);
    options.at("read_timeout").whole(0, 60_000);
    options.at("send_timeout").whole(0, 60_000);
    options.at("next_tries").whole(0, MOST_NUMBER);
    options.at("next_timeout").whole(0, MOST_NUMBER);
    List<Field> cases = options.at("next_cases").items();
    for (Field each : cases) {
      String name = each.text().orElse("");
      if (!CASES.contains(name)) {
        each.wrong("is " + each.shown(), "write error, timeout, off or a code such as 502");
      } else if (name.equals("off") && cases.size() > 1) {
        each.wrong("stands beside others", "write off alone, or leave it out");
      }
    }
    if (options.isPresent()) {
      options.notice("has no effect: ports are passed on as they are");
    }
  }
}
