package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code deployment}: which service runs in which placement, with which profile, how often. */
final class DeploymentReader {
  private final Map<String, ServiceReader.Described> services;
  private final Map<String, ComputeReader.Compute> computes;
  private final Map<String, PlacementReader.Placement> placements;

  DeploymentReader(
      Map<String, ServiceReader.Described> services,
      Map<String, ComputeReader.Compute> computes,
      Map<String, PlacementReader.Placement> placements) {
    this.services = services;
    this.computes = computes;
    this.placements = placements;
  }

  /** What is complete, in the order of the file. */
  List<Deployed> read(Field deployment) {
    List<Deployed> deployed = new ArrayList<>();
    for (Field service : deployment.entries()) {
      if (!services.containsKey(service.name())) {
        service.wrong(
            "is no service of this file", "describe it below services, or correct its name");
      }
      for (Field placement : service.entries()) {
        read(service, placement).ifPresent(deployed::add);
      }
    }
    return deployed;
  }

  private Optional<Deployed> read(Field serviceField, Field field) {
    field.knows("profile", "count");
    ServiceReader.Described service = services.get(serviceField.name());
    PlacementReader.Placement placement = placements.get(field.name());
    if (placement == null) {
      field.wrong(
          "is no placement of this file",
          "describe it below profiles.placement, or correct its name");
    }
    Optional<Long> count =
        field.at("count").required("write count: 1").whole(1, Limits.MOST_INSTANCES);
    Field profileField =
        field.at("profile").required("write profile: and a name of profiles.compute");
    Optional<String> profile = profileField.text();
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    ComputeReader.Compute compute = computes.get(profile.get());
    if (compute == null) {
      profileField.wrong(
          "is " + profileField.shown() + ", which is no compute profile of this file",
          "describe it below profiles.compute, or correct its name");
    }
    Optional<PlacementReader.Price> price = price(placement, profileField, profile.get());
    if (service == null || placement == null || compute == null) {
      return Optional.empty();
    }
    if (count.isEmpty() || price.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Deployed(
            field, service, compute, placement, price.get(), Math.toIntExact(count.get())));
  }

  private static Optional<PlacementReader.Price> price(
      PlacementReader.@org.jspecify.annotations.Nullable Placement placement,
      Field profileField,
      String profile) {
    if (placement == null) {
      return Optional.empty();
    }
    Optional<PlacementReader.Price> price = placement.prices().get(profile);
    if (price == null) {
      profileField.wrong(
          "is " + profileField.shown() + ", for which the placement says no price",
          "write below profiles.placement."
              + placement.field().name()
              + ".pricing."
              + Field.shortened(profile)
              + " denom and amount");
      return Optional.empty();
    }
    return price;
  }
}
