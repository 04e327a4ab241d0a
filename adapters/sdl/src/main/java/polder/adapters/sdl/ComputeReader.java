package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Volume;

/** {@code profiles.compute}: what one instance of a service needs. */
final class ComputeReader {
  /** A profile, and where each of its volumes stands. */
  record Compute(Optional<Resources> resources, List<VolumeField> volumes) {}

  /** A volume and its field. */
  record VolumeField(Volume volume, Field field) {}

  private static final String DEFAULT = "default";
  private static final Set<String> CLASSES = Set.of(DEFAULT, "beta1", "beta2", "beta3", "ram");

  private ComputeReader() {}

  static Compute read(Field profile) {
    profile.knows("resources");
    Field resources = profile.at("resources").required("write below it cpu, memory and storage");
    resources.knows("cpu", "memory", "storage", "gpu");
    Optional<Long> cpu = cpu(resources.at("cpu"));
    Field memoryField = resources.at("memory").required("write below it size: 512Mi");
    memoryField.knows("size");
    Optional<Long> memory =
        Quantity.bytes(
            memoryField.at("size").required("write size: 512Mi"),
            Limits.LEAST_MEMORY,
            Limits.MOST_MEMORY);
    List<VolumeField> volumes = volumes(resources.at("storage"));
    GpuNeed gpu = GpuReader.read(resources.at("gpu"));
    if (cpu.isEmpty() || memory.isEmpty() || volumes.isEmpty()) {
      return new Compute(Optional.empty(), volumes);
    }
    return new Compute(
        Optional.of(
            new Resources(
                cpu.get(), memory.get(), volumes.stream().map(VolumeField::volume).toList(), gpu)),
        volumes);
  }

  private static Optional<Long> cpu(Field field) {
    field.required("write below it units: 0.5");
    field.knows("units", "attributes");
    Field attributes = field.at("attributes");
    attributes.holdsOnly("arch");
    if (attributes.at("arch").text().isPresent()) {
      attributes
          .at("arch")
          .notice("has no effect; ask for it by an attribute of the placement instead");
    }
    return Quantity.cpuMilli(
        field.at("units").required("write units: 0.5"),
        Limits.LEAST_CPU_MILLI,
        Limits.MOST_CPU_MILLI);
  }

  private static List<VolumeField> volumes(Field storage) {
    storage.required("write below it size: 1Gi");
    List<Field> fields = storage.isTable() ? List.of(storage) : storage.items();
    if (storage.isList() && fields.isEmpty()) {
      storage.wrong("is empty", "write at least - size: 1Gi");
    }
    if (fields.size() > Limits.ENTRIES) {
      storage.wrong("has " + fields.size() + " volumes", "name at most " + Limits.ENTRIES);
      return List.of();
    }
    List<VolumeField> volumes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      volume(field, storage.isTable())
          .ifPresent(volume -> {
            if (!names.add(volume.name())) {
              field.wrong(
                  "is a second volume named " + volume.name(),
                  "give each volume a name of its own; without one it is called default");
            }
            volumes.add(new VolumeField(volume, field));
          });
    }
    return volumes;
  }

  private static Optional<Volume> volume(Field field, boolean only) {
    field.knows("name", "size", "attributes");
    Field nameField = field.at("name");
    String name = nameField.text(Limits.NAME).filter(text -> !text.isEmpty()).orElse(DEFAULT);
    if (only && !name.equals(DEFAULT)) {
      nameField.notice("has no effect: the only volume is called default; write storage as a list");
      name = DEFAULT;
    }
    Optional<Long> bytes =
        Quantity.bytes(
            field.at("size").required("write size: 1Gi"), Limits.LEAST_VOLUME, Limits.MOST_VOLUME);
    Field attributes = field.at("attributes");
    attributes.holdsOnly("persistent", "class");
    boolean persistent = attributes.at("persistent").flag().orElse(false);
    String type = type(attributes, persistent);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Volume(name, bytes.get(), persistent, type));
  }

  private static String type(Field attributes, boolean persistent) {
    Field field = attributes.at("class");
    String type = field.text().orElse("");
    if (type.isEmpty()) {
      return persistent ? DEFAULT : "";
    }
    if (!CLASSES.contains(type)) {
      field.wrong("is " + field.shown(), "write default, beta1, beta2, beta3 or ram");
      return "";
    }
    if (type.equals("ram") && persistent) {
      field.wrong("cannot be ram where persistent is true", "leave persistent out");
    } else if (!type.equals("ram") && !persistent) {
      field.wrong(
          "is for volumes that are kept, and this one is not",
          "write persistent: true beside it, or leave class out");
    }
    return type;
  }
}
