package polder.adapters.sdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;

/** {@code gpu}: how many, and of which vendors and models each may be. */
final class GpuReader {
  private static final String VENDOR_REMEDY =
      "write below attributes: vendor: and there nvidia:, for any of them, or with models";

  private GpuReader() {}

  /** What it says; none if it is absent. */
  static GpuNeed read(Field gpu) {
    gpu.holdsOnly("units", "attributes");
    Field units = gpu.at("units");
    // Where the number is wrong, what stands beside it is not.
    long count = units.whole(0, Limits.MOST_GPUS).orElse(units.isPresent() ? 1L : 0L);
    Field attributes = gpu.at("attributes");
    attributes.holdsOnly("vendor");
    List<GpuModel> models = models(attributes.at("vendor"));
    if (count > 0) {
      attributes.required(VENDOR_REMEDY);
    } else if (attributes.isPresent()) {
      attributes.wrong("says what no GPU must be", "write units: 1 beside it, or leave it out");
    }
    if (attributes.isPresent() && models.isEmpty()) {
      attributes.at("vendor").required(VENDOR_REMEDY);
    }
    return new GpuNeed(Math.toIntExact(count), models);
  }

  private static List<GpuModel> models(Field vendors) {
    List<GpuModel> models = new ArrayList<>();
    if (vendors.isTable() && vendors.entries().isEmpty()) {
      vendors.wrong("names nobody", VENDOR_REMEDY);
    }
    for (Field vendor : vendors.entries()) {
      String name = vendor.name().toLowerCase(Locale.ROOT);
      if (!word(vendor, name)) {
        continue;
      }
      List<Field> entries = vendor.items();
      if (entries.isEmpty()) {
        models.add(new GpuModel(name, "", "", ""));
      }
      for (Field entry : entries) {
        entry.knows("model", "ram", "interface");
        models.add(new GpuModel(name, model(entry.at("model")), ram(entry.at("ram")), bus(entry)));
      }
    }
    if (models.size() > Limits.ENTRIES) {
      vendors.wrong("names " + models.size() + " models", "name at most " + Limits.ENTRIES);
      return List.of();
    }
    return models;
  }

  private static String model(Field field) {
    String model = field.text(Limits.NAME).orElse("").toLowerCase(Locale.ROOT);
    return model.equals("*") || !word(field, model) ? "" : model;
  }

  private static boolean word(Field field, String word) {
    if (word.matches("[a-z0-9_/.*-]{0,120}")) {
      return true;
    }
    field.wrong(
        "is " + Field.shortened("\"" + word + "\""),
        "write letters, digits and hyphens only, such as rtx4090");
    return false;
  }

  /** In whole Gi, as Akash compares them. */
  private static String ram(Field field) {
    Optional<String> text = field.text();
    if (text.isPresent() && !text.get().matches("[0-9.]+([KkMmGgTt]i)?")) {
      field.wrong("is " + field.shown(), "write memory of a GPU in Gi, such as 80Gi");
      return "";
    }
    Optional<Long> bytes = Quantity.bytes(field, 1L << 30, 1L << 50);
    return bytes.map(each -> BigInteger.valueOf(each).shiftRight(30) + "Gi").orElse("");
  }

  private static String bus(Field entry) {
    Field field = entry.at("interface");
    String bus = field.text().orElse("");
    if (!bus.isEmpty() && !bus.equals("pcie") && !bus.equals("sxm")) {
      field.wrong("is " + field.shown(), "write pcie or sxm");
      return "";
    }
    return bus;
  }
}
