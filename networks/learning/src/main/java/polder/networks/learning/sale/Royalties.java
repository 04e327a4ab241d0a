package polder.networks.learning.sale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import polder.networks.Owners;
import polder.networks.Sheet;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import polder.protocol.money.Apportionment;

/**
 * Divides what predictions cost among who trained the model, the owners of the devices whose
 * readings taught it, and who paid for the training.
 */
final class Royalties {
  private final Quote quote;
  private final Owners owners;

  /** As {@code quote} says; devices' royalties go to whom they belong now. */
  Royalties(Quote quote, Owners owners) {
    this.quote = quote;
    this.owners = owners;
  }

  /** A part of what is earned, and whose. */
  private record Part(DeviceId device, Account owner, long weight) {}

  /** Pays {@code nano} out of a tab. */
  void pay(long nano, Sheet sheet) {
    Sale sale = quote.sale();
    SortedMap<DeviceId, Earned> earned = quote.earned();
    List<Part> participants = new ArrayList<>();
    List<Part> devices = new ArrayList<>();
    earned.forEach((device, its) -> {
      participants.add(new Part(device, its.owner(), its.nano()));
      devices.addAll(devices(device, its));
    });
    long left = nano;
    left -= pay(share(nano, sale.participantsPpm()), participants, "royalty", sheet);
    left -= pay(share(nano, sale.devicesPpm()), devices, "data_royalty", sheet);
    sheet.pay(quote.sponsor(), left, "sold");
  }

  private static long share(long nano, long ppm) {
    return Amounts.mulDiv(nano, ppm, Amounts.MILLION);
  }

  /** The devices that taught a participant's part; what belongs to none is the participant's. */
  private List<Part> devices(DeviceId participant, Earned its) {
    List<Part> parts = new ArrayList<>();
    long own = its.nano();
    for (Map.Entry<DataSource, DataUse> source : its.sources().entrySet()) {
      DeviceId device = source.getKey().device();
      Optional<Account> owner = owners.of(source.getKey().network(), device);
      if (owner.isPresent()) {
        parts.add(new Part(device, owner.get(), source.getValue().nano()));
        own -= source.getValue().nano();
      }
    }
    parts.add(new Part(participant, its.owner(), own));
    return parts;
  }

  private static long pay(long nano, List<Part> parts, String reason, Sheet sheet) {
    long[] weights = parts.stream().mapToLong(Part::weight).toArray();
    long[] amounts = Apportionment.split(nano, weights);
    long paid = 0;
    for (int i = 0; i < amounts.length; i++) {
      Part part = parts.get(i);
      paid += sheet.pay(part.device(), part.owner(), amounts[i], reason);
    }
    return paid;
  }
}
