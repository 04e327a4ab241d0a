package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Service.Mount;

/** {@code services}: what runs. */
final class ServiceReader {
  /**
   * A service and what else was said of it.
   *
   * @param field where it stands
   * @param service empty if something of it is wrong
   * @param mounts where its volumes are found, by their fields
   * @param tee the kind of confidential computing that it asks for
   */
  record Described(
      Field field,
      Optional<Service> service,
      List<ExposeReader.Port> ports,
      List<MountField> mounts,
      Optional<String> tee,
      Optional<RegistryLogin> login) {}

  /** A mount and its field. */
  record MountField(Mount mount, Field field) {}

  private ServiceReader() {}

  static Described read(Field field) {
    field.knows(
        "image", "command", "args", "env", "expose", "dependencies", "params", "credentials");
    if (!field.name().matches("[a-z]([-a-z0-9]*[a-z0-9])?")
        || field.name().length() > Limits.NAME) {
      field.wrong(
          "is no name of a service",
          "begin it with a lower-case letter and go on with letters, digits and hyphens");
    }
    Field imageField = field.at("image").required("write image: and the image's name");
    Optional<String> image = imageField.text(Limits.LONG);
    if (image.isPresent() && image.get().isEmpty()) {
      imageField.wrong("is empty", "write the image's name, such as nginx:1.27");
      image = Optional.empty();
    }
    dependencies(field.at("dependencies"));
    Field params = field.at("params");
    params.knows("storage", "permissions", "tee");
    permissions(params.at("permissions"));
    List<MountField> mounts = mounts(params.at("storage"));
    List<ExposeReader.Port> ports = ExposeReader.read(field.at("expose"));
    List<String> command = words(field.at("command"));
    List<String> arguments = words(field.at("args"));
    SortedMap<String, String> environment = environment(field.at("env"));
    Optional<RegistryLogin> login = login(field);
    Optional<String> tee = tee(params.at("tee"));
    Optional<Service> service =
        image
            .filter(name -> field.name().length() <= Limits.NAME && ports.size() <= Limits.ENTRIES)
            .map(name ->
                new Service(
                    field.name(),
                    name,
                    command,
                    arguments,
                    environment,
                    ports.stream().map(ExposeReader.Port::exposed).toList(),
                    mounts.stream().map(MountField::mount).toList()));
    return new Described(field, service, ports, mounts, tee, login);
  }

  /** The words of a command. */
  static List<String> words(Field field) {
    List<String> words =
        field.items().stream().flatMap(item -> item.text(Limits.LONG).stream()).toList();
    return fitting(field, words);
  }

  private static <T> List<T> fitting(Field field, List<T> list) {
    if (list.size() <= Limits.ENTRIES) {
      return list;
    }
    field.wrong("has " + list.size() + " entries", "write at most " + Limits.ENTRIES);
    return List.of();
  }

  /** Each a name, an equals sign and a value; what stands last counts. */
  static SortedMap<String, String> environment(Field field) {
    SortedMap<String, String> environment = new TreeMap<>();
    for (Field item : fitting(field, field.items())) {
      Optional<String> text = item.text(Limits.LONG);
      if (text.isEmpty()) {
        continue;
      }
      int equals = text.get().indexOf('=');
      String name = equals < 0 ? text.get() : text.get().substring(0, equals);
      if (!name.matches("[-._a-zA-Z][-._a-zA-Z0-9]*")
          || name.startsWith("..")
          || name.equals(".")
          || name.length() > Limits.NAME) {
        item.wrong(
            "names the variable \"" + Field.shortened(name) + "\"",
            "write NAME=value; a name has letters, digits, hyphens, dots and underscores");
        continue;
      }
      if (environment.put(name, equals < 0 ? "" : text.get().substring(equals + 1)) != null) {
        item.notice("sets " + Field.shortened(name) + " again: the last counts");
      }
    }
    return environment;
  }

  private static List<MountField> mounts(Field storage) {
    List<MountField> mounts = new ArrayList<>();
    Map<String, String> volumes = new HashMap<>();
    for (Field field : fitting(storage, storage.entries())) {
      field.knows("mount", "readOnly");
      boolean readOnly = field.at("readOnly").flag().orElse(false);
      Field pathField = field.at("mount").required("write mount: and an absolute path");
      Optional<String> path = pathField.text(Limits.LONG);
      if (path.isEmpty()) {
        continue;
      }
      if (!path.get().startsWith("/")) {
        pathField.wrong("is " + pathField.shown(), "write an absolute path, such as /data");
        continue;
      }
      String other = volumes.putIfAbsent(path.get(), field.name());
      if (other != null) {
        pathField.wrong(
            "is already where the volume " + Field.shortened(other) + " is found",
            "write another path");
      }
      if (field.name().length() > Limits.NAME) {
        field.wrong("is too long a name", "write at most " + Limits.NAME + " characters");
        continue;
      }
      mounts.add(new MountField(new Mount(field.name(), path.get(), readOnly), field));
    }
    return mounts;
  }

  private static void dependencies(Field field) {
    for (Field item : field.items()) {
      item.knows("service");
      item.at("service").text();
    }
    if (field.isPresent()) {
      field.notice("has no effect: all services start together");
    }
  }

  private static void permissions(Field field) {
    field.knows("read");
    field.at("read").texts();
    if (field.isPresent()) {
      field.notice("has no effect: services cannot ask their machine about their job");
    }
  }

  private static Optional<String> tee(Field field) {
    Optional<String> tee = field.text().filter(text -> !text.isEmpty());
    if (tee.isPresent() && !tee.get().equals("cpu") && !tee.get().equals("cpu-gpu")) {
      field.wrong("is " + field.shown(), "write cpu or cpu-gpu");
      return Optional.empty();
    }
    return tee;
  }

  private static Optional<RegistryLogin> login(Field service) {
    Field field = service.at("credentials");
    if (!field.isPresent()) {
      return Optional.empty();
    }
    field.knows("host", "email", "username", "password");
    String host = said(field, "host");
    String username = said(field, "username");
    String password = said(field, "password");
    String email = field.at("email").text().orElse("").strip();
    field.notice(
        "is not part of the job, which everybody can read: the image is fetched without it unless"
            + " you give it to the machine by yourself");
    return Optional.of(new RegistryLogin(service.name(), host, email, username, password));
  }

  private static String said(Field credentials, String key) {
    Field field = credentials.at(key).required("write " + key + ": beside the others");
    Optional<String> text = field.text().map(String::strip);
    if (text.isPresent() && text.get().isEmpty()) {
      field.wrong("is empty", "write the registry's " + key);
    }
    return text.orElse("");
  }
}
