package polder.networks.compute.job;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * One service of a job: equal containers of one image. What each needs of the machine stands in the
 * {@link Need.Unit} of the same name.
 *
 * @param name distinct within the job, and the host name by which the others reach it
 * @param image as container tools name it, such as {@code nginx:1.25}
 * @param command instead of the image's entry point; empty to keep that
 * @param arguments instead of the image's arguments; empty to keep those
 * @param environment variables, by name
 * @param exposed which of its ports who may reach
 * @param mounts where its volumes are found; a volume that is not mounted is scratch space
 */
public record Service(
    String name,
    String image,
    List<String> command,
    List<String> arguments,
    SortedMap<String, String> environment,
    List<Exposed> exposed,
    List<Mount> mounts) {
  private static final int FIELDS = 7;
  private static final int MOST_PORT = 65_535;

  /**
   * A port that others may reach.
   *
   * @param port where the container listens, from 1 to 65,535
   * @param as the port that others connect to; the machine may map it to another one
   * @param protocol {@code tcp} or {@code udp}; what is {@code http} at heart is tcp
   * @param everyone whether the whole world may, or only services of the job
   * @param services the services of the job that may, whether or not everyone may; if empty and not
   *     everyone may, all services of the job
   * @param hosts host names under which it wants to be known
   */
  public record Exposed(
      int port,
      int as,
      String protocol,
      boolean everyone,
      List<String> services,
      List<String> hosts) {
    private static final int FIELDS = 6;

    public Exposed {
      Texts.checkRange("a port", port, 1, MOST_PORT);
      Texts.checkRange("a port", as, 1, MOST_PORT);
      if (!protocol.equals("tcp") && !protocol.equals("udp")) {
        throw new IllegalArgumentException("a protocol is tcp or udp, not " + protocol);
      }
      Texts.checkSize("services", services);
      Texts.checkSize("hosts", hosts);
      services = List.copyOf(services);
      hosts = List.copyOf(hosts);
    }

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).integer(port).integer(as).text(protocol).bool(everyone);
      Texts.writeTexts(writer, services);
      Texts.writeTexts(writer, hosts);
    }

    private static Exposed read(CborReader reader) {
      Texts.expect(reader, FIELDS, "an exposed port");
      return new Exposed(
          Math.toIntExact(reader.integer()),
          Math.toIntExact(reader.integer()),
          reader.text(),
          reader.bool(),
          Texts.readTexts(reader),
          Texts.readTexts(reader));
    }
  }

  /**
   * Where a volume is found.
   *
   * @param volume its name
   * @param path an absolute path in the container
   * @param readOnly whether nothing may be written
   */
  public record Mount(String volume, String path, boolean readOnly) {
    private static final int FIELDS = 3;

    public Mount {
      Texts.check("a volume's name", volume, Texts.NAME);
      Texts.check("a path", path, Texts.LONG);
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "the volume " + volume + " needs an absolute path, not " + path);
      }
    }

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).text(volume).text(path).bool(readOnly);
    }

    private static Mount read(CborReader reader) {
      Texts.expect(reader, FIELDS, "a mount");
      return new Mount(reader.text(), reader.text(), reader.bool());
    }
  }

  public Service {
    Texts.check("a service's name", name, Texts.NAME);
    Texts.check("the image of " + name, image, Texts.LONG);
    Texts.checkSize("words of a command", command);
    Texts.checkSize("arguments", arguments);
    Texts.checkSize("variables", environment.keySet());
    Texts.checkSize("exposed ports", exposed);
    Texts.checkSize("mounts", mounts);
    command.forEach(word -> Texts.check("the command of " + name, word, Texts.LONG));
    arguments.forEach(word -> Texts.check("an argument of " + name, word, Texts.LONG));
    environment.forEach((key, value) -> {
      Texts.check("a variable of " + name, key, Texts.NAME);
      Texts.check("the variable " + key, value, Texts.LONG);
    });
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    exposed = List.copyOf(exposed);
    mounts = List.copyOf(mounts);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).text(name).text(image);
    Texts.writeTexts(writer, command);
    Texts.writeTexts(writer, arguments);
    Texts.writeMap(writer, environment);
    Texts.writeList(writer, exposed, Exposed::write);
    Texts.writeList(writer, mounts, Mount::write);
  }

  static Service read(CborReader reader) {
    Texts.expect(reader, FIELDS, "a service");
    return new Service(
        reader.text(),
        reader.text(),
        Texts.readTexts(reader),
        Texts.readTexts(reader),
        Texts.readMap(reader),
        Texts.readList(reader, Exposed::read),
        Texts.readList(reader, Mount::read));
  }
}
